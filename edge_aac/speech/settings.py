"""How the voice speaks, and through what.

In: nothing. Out: the frozen section `[speech]`. Never does: speaking.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SpeechSettings(BaseModel):
    """The section `[speech]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speech: bool = Field(default=True, description="Speak; without it everything is only printed.")
    output_device: str | None = Field(
        default=None, description="Earpiece to speak through, by name (default: the system's)."
    )
    voice: str | None = Field(
        default=None, description="Voice to speak with (default: the system's English one)."
    )
    rate: int = Field(default=210, ge=80, le=500, description="Words per minute.")
    volume: float = Field(default=1.0, ge=0.0, le=1.0, description="Loudness of the voice, 0 to 1.")

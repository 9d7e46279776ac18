"""Where sound comes from.

In: nothing. Out: the frozen section `[audio]`. Never does: opening anything.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class AudioSettings(BaseModel):
    """The section `[audio]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: str = Field(
        default="mic",
        min_length=1,
        description="What to listen to: mic, a device's number or name, a sound file, - (raw "
        "16 kHz 16-bit mono on standard input) or demo.",
    )
    realtime: bool = Field(
        default=True, description="Play a file or the demo at its own pace, not as fast as it can."
    )
    buffer_seconds: float = Field(
        default=4.0,
        ge=0.5,
        le=60.0,
        description="Microphone sound kept while the listener is busy; the oldest is dropped. "
        "Longer means less loss and more memory.",
    )
    stall_seconds: float = Field(
        default=2.0,
        ge=0.5,
        le=60.0,
        description="A microphone that gives no sample for so long is lost. "
        "Longer means a later warning.",
    )

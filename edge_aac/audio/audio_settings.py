"""Where sound comes from.

In: nothing. Out: the frozen section `[audio]`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from edge_aac.devices.number import as_name


def _name(value: Any) -> str:
    """Any text that is not empty; a file's name may hold bytes that are no text."""
    name = as_name(value)
    if not isinstance(name, str) or not name:
        raise ValueError("no name")
    return name


class AudioSettings(BaseModel):
    """The section `[audio]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[str, PlainValidator(_name)] = Field(
        default="mic",
        description="What to listen to: mic, a device's number or name, a sound file, - (raw "
        "16 kHz 16-bit mono on standard input) or demo.",
    )
    channel: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="The one channel of a microphone or file to listen to, counted from 1; "
        "default: all of them, joined.",
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
        default=1.7,
        ge=0.5,
        le=60.0,
        description="A microphone that gives no sample for so long is lost. "
        "Longer means a later warning.",
    )

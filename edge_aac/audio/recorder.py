"""What the microphone needs of a sound system, whichever it is.

In: a device's name. Out: readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from edge_aac.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one read of a device gave."""

    samples: FloatArray
    """Shape (frames, channels), float32."""
    lost: int = 0
    """Frames that the device lost just before these."""


class Recorder(Protocol):
    """An open device; only the thread that opened it calls it."""

    @property
    def name(self) -> str:
        """What to call it to a person."""

    @property
    def source(self) -> str | None:
        """The sound server's source that it was opened on; None where that is not known."""

    @property
    def rate(self) -> int:
        """Frames per second."""

    def read(self, frames: int) -> Reading:
        """So many frames; blocks until they are there, and raises anything when it cannot."""

    def close(self) -> None:
        """Let go of the device."""


class SoundSystem(Protocol):
    """What opens devices; any call of it may block for good."""

    def open(self, wanted: str | None) -> Recorder:
        """Open the device of that name, or the default one."""

    def abandon(self) -> None:
        """A thread does not come back from a call: the process must end without its help."""

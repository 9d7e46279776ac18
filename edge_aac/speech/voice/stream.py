"""What a voice writes to.

In: nothing. Out: the interface of an open output stream. Never does: opening one.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Stream(Protocol):
    """The part of `sounddevice.OutputStream` that is used."""

    samplerate: float
    channels: int

    @property
    def write_available(self) -> int:
        """Frames that can be written without waiting."""

    def start(self) -> None:
        """Run."""

    def abort(self) -> None:
        """Stop at once."""

    def close(self) -> None:
        """Let the device go."""

    def write(self, data: NDArray[np.float32]) -> bool:
        """Wait until these frames, shape (n, channels), are taken; whether some came late."""

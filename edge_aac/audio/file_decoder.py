"""What reads a sound file, whichever library or program does it.

In: nothing. Out: the protocol that libsndfile's and ffmpeg's readers keep.
"""

from __future__ import annotations

from typing import Protocol

from edge_aac.types import FloatArray


class DecodingError(Exception):
    """The file is damaged, or cannot be read to its end.

    Parameters
    ----------
    after : int or None
        So many frames came before the damage, where the rest has been given too; None where
        what comes next is damaged.
    unread : bool
        Nothing is damaged; more sound comes, which the library does not give.
    """

    def __init__(self, after: int | None = None, unread: bool = False) -> None:
        super().__init__()
        self.after = after
        self.unread = unread


class FileDecoder(Protocol):
    """An open file."""

    @property
    def rate(self) -> int:
        """Samples per second."""

    @property
    def channels(self) -> int:
        """How many."""

    def read(self, frames: int) -> FloatArray:
        """At most so many frames, shape (n, channels), float32; none at the end.

        Raises
        ------
        DecodingError
            The file is damaged here, or at its end: was damaged before.
        """

    def close(self) -> None:
        """Let go of the file; twice is once."""

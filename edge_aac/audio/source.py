"""A source of sound, whatever it is.

In: nothing. Out: blocks of 16 kHz mono with the index of their first sample.
A live source that goes silent is noticed by missing samples and raises `SourceLost`;
it is never trusted to raise by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from edge_aac.devices.soundserver import Node
from edge_aac.errors import EdgeAacError
from edge_aac.types import Block


class SourceLost(EdgeAacError):
    """A live source stopped giving samples; it may come back."""


class Source(Protocol):
    """What the listener listens to."""

    @property
    def name(self) -> str:
        """What to call it to a person."""

    @property
    def live(self) -> bool:
        """Whether it goes on by itself, and drops what is not taken in time."""

    def blocks(self) -> Iterator[Block]:
        """Blocks of at most 2,560 samples, in order, until the input ends.

        Raises
        ------
        SourceLost
            A live source gives nothing any more.
        EdgeAacError
            The input is unreadable.
        """

    def close(self) -> None:
        """Let go of device or file."""


@runtime_checkable
class Located(Protocol):
    """A source that may come from a sound server."""

    @property
    def heard(self) -> Node | None:
        """The server's source that is heard now; None where that is not known."""

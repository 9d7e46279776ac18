"""A source that was opened anew: its clock goes on where the old one stopped.

In: the new source, and where on the first source's clock the old one ended. Out: the
same blocks on the first source's clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge_aac.audio.quality import Defect
from edge_aac.audio.source import Located, Source
from edge_aac.devices.soundserver import Node
from edge_aac.types import SAMPLE_RATE, Block


class ResumedSource:
    """A source whose first sample is not the listener's first.

    Parameters
    ----------
    source : Source
    seconds : float
        Where the old one stopped [s].
    """

    def __init__(self, source: Source, seconds: float) -> None:
        self._source = source
        self._offset = round(seconds * SAMPLE_RATE)
        self.name = source.name
        self.live = source.live

    @property
    def waiting(self) -> float:
        """How much sound was not taken yet [s]; none where the source does not know."""
        waits: float = getattr(self._source, "waiting", 0.0)
        return waits

    @property
    def defects(self) -> frozenset[Defect]:
        """What is wrong with the source, where it knows that."""
        known: frozenset[Defect] = getattr(self._source, "defects", frozenset())
        return known

    @property
    def heard(self) -> Node | None:
        """The sound server's source that is heard, where that is known."""
        return self._source.heard if isinstance(self._source, Located) else None

    def blocks(self) -> Iterator[Block]:
        """The blocks, on the first source's clock."""
        for block in self._source.blocks():
            yield Block(block.samples, block.start + self._offset)

    def close(self) -> None:
        """Close the source."""
        self._source.close()

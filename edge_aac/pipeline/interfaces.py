"""What the listener and its answers need of whatever hears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from edge_aac.journal.decisions import Decisions
from edge_aac.journal.missed import Missed
from edge_aac.salience.notices import Announcement
from edge_aac.salience.quiet_and_mute import SilenceState
from edge_aac.types import Block, Report, Utterance


class BlockProcessor(Protocol):
    """What makes reports and utterances of sound."""

    thinned: bool
    """Whether it is short of time: then only who asks gets a description."""

    @property
    def seconds(self) -> float:
        """Where on the source's clock it is."""

    def step(self, block: Block) -> list[Report | Utterance]:
        """Take a block."""

    def flush(self) -> list[Report | Utterance]:
        """End of input."""

    def interrupt(self) -> list[Report | Utterance]:
        """The source was lost."""

    def recover(self, block: Block) -> list[Report | Utterance]:
        """A stage failed at a block: what was decided before that, and what it ends."""

    def announce(self, announcement: Announcement) -> list[Report | Utterance]:
        """Something about the listener itself: its line and, where it is spoken, its utterance."""


class SilenceControl(Protocol):
    """What withholds utterances, and remembers."""

    decisions: Decisions
    missed: Missed

    @property
    def silence(self) -> SilenceState:
        """What is withheld just now."""

    def quiet(self, t: float, seconds: float) -> None:
        """Only what is critical for so long."""

    def mute(self) -> None:
        """Only hazard alarms."""

    def unmute(self) -> None:
        """Everything."""


class QueryTarget(Protocol):
    """What hears, and can be asked."""

    @property
    def output_filter(self) -> SilenceControl:
        """Where its verdicts come out."""

    @property
    def seconds(self) -> float:
        """Where on the source's clock it is."""

    def request(self, answer: Callable[[str], None]) -> None:
        """Describe what is around, with the next sound; `answer` takes the description, once."""

    def announce(self, announcement: Announcement) -> list[Report | Utterance]:
        """Something about the listener itself: its line and, where it is spoken, its utterance."""

"""What the policy of speech remembers, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.speech.earcon import Earcon
from edge_aac.types import Priority, Utterance


@dataclass(frozen=True, slots=True)
class Counts:
    """What has become of utterances.

    At any time `given` is `said` + `dropped` + those waiting or being spoken.
    """

    given: int = 0
    said: int = 0
    """Spoken to the end."""
    dropped: int = 0
    """Never spoken to the end: late, replaced, cut off for good, or the voice failed."""
    interrupted: int = 0
    """How often one was cut off; one that was then said again counts as said, too."""


@dataclass(frozen=True, slots=True)
class Item:
    """An utterance on its way."""

    utterance: Utterance
    since: float
    """When it was given [s]."""
    earcon: Earcon | None = None
    id: int = 0
    """Numbers what the voice is ordered to say; 0 before that."""
    again: bool = False
    """It was begun before; it is not begun a third time."""
    brief: bool = False
    """Its signal alone is played: its words were spoken to the end a short while ago."""

    @property
    def priority(self) -> Priority:
        """The utterance's."""
        return self.utterance.priority


@dataclass(frozen=True, slots=True)
class SpokenText:
    """Words that were heard to their end."""

    text: str
    t: float
    """When that was [s]."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """Everything the policy remembers."""

    ready: bool = False
    """Whether there is a voice."""
    speaking: Item | None = None
    waiting: tuple[Item, ...] = ()
    """In the order in which they will be said."""
    last_id: int = 0
    counts: Counts = Counts()
    spoken: tuple[SpokenText, ...] = ()
    """The last few, oldest first."""
    unsaid: tuple[Utterance, ...] = ()
    """What was dropped since somebody asked, oldest first."""

    @property
    def silent(self) -> bool:
        """Whether nothing is being said and nothing waits."""
        return self.speaking is None and not self.waiting


@dataclass(frozen=True, slots=True)
class Act:
    """What the voice shall do now, the stop first."""

    stop: int | None = None
    """Cut off what has this id, at once."""
    stop_after_group: int | None = None
    """Cut off what has this id, at the end of its word group."""
    start: Item | None = None

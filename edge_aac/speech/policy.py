"""Who speaks next: a pure function of state, input and time.

In: utterances, and news of the voice. Out: a new state and what the voice shall do.
A critical utterance cuts off whatever is less and comes at once; a hazard that is
being told is told to its end, and the next one follows it. Attention waits its turn.
Ambient comes only into silence, only the latest, and never late.
Never does: clocks, threads, I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_aac.speech.earcons import Earcon
from edge_aac.types import Priority, Utterance

ROOM = {Priority.AMBIENT: 1, Priority.ATTENTION: 3, Priority.CRITICAL: 3}
"""How many of each may wait; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What has become of utterances.

    At any time `given` is `said` + `dropped` + those waiting or being spoken.
    """

    given: int = 0
    said: int = 0
    """Told to the end."""
    dropped: int = 0
    """Never told to the end: late, replaced, cut off for good, or the voice failed."""
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
    """Counts what the voice is told to say; 0 before that."""
    again: bool = False
    """It was begun before; it is not begun a third time."""

    @property
    def priority(self) -> Priority:
        """The utterance's."""
        return self.utterance.priority


@dataclass(frozen=True, slots=True)
class PolicyState:
    """Everything the policy remembers."""

    ready: bool = False
    """Whether there is a voice."""
    speaking: Item | None = None
    waiting: tuple[Item, ...] = ()
    """In the order in which they will be said."""
    last_id: int = 0
    counts: Counts = Counts()

    @property
    def silent(self) -> bool:
        """Whether nothing is being said and nothing waits."""
        return self.speaking is None and not self.waiting


@dataclass(frozen=True, slots=True)
class Act:
    """What the voice shall do now, the stop first."""

    stop: int | None = None
    """Cut off what has this id."""
    start: Item | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an utterance may wait before it is too late to say it [s]."""

    ambient: float = 4.0
    attention: float = 12.0
    critical: float = 30.0

    def late(self, item: Item, now: float) -> bool:
        """Whether it is too late for this one."""
        longest = (self.ambient, self.attention, self.critical)[item.priority.rank]
        return now - item.since > longest


class Policy:
    """Decides who speaks next."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()

    def start(self) -> PolicyState:
        """Nothing given, no voice yet."""
        return PolicyState()

    def on_say(
        self, state: PolicyState, utterance: Utterance, now: float, earcon: Earcon | None = None
    ) -> tuple[PolicyState, Act]:
        """Somebody wants this said."""
        counts = replace(state.counts, given=state.counts.given + 1)
        state = _queue(replace(state, counts=counts), Item(utterance, now, earcon))
        current = state.speaking
        if (
            current is None
            or utterance.priority is not Priority.CRITICAL
            or current.priority is Priority.CRITICAL
        ):
            return self._go_on(state, now)
        counts = replace(state.counts, interrupted=state.counts.interrupted + 1)
        state = replace(state, counts=counts, speaking=None)
        # A scene that an alarm cut off is stale by the time the alarm is told.
        state = _once_more(state, current, keep=current.priority is Priority.ATTENTION)
        state, act = self._go_on(state, now)
        return state, replace(act, stop=current.id)

    def on_end(
        self, state: PolicyState, id: int, now: float, told: bool = True
    ) -> tuple[PolicyState, Act]:
        """The voice came to the end of an utterance, or could not say it.

        Also of one that was cut off too late, when all its words were out already.
        """
        if state.speaking is not None and state.speaking.id == id:
            return self._go_on(_settle(replace(state, speaking=None), told), now)
        rest = tuple(item for item in state.waiting if not (item.again and item.id == id))
        if told and len(rest) < len(state.waiting):
            state = _settle(replace(state, waiting=rest), told)
        return self._go_on(state, now)

    def on_ready(self, state: PolicyState, now: float) -> tuple[PolicyState, Act]:
        """There is a voice now."""
        return self._go_on(replace(state, ready=True), now)

    def on_lost(self, state: PolicyState, now: float) -> tuple[PolicyState, Act]:
        """The voice is gone; what it was saying is begun once more with the next one."""
        current = state.speaking
        state = replace(state, ready=False, speaking=None)
        if current is not None:
            state = _once_more(state, current, keep=True)
        return self._go_on(state, now)

    def on_time(self, state: PolicyState, now: float) -> tuple[PolicyState, Act]:
        """Time passes."""
        return self._go_on(state, now)

    def on_hush(self, state: PolicyState, now: float) -> tuple[PolicyState, Act]:
        """Somebody wants silence: only hazards that wait are still told."""
        current = state.speaking
        kept = tuple(item for item in state.waiting if item.priority is Priority.CRITICAL)
        state = _drop(replace(state, waiting=kept), len(state.waiting) - len(kept))
        if current is None:
            return self._go_on(state, now)
        counts = replace(state.counts, interrupted=state.counts.interrupted + 1)
        state, act = self._go_on(_drop(replace(state, speaking=None, counts=counts), 1), now)
        return state, replace(act, stop=current.id)

    def on_close(self, state: PolicyState) -> PolicyState:
        """Nothing more will be said."""
        left = len(state.waiting) + (state.speaking is not None)
        counts = replace(state.counts, dropped=state.counts.dropped + left)
        return replace(state, ready=False, speaking=None, waiting=(), counts=counts)

    def _go_on(self, state: PolicyState, now: float) -> tuple[PolicyState, Act]:
        """Forget what is too late, and begin the next where it is its turn."""
        fresh = tuple(item for item in state.waiting if not self._patience.late(item, now))
        if len(fresh) < len(state.waiting):
            state = _drop(replace(state, waiting=fresh), len(state.waiting) - len(fresh))
        if not state.ready or state.speaking is not None or not fresh:
            return state, Act()
        item = replace(fresh[0], id=state.last_id + 1)
        return replace(state, speaking=item, waiting=fresh[1:], last_id=item.id), Act(start=item)


def _queue(state: PolicyState, item: Item, first: bool = False) -> PolicyState:
    """Let an item wait, last or first among its equals; the oldest makes room."""
    equals = [other for other in state.waiting if other.priority is item.priority]
    others = [other for other in state.waiting if other.priority is not item.priority]
    equals = [item, *equals] if first else [*equals, item]
    spare = max(0, len(equals) - ROOM[item.priority])
    queue = sorted([*others, *equals[spare:]], key=lambda other: -other.priority.rank)
    return _drop(replace(state, waiting=tuple(queue)), spare)


def _once_more(state: PolicyState, item: Item, keep: bool) -> PolicyState:
    """Begin an item again when it is its turn, unless that was done before."""
    if not keep or item.again:
        return _drop(state, 1)
    return _queue(state, replace(item, again=True), first=True)


def _settle(state: PolicyState, told: bool) -> PolicyState:
    if not told:
        return _drop(state, 1)
    return replace(state, counts=replace(state.counts, said=state.counts.said + 1))


def _drop(state: PolicyState, number: int) -> PolicyState:
    counts = replace(state.counts, dropped=state.counts.dropped + number)
    return replace(state, counts=counts)

"""Who speaks next: a pure function of state, input and time.

In: utterances, and news of the voice. Out: a new state and what the voice shall do.
A critical utterance cuts off whatever is less and comes at once; a hazard that is
being announced is announced to its end, and the next one follows it. Attention waits for the end
of an announcement, or of the word group of a description, which it then cuts short.
Ambient comes only into silence, only the latest, and never late. A hazard that
is announced again, soon after its words were spoken to their end, gets its signal alone.
Never does: clocks, threads, I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_state import Act, Counts, Item, QueueState, SpokenText
from edge_aac.types import Priority, Urgency, Utterance

__all__ = [
    "REPEAT_SECONDS",
    "ROOM",
    "Act",
    "Counts",
    "Item",
    "Patience",
    "QueuePolicy",
    "QueueState",
]

ROOM = {Priority.AMBIENT: 1, Priority.ATTENTION: 3, Priority.CRITICAL: 3}
"""How many of each may wait; the oldest makes room.

Each announcement is the only word about its sound, so that with room for one a barking
dog would displace the doorbell; a description says again what the next one says, too.
"""

REPEAT_SECONDS = 45.0
"""So long after its words were heard, a repeated hazard needs no more than its signal [s]."""

_MOST_SPOKEN = 8
MOST_UNSAID = 16
"""So many are remembered until somebody asks, the newest."""


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


class QueuePolicy:
    """Decides who speaks next."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()

    def start(self) -> QueueState:
        """Nothing given, no voice yet."""
        return QueueState()

    def on_say(
        self, state: QueueState, utterance: Utterance, now: float, earcon: Earcon | None = None
    ) -> tuple[QueueState, Act]:
        """Somebody wants this said."""
        counts = replace(state.counts, given=state.counts.given + 1)
        state = _queue(replace(state, counts=counts), Item(utterance, now, earcon))
        current = state.speaking
        if current is None or utterance.priority.rank <= current.priority.rank:
            return self._go_on(state, now)
        if utterance.priority is Priority.ATTENTION:
            state, act = self._go_on(state, now)
            return state, replace(act, stop_after_group=current.id)
        # A scene that an alarm cut off is stale when the alarm has been announced.
        state = _once_more(_cut(state), current, keep=current.priority is Priority.ATTENTION)
        state, act = self._go_on(state, now)
        return state, replace(act, stop=current.id)

    def on_end(
        self, state: QueueState, id: int, now: float, completed: bool = True
    ) -> tuple[QueueState, Act]:
        """The voice came to the end of an utterance, or could not say it.

        Also of one that was cut off too late, when all its words were out already.
        """
        if state.speaking is not None and state.speaking.id == id:
            return self._go_on(_settle(state, state.speaking, completed, now), now)
        over = next((item for item in state.waiting if item.again and item.id == id), None)
        if completed and over is not None:
            state = _settle(state, over, completed, now)
        return self._go_on(state, now)

    def on_stopped(self, state: QueueState, id: int, now: float) -> tuple[QueueState, Act]:
        """The voice broke off; where it did so to cede, the next one may begin."""
        if state.speaking is None or state.speaking.id != id:
            return self._go_on(state, now)
        return self._go_on(_drop(_cut(state), state.speaking), now)

    def on_ready(self, state: QueueState, now: float) -> tuple[QueueState, Act]:
        """There is a voice now."""
        return self._go_on(replace(state, ready=True), now)

    def on_lost(self, state: QueueState, now: float) -> tuple[QueueState, Act]:
        """The voice is gone; what it was saying is begun once more with the next one."""
        current = state.speaking
        state = replace(state, ready=False, speaking=None)
        if current is not None:
            state = _once_more(state, current, keep=True)
        return self._go_on(state, now)

    def on_time(self, state: QueueState, now: float) -> tuple[QueueState, Act]:
        """Time passes."""
        return self._go_on(state, now)

    def on_hush(self, state: QueueState, now: float) -> tuple[QueueState, Act]:
        """Somebody wants silence: only what is critical is still spoken, and to its end."""
        current = state.speaking
        kept = tuple(item for item in state.waiting if item.priority is Priority.CRITICAL)
        hushed = tuple(item for item in state.waiting if item not in kept)
        state = _drop(replace(state, waiting=kept), *hushed)
        if current is None or current.priority is Priority.CRITICAL:
            return self._go_on(state, now)
        state, act = self._go_on(_drop(_cut(state), current), now)
        return state, replace(act, stop=current.id)

    def on_close(self, state: QueueState) -> QueueState:
        """Nothing more will be said."""
        current = () if state.speaking is None else (state.speaking,)
        state = _drop(state, *current, *state.waiting)
        return replace(state, ready=False, speaking=None, waiting=())

    def _go_on(self, state: QueueState, now: float) -> tuple[QueueState, Act]:
        """Forget what is too late, and begin the next where it is its turn."""
        fresh = tuple(item for item in state.waiting if not self._patience.late(item, now))
        if len(fresh) < len(state.waiting):
            late = tuple(item for item in state.waiting if self._patience.late(item, now))
            state = _drop(replace(state, waiting=fresh), *late)
        if not state.ready or state.speaking is not None or not fresh:
            return state, Act()
        brief = _brief(state, fresh[0], now)
        item = replace(fresh[0], id=state.last_id + 1, brief=brief)
        return replace(state, speaking=item, waiting=fresh[1:], last_id=item.id), Act(start=item)


def _queue(state: QueueState, item: Item, first: bool = False) -> QueueState:
    """Let an item wait, last or first among its equals; the oldest makes room."""
    equals = [other for other in state.waiting if other.priority is item.priority]
    others = [other for other in state.waiting if other.priority is not item.priority]
    equals = [item, *equals] if first else [*equals, item]
    spare = max(0, len(equals) - ROOM[item.priority])
    crowded, equals = equals[:spare], equals[spare:]
    queue = sorted([*others, *equals], key=lambda other: -other.priority.rank)
    return _drop(replace(state, waiting=tuple(queue)), *crowded)


def _once_more(state: QueueState, item: Item, keep: bool) -> QueueState:
    """Begin an item again when it is its turn, unless that was done before."""
    if not keep or item.again:
        return _drop(state, item)
    return _queue(state, replace(item, again=True), first=True)


def _cut(state: QueueState) -> QueueState:
    """Without what is being said, which counts as interrupted."""
    counts = replace(state.counts, interrupted=state.counts.interrupted + 1)
    return replace(state, speaking=None, counts=counts)


def _settle(state: QueueState, item: Item, completed: bool, now: float) -> QueueState:
    """Be done with an item, wherever it is."""
    speaking = None if state.speaking is item else state.speaking
    waiting = tuple(other for other in state.waiting if other is not item)
    state = replace(state, speaking=speaking, waiting=waiting)
    if not completed:
        return _drop(state, item)
    spoken = state.spoken if item.brief else (*state.spoken, SpokenText(item.utterance.text, now))
    counts = replace(state.counts, said=state.counts.said + 1)
    return replace(state, counts=counts, spoken=spoken[-_MOST_SPOKEN:])


def _brief(state: QueueState, item: Item, now: float) -> bool:
    """Whether the signal says enough: the same words were heard to their end just now."""
    if item.earcon is None or item.utterance.urgency is not Urgency.ONGOING:
        return False
    return any(
        past.text == item.utterance.text and now - past.t <= REPEAT_SECONDS for past in state.spoken
    )


def _drop(state: QueueState, *items: Item) -> QueueState:
    """Be done with items that are never spoken to their end; `unsaid` keeps them."""
    counts = replace(state.counts, dropped=state.counts.dropped + len(items))
    unsaid = (*state.unsaid, *(item.utterance for item in items))
    return replace(state, counts=counts, unsaid=unsaid[-MOST_UNSAID:])

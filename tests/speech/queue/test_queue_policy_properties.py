"""Random streams of utterances, against a voice that takes its time and may die."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_policy import (
    MOST_UNSAID,
    ROOM,
    Act,
    Item,
    Patience,
    QueuePolicy,
    QueueState,
)
from edge_aac.types import Priority, Urgency, Utterance
from tests.thoroughness import examples

AMBIENT, ATTENTION, CRITICAL = Priority.AMBIENT, Priority.ATTENTION, Priority.CRITICAL
TEXTS = ("a", "b", "c")
PAUSES = st.sampled_from([0.0, 0.1, 0.3, 1.7, 5.0, 13.0, 31.0, 50.0])
NEWS = ("end", "fail", "stopped", "old", "lost", "ready", "time", "hush")

SAYS = st.builds(
    Utterance,
    st.sampled_from(TEXTS),
    st.sampled_from(Priority),
    st.just(0.0),
    st.just("test"),
    urgency=st.sampled_from([Urgency.ORDINARY, Urgency.ONGOING]),
)
STEPS = st.lists(st.tuples(st.one_of(SAYS, st.sampled_from(NEWS)), PAUSES), max_size=80)


@dataclass
class History:
    """What a policy was given and did, step by step, and whether that keeps the promises."""

    policy: QueuePolicy = field(default_factory=QueuePolicy)
    patience: Patience = field(default_factory=Patience)
    state: QueueState = field(default_factory=QueueState)
    now: float = 0.0
    begun: list[int] = field(default_factory=list)
    heard: list[tuple[str, float]] = field(default_factory=list)

    def step(self, what: Utterance | str, pause: float) -> None:
        self.now += pause
        before = self.state
        self.state, act = self._do(what)
        self.check_cuts(before, act, what)
        if act.start is not None:
            self.check_start(act.start)
        self.check_waiting()
        self.check_counts(before)

    def _do(self, what: Utterance | str) -> tuple[QueueState, Act]:
        state, now = self.state, self.now
        if isinstance(what, Utterance):
            earcon = Earcon.HAZARD if what.priority is CRITICAL else None
            return self.policy.on_say(state, what, now, earcon)
        current = state.speaking
        id = current.id if current else state.last_id
        if what in {"end", "old"}:
            # The old one was cut off, and came to its end before the voice heard of it.
            id = state.last_id - 1 if what == "old" else id
            ended = current if current is not None and current.id == id else None
            ended = ended or next((i for i in state.waiting if i.again and i.id == id), None)
            if ended is not None and not ended.brief:
                self.heard.append((ended.utterance.text, now))
            return self.policy.on_end(state, id, now)
        if what == "fail":
            return self.policy.on_end(state, id, now, completed=False)
        if what == "stopped":
            return self.policy.on_stopped(state, id, now)
        named = {
            "lost": self.policy.on_lost,
            "ready": self.policy.on_ready,
            "hush": self.policy.on_hush,
            "time": self.policy.on_time,
        }
        return named[what](state, now)

    def check_cuts(self, before: QueueState, act: Act, what: Utterance | str) -> None:
        current = before.speaking
        if act.stop is not None:
            assert current is not None and act.stop == current.id
            assert current.priority is not CRITICAL, "a hazard is told to its end"
            if what != "hush":
                assert isinstance(what, Utterance)
                assert what.priority is CRITICAL, "only a hazard cuts off in the middle"
        elif current is not None and what not in {"end", "fail", "stopped", "old", "lost"}:
            assert self.state.speaking == current, "cut off without a stop"
        if act.stop_after_group is not None:
            assert current is not None and act.stop_after_group == current.id
            assert isinstance(what, Utterance)
            assert (current.priority, what.priority) == (AMBIENT, ATTENTION)
        if isinstance(what, Utterance) and before.ready and what.priority is CRITICAL:
            least = current is None or current.priority is not CRITICAL
            assert (act.start is not None) is least, "a hazard waits for nothing but a hazard"

    def check_start(self, item: Item) -> None:
        assert self.state.ready
        assert item == self.state.speaking
        assert not self.patience.late(item, self.now), "late"
        assert all(other.priority.rank <= item.priority.rank for other in self.state.waiting)
        self.begun.append(item.id)
        if item.brief:
            assert item.utterance.urgency is Urgency.ONGOING and item.earcon is not None
            text = item.utterance.text
            assert any(t == text and self.now - at <= 45.0 for t, at in self.heard)

    def check_waiting(self) -> None:
        waiting = self.state.waiting
        assert all(not self.patience.late(item, self.now) for item in waiting)
        ranks = [item.priority.rank for item in waiting]
        assert ranks == sorted(ranks, reverse=True)
        for priority, room in ROOM.items():
            assert sum(item.priority is priority for item in waiting) <= room
        if self.state.ready and waiting:
            assert self.state.speaking is not None, "silence although something waits"

    def check_counts(self, before: QueueState) -> None:
        counts, was = self.state.counts, before.counts
        pending = len(self.state.waiting) + (self.state.speaking is not None)
        assert counts.given == counts.said + counts.dropped + pending
        assert counts.said >= was.said and counts.dropped >= was.dropped, "nothing is retracted"
        assert len(self.state.spoken) <= 8
        assert len(self.state.unsaid) == min(counts.dropped, MOST_UNSAID)
        assert self.begun == sorted(set(self.begun))


@settings(max_examples=examples(300), deadline=None)
@given(STEPS)
@pytest.mark.slow
def test_whatever_happens_the_promises_hold(steps: list[tuple[Utterance | str, float]]) -> None:
    history = History()
    for what, pause in steps:
        history.step(what, pause)


LENGTHS = st.floats(0.2, 10.0)
STREAM = st.lists(st.tuples(SAYS, st.floats(0.0, 8.0), LENGTHS), min_size=1, max_size=40)


@settings(max_examples=examples(200), deadline=None)
@given(STREAM)
@pytest.mark.slow
def test_with_a_voice_that_works_nothing_is_late_and_every_hazard_is_told(
    stream: list[tuple[Utterance, float, float]],
) -> None:
    """A voice that takes between 0.2 and 10 s for each, and cedes after half a second."""
    policy, patience = QueuePolicy(), Patience()
    state, _ = policy.on_ready(policy.start(), 0.0)
    now, ends = 0.0, float("inf")
    begun: list[tuple[float, Item]] = []
    lengths = iter([length for _, _, length in stream for _ in range(2)])

    def carry_out(act: Act) -> None:
        nonlocal ends
        if act.start is not None:
            begun.append((now, act.start))
            ends = now + next(lengths)
        elif state.speaking is None:
            ends = float("inf")
        if act.stop_after_group is not None:
            ends = min(ends, now + 0.5)

    for utterance, pause, _ in stream:
        given_at = now + pause
        while ends <= given_at:
            now = ends
            assert state.speaking is not None
            state, act = policy.on_end(state, state.speaking.id, now)
            carry_out(act)
        now = given_at
        state, act = policy.on_say(state, utterance, now, Earcon.HAZARD)
        carry_out(act)
    while not state.silent:
        now = ends
        assert state.speaking is not None
        state, act = policy.on_end(state, state.speaking.id, now)
        carry_out(act)

    for start, item in begun:
        longest = {AMBIENT: 4.0, ATTENTION: 12.0, CRITICAL: 30.0}[item.priority]
        assert start - item.since <= longest
        assert not patience.late(item, start)
    first = [item.since for _, item in begun if item.priority is CRITICAL]
    assert first == sorted(first), "hazards are told in the order in which they came"
    counts = state.counts
    assert counts.given == len(stream) == counts.said + counts.dropped

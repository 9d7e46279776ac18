from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.speech.earcons import Earcon
from edge_aac.speech.policy import ROOM, Act, Counts, Patience, Policy, PolicyState
from edge_aac.types import Priority, Utterance

AMBIENT, ATTENTION, CRITICAL = Priority.AMBIENT, Priority.ATTENTION, Priority.CRITICAL
POLICY = Policy()


def told(priority: Priority, text: str = "x") -> Utterance:
    return Utterance(text, priority, 0.0, "test")


def ready() -> PolicyState:
    return POLICY.on_ready(POLICY.start(), 0.0)[0]


def speaking(priority: Priority) -> PolicyState:
    return POLICY.on_say(ready(), told(priority, "first"), 0.0)[0]


def text(act: Act) -> str | None:
    return act.start.utterance.text if act.start else None


@pytest.mark.parametrize("priority", Priority)
def test_into_silence_everything_is_said_at_once(priority: Priority) -> None:
    state, act = POLICY.on_say(ready(), told(priority), 5.0, Earcon.TROUBLE)
    assert act.stop is None
    assert act.start == state.speaking
    assert act.start is not None
    assert (act.start.utterance.priority, act.start.earcon) == (priority, Earcon.TROUBLE)


@pytest.mark.parametrize("first", [AMBIENT, ATTENTION])
def test_a_hazard_cuts_off_whatever_is_less(first: Priority) -> None:
    before = speaking(first)
    assert before.speaking is not None
    state, act = POLICY.on_say(before, told(CRITICAL, "fire"), 0.5)
    assert act.stop == before.speaking.id
    assert text(act) == "fire"
    assert state.counts.interrupted == 1


def test_a_hazard_is_told_to_its_end_and_the_next_one_follows() -> None:
    state, act = POLICY.on_say(speaking(CRITICAL), told(CRITICAL, "second"), 0.5)
    assert act == Act()
    state, _ = POLICY.on_say(state, told(ATTENTION, "bell"), 0.6)
    assert state.speaking is not None
    _, act = POLICY.on_end(state, state.speaking.id, 2.0)
    assert text(act) == "second"


@pytest.mark.parametrize("first", Priority)
@pytest.mark.parametrize("second", [AMBIENT, ATTENTION])
def test_nothing_less_than_a_hazard_cuts_anything_off(first: Priority, second: Priority) -> None:
    state, act = POLICY.on_say(speaking(first), told(second, "second"), 0.5)
    assert act == Act()
    assert state.speaking is not None
    _, act = POLICY.on_end(state, state.speaking.id, 1.0)
    assert text(act) == "second"


def test_an_announcement_goes_before_a_description_that_waits() -> None:
    state = speaking(ATTENTION)
    state, _ = POLICY.on_say(state, told(AMBIENT, "rain"), 0.1)
    state, _ = POLICY.on_say(state, told(ATTENTION, "bell"), 0.2)
    assert [item.utterance.text for item in state.waiting] == ["bell", "rain"]


def test_only_the_latest_description_waits() -> None:
    state = speaking(ATTENTION)
    for name in ("rain", "wind", "birds"):
        state, _ = POLICY.on_say(state, told(AMBIENT, name), 0.1)
    assert [item.utterance.text for item in state.waiting] == ["birds"]
    assert state.counts.dropped == 2


@pytest.mark.parametrize(("now", "said"), [(4.0, "rain"), (4.001, None)])
def test_a_stale_description_is_dropped(now: float, said: str | None) -> None:
    state, _ = POLICY.on_say(speaking(ATTENTION), told(AMBIENT, "rain"), 0.0)
    assert state.speaking is not None
    state, act = POLICY.on_end(state, state.speaking.id, now)
    assert text(act) == said
    assert state.counts.dropped == (said is None)


def test_an_announcement_that_was_cut_off_is_begun_once_more_and_no_third_time() -> None:
    state, act = POLICY.on_say(speaking(ATTENTION), told(CRITICAL), 0.5)
    assert act.start is not None
    state, act = POLICY.on_end(state, act.start.id, 1.5)
    assert text(act) == "first"
    state, act = POLICY.on_say(state, told(CRITICAL), 2.0)
    assert act.start is not None
    state, act = POLICY.on_end(state, act.start.id, 3.0)
    assert act == Act()
    assert state.counts == Counts(given=3, said=2, dropped=1, interrupted=2)


def test_what_was_cut_off_too_late_is_not_said_twice() -> None:
    before = speaking(ATTENTION)
    assert before.speaking is not None
    state, act = POLICY.on_say(before, told(CRITICAL), 0.5)
    state, nothing = POLICY.on_end(state, before.speaking.id, 0.6)
    assert nothing == Act()
    assert act.start is not None
    state, act = POLICY.on_end(state, act.start.id, 2.0)
    assert act == Act()
    assert state.silent
    assert state.counts.said == 2


@pytest.mark.parametrize("priority", Priority)
def test_a_lost_voice_begins_the_same_again_once(priority: Priority) -> None:
    state, act = POLICY.on_lost(speaking(priority), 1.0)
    assert act == Act()
    state, act = POLICY.on_ready(state, 2.0)
    assert text(act) == "first"
    state, _ = POLICY.on_lost(state, 2.5)
    state, act = POLICY.on_ready(state, 3.0)
    assert act == Act()
    assert state.counts == Counts(given=1, dropped=1)


@pytest.mark.parametrize(
    ("priority", "limit"), [(AMBIENT, 4.0), (ATTENTION, 12.0), (CRITICAL, 30.0)]
)
def test_without_a_voice_things_wait_no_longer_than_they_are_worth(
    priority: Priority, limit: float
) -> None:
    state, act = POLICY.on_say(POLICY.start(), told(priority), 10.0)
    assert act == Act()
    assert not POLICY.on_time(state, 10.0 + limit)[0].silent
    assert POLICY.on_time(state, 10.01 + limit)[0].silent


def test_what_failed_is_dropped_and_the_next_begins() -> None:
    state, _ = POLICY.on_say(speaking(ATTENTION), told(ATTENTION, "second"), 0.1)
    assert state.speaking is not None
    state, act = POLICY.on_end(state, state.speaking.id, 0.2, told=False)
    assert text(act) == "second"
    assert state.counts == Counts(given=2, dropped=1)


def test_at_the_end_everything_left_counts_as_dropped() -> None:
    state, _ = POLICY.on_say(speaking(ATTENTION), told(AMBIENT), 0.1)
    state = POLICY.on_close(state)
    assert state.silent
    assert state.counts == Counts(given=2, dropped=2)


def test_the_latest_of_too_many_hazards_are_kept() -> None:
    state = speaking(CRITICAL)
    for number in range(6):
        state, _ = POLICY.on_say(state, told(CRITICAL, str(number)), 0.1)
    assert [item.utterance.text for item in state.waiting] == ["3", "4", "5"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Priority, "end", "fail", "lost", "ready", "time", "old"]),
        st.sampled_from([0.0, 0.3, 1.7, 5.0, 13.0, 31.0]),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_whatever_happens_the_promises_hold(steps: list[tuple[Priority | str, float]]) -> None:
    patience = Patience()
    state, now, begun = POLICY.start(), 0.0, list[int]()
    for what, pause in steps:
        now += pause
        before = state
        current = before.speaking
        if isinstance(what, Priority):
            state, act = POLICY.on_say(state, told(what), now)
        elif what in {"end", "fail"}:
            id = current.id if current else state.last_id
            state, act = POLICY.on_end(state, id, now, what == "end")
        elif what == "old":
            state, act = POLICY.on_end(state, state.last_id - 1, now)
        elif what == "lost":
            state, act = POLICY.on_lost(state, now)
        elif what == "ready":
            state, act = POLICY.on_ready(state, now)
        else:
            state, act = POLICY.on_time(state, now)

        if act.stop is not None:
            assert current is not None and act.stop == current.id
            assert what is CRITICAL and current.priority is not CRITICAL
        elif current is not None and what not in {"end", "fail", "lost", "old"}:
            assert state.speaking == current, "cut off without a stop"
        if act.start is not None:
            assert state.ready
            assert act.start == state.speaking
            assert not patience.late(act.start, now)
            assert all(i.priority.rank <= act.start.priority.rank for i in state.waiting)
            begun.append(act.start.id)
        assert all(not patience.late(item, now) for item in state.waiting)
        assert [i.priority.rank for i in state.waiting] == sorted(
            (i.priority.rank for i in state.waiting), reverse=True
        )
        for priority, room in ROOM.items():
            assert sum(i.priority is priority for i in state.waiting) <= room
        if state.ready and state.waiting:
            assert state.speaking is not None, "silence although something waits"
        pending = len(state.waiting) + (state.speaking is not None)
        counts = state.counts
        assert counts.given == counts.said + counts.dropped + pending
    assert begun == sorted(set(begun))

from __future__ import annotations

import pytest

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_policy import (
    REPEAT_SECONDS,
    Act,
    Counts,
    QueuePolicy,
    QueueState,
)
from edge_aac.types import Priority, Urgency, Utterance

AMBIENT, ATTENTION, CRITICAL = Priority.AMBIENT, Priority.ATTENTION, Priority.CRITICAL
POLICY = QueuePolicy()


def told(priority: Priority, text: str = "x") -> Utterance:
    return Utterance(text, priority, 0.0, "test")


def ready() -> QueueState:
    return POLICY.on_ready(POLICY.start(), 0.0)[0]


def speaking(priority: Priority) -> QueueState:
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


@pytest.mark.parametrize(
    ("first", "second"),
    [(AMBIENT, AMBIENT), (ATTENTION, AMBIENT), (ATTENTION, ATTENTION), (CRITICAL, ATTENTION)],
)
def test_what_is_not_more_urgent_waits_for_the_end(first: Priority, second: Priority) -> None:
    state, act = POLICY.on_say(speaking(first), told(second, "second"), 0.5)
    assert act == Act()
    assert state.speaking is not None
    _, act = POLICY.on_end(state, state.speaking.id, 1.0)
    assert text(act) == "second"


def test_an_announcement_waits_for_the_word_group_of_a_description_and_ends_it() -> None:
    before = speaking(AMBIENT)
    assert before.speaking is not None
    state, act = POLICY.on_say(before, told(ATTENTION, "bell"), 0.5)
    assert act == Act(stop_after_group=before.speaking.id)
    assert state.speaking == before.speaking
    state, act = POLICY.on_stopped(state, before.speaking.id, 1.0)
    assert text(act) == "bell"
    assert state.counts == Counts(given=2, dropped=1, interrupted=1)


def test_a_description_that_was_at_its_end_anyway_counts_as_said() -> None:
    before = speaking(AMBIENT)
    assert before.speaking is not None
    state, _ = POLICY.on_say(before, told(ATTENTION, "bell"), 0.5)
    state, act = POLICY.on_end(state, before.speaking.id, 1.0)
    assert text(act) == "bell"
    assert state.counts == Counts(given=2, said=1)


def test_a_voice_that_stopped_what_a_hazard_cut_off_changes_nothing() -> None:
    before = speaking(AMBIENT)
    assert before.speaking is not None
    state, _ = POLICY.on_say(before, told(CRITICAL, "fire"), 0.5)
    assert POLICY.on_stopped(state, before.speaking.id, 0.52) == (state, Act())


def repeated(state: QueueState, now: float, words: str = "fire") -> tuple[QueueState, Act]:
    """Tell of the same hazard once more."""
    fire = Utterance(words, CRITICAL, 0.0, "test", urgency=Urgency.ONGOING)
    return POLICY.on_say(state, fire, now, Earcon.HAZARD)


def heard(words: str = "fire") -> QueueState:
    """Told of a hazard to the end, at 2 s."""
    state, act = POLICY.on_say(ready(), told(CRITICAL, words), 0.0, Earcon.HAZARD)
    assert act.start is not None
    return POLICY.on_end(state, act.start.id, 2.0)[0]


@pytest.mark.parametrize(
    ("now", "brief"), [(2.0, True), (2.0 + REPEAT_SECONDS, True), (48.0, False)]
)
def test_a_hazard_whose_words_were_just_heard_is_told_again_by_its_signal(
    now: float, brief: bool
) -> None:
    _, act = repeated(heard(), now)
    assert act.start is not None
    assert act.start.brief is brief


def test_what_is_told_by_its_signal_does_not_put_its_words_off_for_ever() -> None:
    state, act = repeated(heard(), 30.0)
    assert act.start is not None and act.start.brief
    state, _ = POLICY.on_end(state, act.start.id, 31.0)
    _, act = repeated(state, 60.0)
    assert act.start is not None and not act.start.brief


def test_a_hazard_keeps_its_words_where_they_were_not_heard() -> None:
    another = repeated(heard("an alarm"), 3.0)[1]
    assert another.start is not None and not another.start.brief
    state, act = POLICY.on_say(ready(), told(CRITICAL, "fire"), 0.0, Earcon.HAZARD)
    assert act.start is not None
    failed = repeated(POLICY.on_end(state, act.start.id, 1.0, completed=False)[0], 1.5)[1]
    assert failed.start is not None and not failed.start.brief


def test_without_a_signal_or_as_news_a_hazard_is_always_words() -> None:
    fire = Utterance("fire", CRITICAL, 0.0, "test", urgency=Urgency.ONGOING)
    for utterance, earcon in ((fire, None), (told(CRITICAL, "fire"), Earcon.HAZARD)):
        _, act = POLICY.on_say(heard(), utterance, 3.0, earcon)
        assert act.start is not None and not act.start.brief


@pytest.mark.parametrize("current", [AMBIENT, ATTENTION])
def test_hushing_cuts_off_what_is_not_critical(current: Priority) -> None:
    before = speaking(current)
    assert before.speaking is not None
    state, act = POLICY.on_hush(before, 0.5)
    assert act == Act(stop=before.speaking.id)
    assert state.silent
    assert state.counts == Counts(given=1, dropped=1, interrupted=1)


def test_hushing_lets_a_hazard_end_and_keeps_only_hazards_that_wait() -> None:
    state = speaking(CRITICAL)
    current = state.speaking
    assert current is not None
    for priority in Priority:
        state, _ = POLICY.on_say(state, told(priority, priority.value), 0.1)
    state, act = POLICY.on_hush(state, 0.5)
    assert (act, state.speaking) == (Act(), current)
    assert [item.utterance.text for item in state.waiting] == ["critical"]
    state, act = POLICY.on_end(state, current.id, 1.0)
    assert text(act) == "critical"
    assert state.counts == Counts(given=4, said=1, dropped=2)


def test_hushing_silence_is_nothing() -> None:
    assert POLICY.on_hush(ready(), 1.0) == (ready(), Act())


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
    state, act = POLICY.on_end(state, state.speaking.id, 0.2, completed=False)
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

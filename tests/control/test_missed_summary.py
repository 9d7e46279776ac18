"""What was missed, in words: counted, newest and most important first, short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.answers.wording import load_wording
from edge_aac.control.missed_summary import MOST_SENTENCES, missed_summary
from edge_aac.journal.missed import Missed
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority, Utterance

WORDING = load_wording()


def missed(*heard: tuple[float, str, str, Priority]) -> Missed:
    log = Missed()
    for t, label, text, priority in heard:
        log.add(t, label, Utterance(text, priority, t, "test"))
    return log


def bell(t: float) -> tuple[float, str, str, Priority]:
    return t, "doorbell", "The doorbell is ringing.", Priority.ATTENTION


def test_nothing_missed_is_said_so() -> None:
    assert missed_summary(Missed(), 0.0, WORDING) == ("You missed nothing.",)


def test_sounds_are_told_in_the_past_with_their_number_and_time() -> None:
    log = missed((10.0, "dog", "A dog is barking.", Priority.ATTENTION), bell(20.0), bell(600.0))
    assert missed_summary(log, 1_200.0, WORDING) == (
        "You missed: the doorbell rang twice, ten minutes ago.",
        "A dog barked, 20 minutes ago.",
    )


def test_scenes_and_the_listeners_own_sentences_are_told_in_their_words() -> None:
    log = missed(
        (0.0, "", "Rain is heard.", Priority.AMBIENT),
        (60.0, "", "The listener cannot keep up.", Priority.ATTENTION),
        (90.0, "my_kettle", "I hear my kettle.", Priority.ATTENTION),
    )
    assert missed_summary(log, 120.0, WORDING) == (
        "You missed: I hear my kettle. That was 30 seconds ago.",
        "The listener cannot keep up. That was one minute ago.",
        "Rain is heard. That was the newest scene, two minutes ago.",
    )


def test_what_does_not_fit_is_counted() -> None:
    labels = [one.name for one in load_taxonomy().labels][:9]
    log = missed(*((float(t), name, name, Priority.ATTENTION) for t, name in enumerate(labels)))
    told = missed_summary(log, 60.0, WORDING)
    assert len(told) == MOST_SENTENCES + 1
    assert told[-1] == "And three more."


def test_every_announced_sound_has_its_past() -> None:
    for label in load_taxonomy().every:
        if label.priority is not Priority.AMBIENT:
            assert WORDING.past(label.name), label.name
    assert WORDING.past("rain") is None


@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 40_000.0),
            st.sampled_from(["", "dog", "siren", "unheard_of"]),
            st.text(max_size=400),
            st.sampled_from(list(Priority)),
        ),
        max_size=20,
    )
)
def test_every_sentence_is_short_and_there_are_few(
    heard: list[tuple[float, str, str, Priority]],
) -> None:
    told = missed_summary(missed(*sorted(heard, key=lambda one: one[0])), 43_200.0, WORDING)
    assert 1 <= len(told) <= MOST_SENTENCES + 1
    assert all(len(one) <= 160 for one in told)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.2, "one second"),
        (1.0, "one second"),
        (12.4, "twelve seconds"),
        (60.0, "one minute"),
        (90.0, "90 seconds"),
        (120.0, "two minutes"),
        (3_599.0, "one hour"),
        (3_600.0, "one hour"),
        (7_800.0, "two hours and ten minutes"),
        (43_200.0, "twelve hours"),
    ],
)
def test_lengths_of_time_are_said_as_one_says_them(seconds: float, told: str) -> None:
    assert WORDING.length(seconds) == told


def test_times_and_ages() -> None:
    assert [WORDING.times(n) for n in (1, 2, 3, 20)] == ["once", "twice", "three times", "20 times"]
    assert WORDING.ago(0.4) == "just now"
    assert WORDING.ago(61.0) == "61 seconds ago"
    assert WORDING.things(1) == "one announcement"

"""What was withheld is counted by kind, the most important first, and bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_aac.journal.missed import MOST, Missed
from edge_aac.types import Priority, Utterance


def said(text: str, priority: Priority = Priority.ATTENTION) -> Utterance:
    return Utterance(text, priority, 0.0, "test")


def test_the_same_sound_is_one_entry_with_its_count_and_its_last_time() -> None:
    missed = Missed()
    missed.add(1.0, "doorbell", said("Doorbell."))
    missed.add(5.0, "doorbell", said("The doorbell is ringing."))
    (entry,) = missed
    assert (entry.label, entry.count, entry.last) == ("doorbell", 2, 5.0)
    assert entry.text == "The doorbell is ringing."


def test_the_most_important_come_first_and_then_the_newest() -> None:
    missed = Missed()
    missed.add(1.0, "siren", said("A siren is near.", Priority.CRITICAL))
    missed.add(2.0, "dog", said("A dog is barking."))
    missed.add(3.0, "doorbell", said("The doorbell is ringing."))
    missed.add(4.0, "", said("Rain.", Priority.AMBIENT))
    assert [one.label for one in missed] == ["siren", "doorbell", "dog", ""]


def test_of_scenes_only_the_newest_is_kept() -> None:
    missed = Missed()
    for text in ("Rain.", "Wind.", "Rain and wind."):
        missed.add(1.0, "", said(text, Priority.AMBIENT))
    assert [(one.text, one.count) for one in missed] == [("Rain and wind.", 3)]


def test_sentences_about_the_listener_are_kept_apart() -> None:
    missed = Missed()
    missed.add(1.0, "", said("The listener cannot keep up."))
    missed.add(2.0, "", said("The quiet time is over."))
    assert len(missed) == 2


def test_a_new_quiet_time_begins_with_nothing() -> None:
    missed = Missed(most=1)
    missed.add(1.0, "dog", said("Dog."))
    missed.add(2.0, "doorbell", said("Doorbell."))
    missed.clear()
    assert (len(missed), missed.forgotten, list(missed)) == (0, 0, [])


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(list(Priority))), max_size=40),
    st.integers(1, 5),
)
def test_it_is_bounded_and_the_least_important_makes_room(
    heard: list[tuple[str, Priority]], most: int
) -> None:
    missed = Missed(most)
    for t, (label, priority) in enumerate(heard):
        missed.add(float(t), label, said(label, priority))
        assert len(missed) <= most
    ranks = [(one.priority.rank, one.last) for one in missed]
    assert ranks == sorted(ranks, reverse=True)
    # The newest of the highest priority there ever was is never lost.
    if heard:
        top = max(priority.rank for _, priority in heard)
        assert next(iter(missed)).priority.rank == top


def test_the_bound_is_more_than_there_are_announced_sounds() -> None:
    assert MOST >= 25

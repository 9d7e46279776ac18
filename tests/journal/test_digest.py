"""A digest: hazards first, all of them, sixty words at most, and nothing that did not happen."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.answers.wording import load_wording
from edge_aac.journal.digest_text import (
    MOST_WORDS,
    DigestWords,
    counts,
    digest,
    heard_part,
    load_digest,
)
from edge_aac.journal.entries import Happened
from edge_aac.report import clock
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from tests.thoroughness import examples

TAXONOMY = load_taxonomy()
HOUR = 3600.0


@cache
def words(language: str = "en") -> DigestWords:
    wording = load_wording(language)
    noun = load_catalogue(language).noun
    return DigestWords(
        load_digest(language), noun, wording.length, wording.times, wording.number, clock
    )


def happened(label: str, start: float, length: float = 1.0) -> Happened:
    one = TAXONOMY[label]
    return Happened(label, one.group, one.priority, start, start + length)


def test_a_night_is_told_as_a_person_would() -> None:
    night = [
        happened("rain", 0.0, HOUR),
        happened("dog", 3 * HOUR + 14 * 60),
        happened("smoke_alarm", 5 * HOUR + 120, 12.0),
        happened("door_wood_knock", 6 * HOUR),
        happened("door_wood_knock", 6.5 * HOUR),
        *(happened("car_alarm", 7 * HOUR + 60 * k) for k in range(3)),
        happened("cat", 7 * HOUR, 3.0),
    ]
    assert digest(night, words(), 0.0) == (
        "Since 0:00: a smoke alarm at 5:02:00 for twelve seconds; a dog barking at 3:14:00; "
        "a knock at a door at 6:00:00 and 6:30:00; a car alarm three times, last at 7:02:00; "
        "rain for one hour."
    )
    assert digest(night, words("de"), 0.0).startswith("Seit 0:00: ein Rauchmelder um 5:02:00, ")


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_said_to_be_nothing(language: str) -> None:
    text = digest([], words(language), 0.0)
    assert words(language).form("nothing") in text
    assert digest([], words(language), None)[0].isupper()


def test_who_did_not_listen_all_the_time_says_so() -> None:
    text = digest([], words(), 0.0, listened=0.75, length=8 * HOUR)
    assert text.endswith("I listened for six hours of eight hours.")


def test_the_part_that_was_listened_counts_overlaps_once() -> None:
    assert heard_part([(0.0, 4.0), (2.0, 5.0), (9.0, 20.0)], 0.0, 10.0) == pytest.approx(0.6)
    assert heard_part([], 0.0, 10.0) == 0.0
    assert heard_part([], 5.0, 5.0) == 1.0


def test_labels_are_counted() -> None:
    assert counts([happened("dog", 1.0), happened("dog", 9.0), happened("rain", 2.0)]) == {
        "dog": 2,
        "rain": 1,
    }


@st.composite
def nights(draw: st.DrawFn) -> list[Happened]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(TAXONOMY.every_name),
                st.floats(0.0, 28_800.0),
                st.floats(0.0, 7_200.0),
            ),
            max_size=120,
        )
    )
    return [happened(label, start, length) for label, start, length in rows]


@pytest.mark.parametrize("language", ["en", "de"])
@settings(max_examples=examples(200), deadline=None)
@given(night=nights())
def test_every_hazard_is_named_in_sixty_words(language: str, night: list[Happened]) -> None:
    text = digest(night, words(language), 0.0, 0.5, 28_800.0)
    noun = words(language).noun
    assert len(text.split()) <= MOST_WORDS
    for one in night:
        if one.priority is Priority.CRITICAL:
            assert noun(one.label) in text


@pytest.mark.parametrize(("left", "said"), [(1, "one more kind"), (2, "two more kinds")])
def test_what_is_left_out_is_counted_within_sixty_words(left: int, said: str) -> None:
    """Hazards take all the room, and something else has none."""
    hazards = [one.name for one in TAXONOMY.every if one.priority is Priority.CRITICAL]
    night = [
        happened(name, 600.0 * at + 5_000.0 * again, 300.0)
        for at, name in enumerate(hazards)
        for again in range(3)
    ]
    others = [one.name for one in TAXONOMY.every if one.priority is Priority.ATTENTION][:left]
    text = digest([*night, *(happened(name, 9.0, 9.0) for name in others)], words(), 0.0)
    assert f"and {said} of sound." in text
    assert len(text.split()) <= MOST_WORDS


@settings(max_examples=examples(200), deadline=None)
@given(nights())
def test_nothing_is_invented(night: list[Happened]) -> None:
    text = digest(night, words(), 0.0)
    there = {one.label for one in night}
    for label in TAXONOMY.every_name:
        noun = words().noun(label)
        within = any(noun in words().noun(other) for other in there if other != label)
        if label not in there and not within:
            assert f"{noun} at " not in text and f"{noun} for " not in text

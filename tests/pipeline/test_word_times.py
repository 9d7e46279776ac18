"""When the sound that a word names was heard."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.boundaries import Boundaries, BoundaryState
from edge_aac.pipeline.word_times import WordTimes, stretch
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray

TAXONOMY = load_taxonomy()
ROWS = 125
NOTHING = Boundaries().start()
"""Nobody knows how the sound changed."""


def heard(rows: int = ROWS, **sounds: tuple[int, int]) -> FloatArray:
    """Posteriors of sounds, each from a row to another."""
    posteriors = np.full((rows, len(TAXONOMY.names)), 0.01, np.float32)
    for label, (first, last) in sounds.items():
        posteriors[first:last, TAXONOMY.index(label)] = 0.8
    return posteriors


def times_of(
    text: str,
    posteriors: FloatArray,
    language: str = "en",
    changes: BoundaryState = NOTHING,
    seconds: float = 60.0,
) -> dict[str, tuple[str | None, float | None, float | None]]:
    timing = WordTimes(load_catalogue(language), TAXONOMY)
    words = timing.of(text, posteriors, changes, seconds, ROWS)
    return {one.word: (one.label, one.start, one.end) for one in words}


def test_each_word_that_names_a_sound_has_the_time_of_that_sound() -> None:
    words = times_of("A dog barks while rain falls.", heard(dog=(25, 50), rain=(0, 125)))
    assert list(words) == ["A", "dog", "barks", "while", "rain", "falls"]
    assert words["dog"] == words["barks"] == ("dog", 2.0, 4.0)
    assert words["rain"] == ("rain", 0.0, 10.0)
    assert words["A"] == words["while"] == (None, None, None)


def test_german_sentences_have_times_too() -> None:
    text = load_catalogue("de").scene(["dog"])
    assert ("dog", 2.0, 4.0) in times_of(text, heard(dog=(25, 50)), "de").values()


def test_a_word_is_as_old_as_whatever_of_its_group_was_heard() -> None:
    words = times_of("An alarm is beeping.", heard(smoke_alarm=(50, 75)))
    assert words["alarm"][1:] == (4.0, 6.0)


def test_of_a_longer_clip_the_last_ten_seconds_count() -> None:
    words = times_of("A dog barks.", heard(250, dog=(10, 20)) + heard(250, dog=(200, 225)))
    assert words["dog"][1:] == (16.0, 18.0)


def test_no_sound_ends_after_the_clip() -> None:
    assert times_of("A dog barks.", heard(dog=(100, 125)), seconds=9.93)["dog"][2] == 9.93


def test_what_the_encoder_has_no_column_for_has_no_time() -> None:
    words = times_of("A smoke alarm has a low battery.", heard(dog=(1, 9)))
    assert {one[1:] for one in words.values() if one[0] == "low_battery"} == {(None, None)}


def test_a_sound_begins_where_it_rises_and_not_where_the_network_grew_sure() -> None:
    boundaries = Boundaries()
    spectrum = np.full((500, 8), -9.0, np.float32)
    spectrum[90:200] = -2.0  # 1.8 s
    posteriors = heard(dog=(28, 52))
    changes = boundaries.finish(boundaries.step(boundaries.start(), spectrum, posteriors))
    (_, start, end) = times_of("A dog barks.", posteriors, changes=changes)["dog"]
    assert start == pytest.approx(1.8, abs=0.06)
    assert end == pytest.approx(4.0, abs=0.06)


def test_short_pauses_are_part_of_the_strongest_stretch_and_long_ones_are_not() -> None:
    scores = np.zeros(100, np.float32)
    scores[10:15] = 0.6
    scores[40:45] = 0.9
    scores[49:52] = 0.5
    scores[53:60] = 0.44
    assert stretch(scores) == (40, 52)

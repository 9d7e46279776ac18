"""Cues: never overlapping, readable, in order, each about what sounds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles.cue import Cue
from edge_aac.subtitles.layout import (
    AMBIENT_SECONDS,
    CHARACTERS_PER_SECOND,
    GAP_SECONDS,
    SHORTEST_SECONDS,
    cues,
    joined,
    reading_seconds,
)
from edge_aac.subtitles.words import load_words
from edge_aac.taxonomy import load_taxonomy
from tests.thoroughness import examples

TAXONOMY = load_taxonomy()
WORDS = load_words("en", load_catalogue().noun)


def sound(label: str, start: float, end: float) -> SoundSpan:
    one = TAXONOMY[label]
    return SoundSpan(label, one.group, one.priority, start, end, 0.9)


def lay(*sounds: SoundSpan) -> list[Cue]:
    return cues(sounds, WORDS.bracketed)


@st.composite
def some_sounds(draw: st.DrawFn) -> list[SoundSpan]:
    labels = st.sampled_from(TAXONOMY.names)
    times = st.floats(0.0, 60.0, allow_nan=False)
    lengths = st.floats(0.0, 30.0, allow_nan=False)
    rows = draw(st.lists(st.tuples(labels, times, lengths), max_size=25))
    return [sound(label, start, start + length) for label, start, length in rows]


@settings(max_examples=examples(200), deadline=None)
@given(some_sounds())
def test_cues_never_overlap_and_can_be_read(sounds: list[SoundSpan]) -> None:
    laid = lay(*sounds)
    assert bool(laid) == bool(sounds)
    for cue in laid:
        shown = cue.end - cue.start
        assert shown >= SHORTEST_SECONDS
        assert len("".join(cue.lines)) / shown <= CHARACTERS_PER_SECOND
        assert 1 <= len(cue.lines) <= 2 and len(set(cue.lines)) == len(cue.lines)
    for before, after in pairwise(laid):
        assert after.start - before.end >= GAP_SECONDS - 0.0011


@settings(max_examples=examples(200), deadline=None)
@given(some_sounds())
def test_no_cue_is_about_what_does_not_sound_near_it(sounds: list[SoundSpan]) -> None:
    for cue in lay(*sounds):
        for line in cue.lines:
            # Beside another it may be shown somewhat early or late, as both have to be read.
            early, late = cue.end, cue.start - 2.0 * reading_seconds(cue.lines)
            assert any(
                WORDS.bracketed(one.label) == line and one.start <= early and one.end >= late
                for one in joined(sounds)
            )


def test_a_cue_begins_and_ends_with_its_sound() -> None:
    assert lay(sound("doorbell", 3.2, 5.0)) == [Cue(3.2, 5.0, ("[a doorbell]",))]


def test_a_short_sound_is_shown_until_it_can_be_read() -> None:
    (cue,) = lay(sound("gunshot", 1.0, 1.1))
    assert cue.start == 1.0
    assert cue.end == pytest.approx(1.0 + reading_seconds(cue.lines), abs=0.001)


def test_music_is_shown_once_and_speech_says_that_someone_speaks() -> None:
    music = [sound("music", 0.0, 20.0), sound("singing", 22.0, 60.0)]
    assert [cue.text for cue in lay(*music)] == ["[music]"] or len(lay(*music)) == 1
    assert lay(sound("speech", 0.0, 2.0))[0].text == "[someone speaks]"


def test_what_goes_on_is_shown_for_some_seconds_and_a_hazard_as_long_as_it_sounds() -> None:
    assert lay(sound("rain", 1.0, 300.0))[0].end == pytest.approx(1.0 + AMBIENT_SECONDS)
    assert lay(sound("smoke_alarm", 1.0, 41.0))[0].end == 41.0


def test_a_hazard_stays_beside_what_begins_while_it_sounds() -> None:
    laid = lay(sound("smoke_alarm", 1.0, 20.0), sound("rain", 8.0, 15.0))
    assert laid[0].lines == ("[a smoke alarm]",)
    assert laid[1].lines == ("[a smoke alarm]", "[rain]") and laid[1].end == 20.0


def test_sounds_that_begin_together_share_a_cue_that_begins_with_the_more_important() -> None:
    (cue,) = lay(sound("rain", 1.0, 2.0), sound("doorbell", 1.4, 3.0))
    assert cue.lines == ("[a doorbell]", "[rain]") and cue.start == 1.4


def test_pauses_within_a_kind_are_bridged_and_longer_ones_are_not() -> None:
    near = joined([sound("dog", 1.0, 2.0), sound("dog", 4.0, 5.0)])
    assert [(one.start, one.end) for one in near] == [(1.0, 5.0)]
    assert len(joined([sound("dog", 1.0, 2.0), sound("dog", 20.0, 21.0)])) == 2


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_label_has_a_line_that_fits_on_a_screen(language: str) -> None:
    words = load_words(language, load_catalogue(language).noun)
    for label in TAXONOMY.every_name:
        assert 3 <= len(words.bracketed(label)) <= 42
    assert set(words.labels) <= set(TAXONOMY.every_name)
    assert words.title([]) and words.title(["rain", "dog"])[0].isupper()

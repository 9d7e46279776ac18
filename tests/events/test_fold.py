"""Cycles laid over each other: faint groups that come again add up, chance does not."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.fold import Fold, Folded
from edge_aac.events.cadence.past import Past
from edge_aac.events.cadence.patterns import T3, T4, Pattern, Sounder, Standard
from edge_aac.events.cadence.pitches import watched
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.pulses import Spans, row, square, voice

PITCHES = watched(bin_hertz())
SECONDS = 22.0
CYCLE = {Pattern.T3: 4.0, Pattern.T4: 5.7}
PULSES = {Pattern.T3: (0.5, 0.5, 3), Pattern.T4: (0.1, 0.1, 4)}
FAINT = {Pattern.T3: 0.03, Pattern.T4: 0.03}
"""Amplitude of a square wave in hiss of 0.1: 10 dB under it."""


def fold(standard: Standard) -> Fold:
    return Fold(standard, Bank(templates(standard), PITCHES, standard.every), PITCHES)


def groups(standard: Standard, *starts: float) -> Spans:
    return [span for start in starts for span in row(start, *PULSES[standard.pattern])]


def faint(standard: Standard, *starts: float, level: float = 1.0) -> FloatArray:
    """Groups of a square wave at 520 Hz under hiss."""
    wave = square(SECONDS, groups(standard, *starts), FAINT[standard.pattern] * level)
    hiss = 0.1 * np.random.default_rng(4).standard_normal(len(wave))
    return (wave + hiss).astype(np.float32)


def heard(
    standard: Standard, samples: FloatArray, own: Spans | None = None
) -> list[tuple[float, Folded]]:
    """What is reported, and at which time, where the own voice is told of."""
    laid = fold(standard)
    past = Past.nothing(HOP_COLUMNS, laid.columns, BINS)
    spectrum = NarrowBand().whole(samples)
    state, told = laid.start(), []
    for at in range(0, len(spectrum), HOP_COLUMNS):
        t = at * COLUMN_SECONDS
        covered = any(a < t + 0.16 and t < b for a, b in own or [])
        past = past.then(spectrum[at : at + HOP_COLUMNS], covered)
        state, found = laid.step(state, past)
        told += [] if found is None else [((at + HOP_COLUMNS) * COLUMN_SECONDS, found)]
    return told


def starts(standard: Standard) -> list[float]:
    return [4.0 + k * CYCLE[standard.pattern] for k in range(3)]


@pytest.mark.parametrize("standard", [T3, T4])
def test_three_faint_groups_a_cycle_apart_are_heard_where_they_are(standard: Standard) -> None:
    told = heard(standard, faint(standard, *starts(standard)))
    assert told
    t, best = max(told, key=lambda one: one[1].odds)
    assert best.pitch.sounder is Sounder.SQUARE
    assert best.pitch.hertz == pytest.approx(520.0, rel=0.02)
    assert best.cycle * COLUMN_SECONDS == pytest.approx(CYCLE[standard.pattern], abs=0.1)
    # A window ends with the silence after its last pulse.
    begun = t - (best.back + len(best.template) - best.template.first) * COLUMN_SECONDS
    assert begun == pytest.approx(starts(standard)[-1], abs=0.1)


@pytest.mark.parametrize("standard", [T3, T4])
@pytest.mark.parametrize("apart", [(0.0, 2.9), (0.0, 4.3, 12.5), (0.0,), ()])
def test_groups_at_other_distances_are_nothing(
    standard: Standard, apart: tuple[float, ...]
) -> None:
    assert not heard(standard, faint(standard, *(4.0 + seconds for seconds in apart)))


def test_a_loud_group_does_not_make_up_for_two_that_are_missing() -> None:
    assert not heard(T3, faint(T3, 12.0, level=30.0))


def test_what_sounds_in_the_pauses_takes_the_groups_away() -> None:
    plain = faint(T4, *starts(T4), level=1.5)
    busy = [span for start in starts(T4) for span in row(start - 2.5, 0.4, 0.1, 4)]
    other = square(SECONDS, busy, 1.5 * FAINT[Pattern.T4])
    assert heard(T4, plain)
    assert not heard(T4, plain + other)


def test_the_own_voice_over_parts_of_the_groups_hides_them_only_where_it_is_not_told_of() -> None:
    own = [(4.4, 5.9), (7.0, 9.1), (13.4, 15.2)]
    samples = faint(T3, *starts(T3), level=3.0) + voice(SECONDS, own, 2.0)
    assert heard(T3, samples, own)
    assert not heard(T3, samples)


@pytest.mark.parametrize("standard", [T3, T4])
def test_memory_is_bounded_and_nothing_is_changed_in_place(standard: Standard) -> None:
    laid = fold(standard)
    before = laid.start()
    first = before.likeness.copy()
    past = Past.nothing(HOP_COLUMNS, laid.columns, BINS)
    after, _ = laid.step(before, past.then(np.ones((HOP_COLUMNS, BINS), np.float32), True))
    assert after.likeness.shape == first.shape
    assert after.counts.shape == before.counts.shape
    np.testing.assert_array_equal(before.likeness, first)
    assert before.counts.min() == 1.0

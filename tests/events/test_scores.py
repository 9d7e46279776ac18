"""One row of scores: what the encoder and the tonal detector say of the same hop, joined."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.scores import MEMORY_SECONDS, Held, Scores, Weights
from edge_aac.events.timing import ROW_SECONDS, load_timing
from edge_aac.events.tonal.patterns import NO_PATTERN, PATTERNS, Patterns, TonalPattern
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray

TAXONOMY = load_taxonomy()
WIDTH = len(TAXONOMY.labels)
T3 = PATTERNS.index(TonalPattern.T3)


def scores(**weights: float) -> Scores:
    return Scores(TAXONOMY, load_timing().patterns, {"T3": Weights(**weights)})


def posteriors(**heard: float) -> FloatArray:
    row = np.zeros(WIDTH, np.float32)
    for label, p in heard.items():
        row[TAXONOMY.index(label)] = p
    return row


def t3(p: float) -> Patterns:
    told = np.zeros(len(PATTERNS), np.float32)
    told[T3] = p
    return Patterns(told, np.full(len(PATTERNS), 3_100.0, np.float32))


def joint(joined: Scores, p: float, held: Held | None = None, **heard: float) -> float:
    _, row = joined.step(held or joined.start(), posteriors(**heard), t3(p))
    return float(row[WIDTH + T3])


def test_labels_come_first_and_are_not_changed() -> None:
    joined = scores(rival=-1.0)
    _, row = joined.step(joined.start(), posteriors(dog=0.7, alarm=0.2), t3(0.9))
    assert row.shape == (WIDTH + len(PATTERNS),)
    np.testing.assert_array_equal(row[:WIDTH], posteriors(dog=0.7, alarm=0.2))


def test_without_weights_a_pattern_is_its_own_word() -> None:
    assert joint(scores(), 0.8, crying_baby=0.99) == pytest.approx(0.8, abs=1e-3)


def test_another_sound_is_against_it_and_what_is_hardly_heard_is_not() -> None:
    joined = scores(rival=-0.5)
    alone = joint(joined, 0.8)
    assert joint(joined, 0.8, rain=0.05) == pytest.approx(alone, abs=1e-4)
    assert joint(joined, 0.8, crying_baby=0.99) < alone - 0.1


def test_sounds_of_the_group_speak_neither_for_it_nor_against_it() -> None:
    joined = scores(rival=-0.5)
    alone = joint(joined, 0.8)
    assert joint(joined, 0.8, smoke_alarm=0.99, fire_alarm=0.5, alarm=0.9) == alone


def test_nothing_is_made_of_the_encoders_word_alone() -> None:
    joined = scores(bias=2.0, rival=-1.0)
    _, row = joined.step(joined.start(), posteriors(alarm=0.99), NO_PATTERN)
    assert row[WIDTH:].max() == 0.0


def test_what_the_encoder_heard_is_forgotten_in_four_seconds() -> None:
    joined = scores()
    held, _ = joined.step(joined.start(), posteriors(alarm=1.0, siren=0.5), NO_PATTERN)
    for _ in range(round(2.08 / ROW_SECONDS)):
        held, _ = joined.step(held, posteriors(), NO_PATTERN)
    assert held.own[T3] == pytest.approx(1.0 - 2.08 / MEMORY_SECONDS, abs=1e-3)
    for _ in range(round(1.92 / ROW_SECONDS)):
        held, _ = joined.step(held, posteriors(), NO_PATTERN)
    assert held.own[T3] == pytest.approx(0.0, abs=1e-3)


def test_a_lead_is_over_whatever_else_is_heard() -> None:
    joined = scores()
    clear, _ = joined.step(joined.start(), posteriors(alarm=0.95, dog=0.02), NO_PATTERN)
    contested, _ = joined.step(joined.start(), posteriors(alarm=0.95, dog=0.9), NO_PATTERN)
    assert clear.lead(T3) > 2.6
    assert contested.lead(T3) < 0.1


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_certainty_is_bounded(p: float) -> None:
    value = joint(scores(rival=-1.5), p, alarm=1.0, dog=1.0)
    assert np.isfinite(value)
    assert 0.0 <= value <= 1.0


def test_another_pattern_of_the_group_speaks_against_a_name_and_pulses_that_begin_do_not() -> None:
    joined = scores(rival=-0.5)
    told = t3(0.8)
    told.scores[PATTERNS.index(TonalPattern.HINT)] = 1.0
    _, row = joined.step(joined.start(), posteriors(), told)
    assert float(row[WIDTH + T3]) == pytest.approx(joint(joined, 0.8), abs=1e-4)
    told.scores[PATTERNS.index(TonalPattern.T4)] = 0.9
    _, row = joined.step(joined.start(), posteriors(), told)
    assert float(row[WIDTH + T3]) < joint(joined, 0.8) - 0.1

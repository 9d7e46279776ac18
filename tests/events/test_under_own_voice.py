"""A group of pulses that the own voice covers in part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from edge_aac.events.cadence.group import Group
from edge_aac.events.cadence.patterns import T3, T4, Pattern
from edge_aac.events.cadence.template import templates
from edge_aac.types import FloatArray
from tests.listening import hear
from tests.pulses import Spans, inside, sound, square, t3

HINT, NAME = 2.1, 4.2
"""Log-odds by which a T3 is told to be some alarm, and by which it has a name."""


def surest(samples: FloatArray, own: Spans) -> float:
    """Log-odds of the T3 that is heard best without laying cycles over each other."""
    told = [one for _, one in hear(samples, own) if one.pattern is Pattern.T3 and not one.folded]
    return max((one.odds for one in told), default=-np.inf)


def speech(spans: Spans) -> FloatArray:
    """Something far louder than the alarm, in every band."""
    return np.asarray(inside(9.0, spans) * sound(9.0, [], noise=0.1), np.float32)


ALARMS = {
    "a disc": sound(9.0, t3(3.0, 1), level=0.005),
    "520 Hz": square(9.0, t3(3.0, 1), 0.005) + sound(9.0, [], noise=0.0005),
}


@pytest.mark.parametrize("kind", ALARMS)
def test_a_group_whose_beginning_is_covered_is_a_hint_and_has_no_name(kind: str) -> None:
    spoken: Spans = [(1.0, 3.3)]
    samples = ALARMS[kind] + speech(spoken)
    assert HINT < surest(samples, spoken) < NAME
    # It is the knowledge of the own voice that finds it.
    assert surest(samples, []) < HINT


@pytest.mark.parametrize("kind", ALARMS)
def test_nothing_is_made_of_a_group_that_is_covered_for_the_most_part(kind: str) -> None:
    spoken: Spans = [(2.0, 4.9)]
    assert surest(ALARMS[kind] + speech(spoken), spoken) < HINT


def test_the_own_voice_alone_is_no_alarm() -> None:
    spoken: Spans = [(1.0, 1.9), (3.0, 4.4), (6.0, 6.5), (7.0, 8.6)]
    assert surest(speech(spoken) + sound(9.0, [], noise=0.0005), spoken) < HINT


def test_what_is_covered_looks_as_the_template_would_have_it() -> None:
    template = templates(T4)[0]
    columns = np.where(template.on > 0.0, 5.0, 1.0)[:, None] * np.ones((1, 3))
    spoilt = columns.astype(np.float32)
    known = np.ones(len(template), bool)
    known[template.pulses[0]] = False
    spoilt[~known] = 99.0
    np.testing.assert_array_equal(template.completed(spoilt, known)[template.on > 0.0], 5.0)
    np.testing.assert_array_equal(template.completed(spoilt, known)[template.on == 0.0], 1.0)


def test_a_group_that_was_covered_in_part_breaks_no_row() -> None:
    step = round(4.0 / 0.02)
    first = Group(0, 130, 3_100.0, 1.0, 5.0, 0.0)
    last = replace(first, start=2 * step, end=2 * step + 130)
    between = replace(first, start=step, end=step + 130)
    assert between.sounds_between(first, last)
    assert not replace(between, hidden=True).sounds_between(first, last)
    assert first.follows(replace(first, start=-step), T3)

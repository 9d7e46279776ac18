"""Temporal patterns on log-Mel frames: what is heard, when, and what is not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.cadence import Cadence
from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import T3, T4, Pattern
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import columns, rise
from edge_aac.features.logmel import LogMel, band_hertz
from edge_aac.types import SAMPLE_RATE, FloatArray

Spans = list[tuple[float, float]]


def row(start: float, on: float, off: float, count: int) -> Spans:
    return [(start + k * (on + off), start + k * (on + off) + on) for k in range(count)]


def t3(start: float, cycles: int) -> Spans:
    return [span for c in range(cycles) for span in row(start + 4.0 * c, 0.5, 0.5, 3)]


def t4(start: float, cycles: int) -> Spans:
    return [span for c in range(cycles) for span in row(start + 5.7 * c, 0.1, 0.1, 4)]


def sound(
    seconds: float, spans: Iterable[tuple[float, float]], hertz: float = 3_100.0,
    level: float = 0.1, noise: float = 0.001,
) -> FloatArray:  # fmt: skip
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    on = np.zeros(len(t))
    for start, end in spans:
        on[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = 1.0
    hiss = np.random.default_rng(1).standard_normal(len(t))
    return (level * on * np.sin(2 * np.pi * hertz * t) + noise * hiss).astype(np.float32)


def hear(samples: FloatArray) -> list[tuple[float, Heard]]:
    """What is heard, and when."""
    frames = LogMel().whole(samples)
    cadence = Cadence(band_hertz())
    state, told = cadence.start(), []
    for at in range(0, len(frames), 16):
        state, heard = cadence.step(state, frames[at : at + 16], (at + 16) / 100)
        told += [((at + 16) / 100, one) for one in heard]
    return told


def sure(told: list[tuple[float, Heard]], pattern: Pattern) -> list[tuple[float, Heard]]:
    return [(t, one) for t, one in told if one.pattern is pattern and one.odds > 2.0]


def test_t3_is_heard_within_three_and_a_half_seconds_of_its_beginning() -> None:
    t, first = sure(hear(sound(8.0, t3(2.0, 1))), Pattern.T3)[0]
    assert t <= 5.5
    assert first.groups == 1
    assert first.onset == pytest.approx(2.0, abs=0.1)
    assert first.hertz == pytest.approx(3_100.0, abs=200.0)
    assert first.period == pytest.approx(1.0, abs=0.06)


def test_t3_that_comes_again_counts_its_groups() -> None:
    told = sure(hear(sound(16.0, t3(2.0, 3))), Pattern.T3)
    assert max(one.groups for _, one in told) == 3
    assert max(one.odds for _, one in told) > 10.0
    assert told[-1][1].onset == pytest.approx(2.0, abs=0.15)


def test_t4_is_heard_and_counted() -> None:
    told = sure(hear(sound(16.0, t4(2.0, 2))), Pattern.T4)
    assert max(one.groups for _, one in told) == 2
    assert not sure(hear(sound(16.0, t4(2.0, 2))), Pattern.T3)


def test_loudness_plays_no_part() -> None:
    faint = hear(sound(8.0, t3(2.0, 1), level=0.01, noise=0.0001))
    loud = hear(sound(8.0, t3(2.0, 1), level=0.9, noise=0.009))
    assert sure(faint, Pattern.T3)[0][0] == sure(loud, Pattern.T3)[0][0]


def test_an_alarm_far_below_the_noise_is_heard_when_it_comes_again() -> None:
    # 10 dB below white noise, in the samples in which it sounds.
    told = hear(sound(24.0, t3(2.0, 5), level=0.0447, noise=0.1))
    rows = [one for _, one in told if one.pattern is Pattern.T3]
    assert max(one.groups for one in rows) >= 2
    assert max(one.odds for one in rows) > 4.0


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(1.0, 19.0)], id="a steady tone"),
        pytest.param(row(1.0, 0.5, 0.5, 18), id="a reversing vehicle"),
        pytest.param([(1.0, 1.05), (11.0, 11.05)], id="a battery"),
        pytest.param(row(1.0, 0.1, 0.1, 90), id="pips without end"),
        pytest.param(row(1.0, 1.0, 1.0, 9), id="slow pulses"),
        pytest.param([s for c in range(18) for s in row(1.0 + c, 0.06, 0.06, 4)], id="a clock"),
        pytest.param([], id="noise"),
    ],
)
def test_what_is_no_standard_cadence_is_none(spans: Spans) -> None:
    told = hear(sound(20.0, spans))
    assert not sure(told, Pattern.T3)
    assert not [one for _, one in sure(told, Pattern.T4) if one.groups > 1]


def test_a_pause_that_is_not_silent_breaks_the_row() -> None:
    between = [(4.2, 5.2)]
    told = sure(hear(sound(16.0, [*t4(2.0, 2), *between])), Pattern.T4)
    assert all(one.groups == 1 for _, one in told)


def test_beeps_between_break_the_row() -> None:
    """A clock's four beeps each 1.9 s hold groups that are as far apart as T4's."""
    clock = [span for c in range(10) for span in row(1.0 + 1.9 * c, 0.1, 0.1, 4)]
    assert all(one.groups == 1 for _, one in sure(hear(sound(21.0, clock)), Pattern.T4))


def test_a_chord_is_in_company_and_a_single_tone_is_not() -> None:
    one = sound(13.0, t3(1.0, 3))
    assert {heard.company for _, heard in sure(hear(one), Pattern.T3)} == {0.0}
    chord = one + sound(13.0, t3(1.0, 3), hertz=3_900.0)
    rows = [heard for _, heard in sure(hear(chord), Pattern.T3) if heard.groups > 1]
    assert rows and max(heard.company for heard in rows) > 4.0


def test_a_frame_that_is_no_number_was_silence() -> None:
    cadence = Cadence(band_hertz())
    bad = np.full((16, 64), np.nan, np.float32)
    state, heard = cadence.step(cadence.start(), bad, 0.16)
    assert heard == ()
    assert np.isfinite(state.past.columns).all()


def test_what_is_remembered_never_grows() -> None:
    cadence = Cadence(band_hertz())
    frames = LogMel().whole(sound(60.0, t3(1.0, 14)))
    state = cadence.start()
    sizes = {(one.frames.shape, one.columns.shape, one.hops.shape) for one in [state.past]}
    for at in range(0, len(frames), 16):
        state, _ = cadence.step(state, frames[at : at + 16], (at + 16) / 100)
        past = state.past
        sizes.add((past.frames.shape, past.columns.shape, past.hops.shape))
        assert all(len(groups.kept) <= 16 for groups in state.groups)
    assert len(sizes) == 1


def test_a_tone_rises_above_its_surroundings_and_a_slam_does_not() -> None:
    flat = np.zeros((2, 64), np.float32)
    tone = flat.copy()
    tone[:, 40] += 5.0
    assert rise(flat) == pytest.approx(0.0)
    assert rise(tone)[0, 40] == pytest.approx(5.0)
    assert columns(flat).max() == 0.0
    assert columns(tone)[0].argmax() == 40 - 8


@pytest.mark.parametrize("standard", [T3, T4])
def test_a_template_is_likest_itself(standard: object) -> None:
    shapes = templates(standard)  # type: ignore[arg-type]  # one of two values of one class
    bank = Bank(shapes)
    for template in shapes:
        past = np.zeros((bank.columns, 52), np.float32)
        past[len(past) - len(template) :, 20][template.on] = 1.0
        best = bank.candidates(bank.likeness(past), 0.5)[0]
        assert best.likeness == pytest.approx(1.0, abs=1e-3)
        assert (best.template.period, best.band) == (pytest.approx(template.period, rel=0.08), 28)


def test_cycles_add_up_where_no_row_of_single_groups_is_clear() -> None:
    wave = np.sign(sound(30.0, t3(3.0, 6), hertz=520.0, level=1.0, noise=0.0))
    bed = 0.1 * np.random.default_rng(7).standard_normal(len(wave))
    told = [one for _, one in hear((0.018 * wave + bed).astype(np.float32))]
    assert max(one.odds for one in told if one.groups == 3) > 5.0
    assert max(one.odds for one in told if one.groups in (1, 2)) < 5.0
    assert all(one.odds <= 0.5 for _, one in hear(bed.astype(np.float32)))

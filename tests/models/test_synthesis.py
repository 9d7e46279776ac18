"""The synthesiser: what it says about a sound is true of the sound."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.synthesis import KINDS, Rendered, render
from models.synthesis.room import codec, colour, reverberate
from models.synthesis.timing import cycle
from models.synthesis.tone import steady, struck, tone

SEEDS = range(8)
RINGING = {"phone_bell", "fire_bell"}
"""Their gaps hold the bell's own decay."""
LOW_ALARM_HZ = 520.0


@cache
def _usual(kind: str, seed: int) -> Rendered:
    """A sound of a length that the seed chooses; several tests look at the same ones."""
    length = float(np.random.default_rng(900 + seed).uniform(1.0, 7.0))
    rendered = render(kind, np.random.default_rng(seed), length)
    rendered.samples.flags.writeable = False
    return rendered


def _render(kind: str, seed: int, seconds: float | None = None) -> Rendered:
    if seconds is None:
        return _usual(kind, seed)
    return render(kind, np.random.default_rng(seed), seconds)


def _within(rendered: Rendered) -> NDArray[np.bool_]:
    mask = np.zeros(len(rendered.samples), bool)
    for start, end in rendered.active:
        mask[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
    return mask


def _rms(samples: FloatArray) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


def _strongest_hertz(samples: FloatArray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * SAMPLE_RATE / len(samples))


def _pulses(samples: FloatArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Starts and ends of pulses, from the 10 ms envelope alone [s]."""
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80)
    level = np.sqrt(np.convolve((frames.astype(float) ** 2).mean(axis=1), np.ones(2) / 2, "same"))
    loud = np.concatenate([[False], level > 0.2 * np.percentile(level, 99.5), [False]])
    turns = np.flatnonzero(np.diff(loud.astype(int))) * 80 / SAMPLE_RATE
    return turns[::2], turns[1::2]


def test_every_kind_has_a_label_of_the_taxonomy() -> None:
    assert set(KINDS.values()) <= set(load_taxonomy().names)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sound_is_finite_loud_and_within_full_scale(kind: str) -> None:
    for seed in SEEDS:
        rendered = _render(kind, seed)
        assert rendered.samples.dtype == np.float32
        assert rendered.samples.ndim == 1
        assert np.isfinite(rendered.samples).all()
        assert 0.5 < np.abs(rendered.samples).max() <= 1.0
        assert rendered.label == KINDS[kind]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("seconds", [1.0, 2.5, 12.0])
def test_a_sound_is_never_longer_than_asked(kind: str, seconds: float) -> None:
    for seed in range(4):
        assert 0 < len(_render(kind, seed, seconds).samples) <= seconds * SAMPLE_RATE


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_active_stretches_are_ordered_and_inside_the_clip(kind: str) -> None:
    for seed in SEEDS:
        rendered = _render(kind, seed)
        assert rendered.active
        flat = [edge for stretch in rendered.active for edge in stretch]
        assert flat == sorted(flat)
        assert flat[0] >= 0.0
        assert flat[-1] <= len(rendered.samples) / SAMPLE_RATE
        assert all(end > start for start, end in rendered.active)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_energy_is_in_the_active_stretches(kind: str) -> None:
    times = 2.0 if kind in RINGING else 2.5
    for seed in SEEDS:
        rendered = _render(kind, seed)
        mask = _within(rendered)
        assert _rms(rendered.samples[mask]) > 0.02
        if (~mask).sum() > 0.1 * SAMPLE_RATE:
            assert _rms(rendered.samples[mask]) > times * _rms(rendered.samples[~mask])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_one_seed_is_one_sound_and_another_seed_another(kind: str) -> None:
    first, again, other = (_render(kind, seed, 3.0) for seed in (5, 5, 6))
    assert np.array_equal(first.samples, again.samples)
    assert (first.active, first.count) == (again.active, again.count)
    assert not np.array_equal(first.samples, other.samples)


@pytest.mark.parametrize("kind", ["smoke_piezo", "smoke_low"])
def test_t3_keeps_its_rhythm(kind: str) -> None:
    hurried = 0
    for seed in range(24):
        starts, ends = _pulses(_render(kind, seed, 20.0).samples)
        whole = slice(1, len(starts) - 1)
        assert np.all(np.abs((ends - starts)[whole] - 0.5) < 0.09), seed
        gaps = starts[1:] - ends[:-1]
        short, long = gaps[gaps < 0.8], gaps[gaps >= 0.8]
        assert len(long) >= 3
        # Between two pauses there are exactly three pulses.
        assert np.all(np.diff(np.flatnonzero(gaps >= 0.8)) == 3)
        assert np.all((short > 0.24) & (short < 0.62))
        assert np.all((long > 0.9) & (long < 1.75))
        hurried += int(np.median(short) < 0.41)
        if np.median(short) > 0.43:
            assert 3.5 < np.diff(starts[1:][gaps >= 0.8]).mean() < 4.5
    assert 1 <= hurried <= 12


def test_t4_keeps_its_rhythm() -> None:
    standard = 0
    for seed in range(24):
        rendered = _render("co_piezo", seed, 25.0)
        starts, ends = _pulses(rendered.samples)
        assert np.all((ends - starts)[1:-1] < 0.17)
        gaps = starts[1:] - ends[:-1]
        pauses = gaps >= 0.5
        assert np.all(np.diff(np.flatnonzero(pauses)) == 4), seed
        assert np.all((gaps[~pauses] > 0.04) & (gaps[~pauses] < 0.17))
        standard += int(4.3 < np.median(gaps[pauses]) < 5.7)
    assert standard >= 14


def test_a_short_t4_window_still_holds_a_group() -> None:
    for seed in range(40):
        whole = [b - a for a, b in _render("co_piezo", seed, 1.5).active if b - a > 0.075]
        assert len(whole) >= 3


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("smoke_piezo", 2700.0, 3700.0),
        ("co_piezo", 2700.0, 3700.0),
        ("low_battery", 2700.0, 3700.0),
    ],
)
def test_piezo_alarms_sing_where_discs_resonate(kind: str, low: float, high: float) -> None:
    found = [_strongest_hertz(_render(kind, seed, 4.0).samples) for seed in range(24)]
    # A resonant case can lift the second harmonic.
    assert np.mean([low < f < high for f in found]) > 0.75
    assert np.std(found) > 60.0


def test_the_low_alarm_stands_on_520_hertz() -> None:
    for seed in range(12):
        samples = _render("smoke_low", seed, 4.0).samples
        spectrum = np.abs(np.fft.rfft(samples))
        hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
        band = (hertz > 430) & (hertz < 610)
        fundamental = hertz[band][np.argmax(spectrum[band])]
        assert abs(fundamental - LOW_ALARM_HZ) < 0.11 * LOW_ALARM_HZ
        # Nothing lies between the harmonics: what folds back would.
        between = (hertz > 1.35 * fundamental) & (hertz < 1.65 * fundamental)
        assert spectrum[between].max() < 0.1 * spectrum[band].max()


@pytest.mark.parametrize("fundamental", [520.0, 2900.0, 3400.0])
def test_a_rich_tone_does_not_alias(fundamental: float) -> None:
    wave = tone(steady(fundamental, SAMPLE_RATE), np.ones(30), np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    harmonics = np.arange(1, int(7900 / fundamental) + 1) * fundamental
    hertz = np.arange(len(spectrum))
    far = np.min(np.abs(hertz[:, None] - harmonics[None, :]), axis=1) > 20
    assert spectrum[far].max() < 1e-4 * spectrum.max()


def test_a_struck_partial_rings_at_its_frequency_and_decays_in_its_time() -> None:
    strike = np.zeros(SAMPLE_RATE)
    strike[0] = 1.0
    ring = struck(strike, [1000.0], np.array([0.5]), np.array([1.0]))
    assert abs(_strongest_hertz(ring.astype(np.float32)) - 1000.0) < 3.0
    assert 0.9 < np.abs(ring[:40]).max() <= 1.01
    at_half = np.abs(ring[7960:8040]).max()
    assert -62.0 < 20 * np.log10(at_half) < -58.0


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("car_horn", 1, 4), ("microwave", 3, 5), ("timer", 1, 12)]
)
def test_counts_are_those_of_the_envelope(kind: str, least: int, most: int) -> None:
    for seed in range(12):
        rendered = _render(kind, seed, 12.0)
        assert rendered.count is not None
        assert least <= rendered.count <= most
        assert len(_pulses(rendered.samples)[0]) == rendered.count


def test_every_counted_knock_begins_where_it_says() -> None:
    counts = set()
    for seed in range(20):
        rendered = _render("knock", seed, 6.0)
        assert rendered.count == len(rendered.active)
        counts.add(rendered.count)
        for start, _ in rendered.active[1:]:
            at = int(start * SAMPLE_RATE)
            before, after = rendered.samples[at - 240 : at], rendered.samples[at : at + 240]
            assert np.abs(after).max() > 1.3 * np.abs(before).max()
    assert counts <= {2, 3, 4, 5, 6}
    assert len(counts) >= 4


def test_cycles_start_anywhere_and_keep_what_must_be_heard() -> None:
    rng = np.random.default_rng(2)
    firsts = []
    for _ in range(200):
        spans = cycle([(0.5, 0.5), (0.5, 0.5), (0.5, 1.5)], 4.0, rng, least=2)
        assert sum(1 for a, b in spans if b - a > 0.499) >= 2
        firsts.append(spans[0][0])
    assert np.mean(np.array(firsts) == 0.0) > 0.2
    assert max(firsts) > 1.0


@pytest.mark.parametrize("chain", ["room", "recorded room", "colour", "codec"])
def test_what_lies_between_keeps_length_and_type(chain: str) -> None:
    samples = _render("ding_dong", 1, 3.0).samples
    rir = (np.random.default_rng(3).standard_normal(4000) * np.exp(-np.arange(4000) / 500)).astype(
        np.float32
    )
    for seed in range(12):
        rng, twin = np.random.default_rng(seed), np.random.default_rng(seed)
        out, again = (
            {
                "room": lambda g: reverberate(samples, g, None),
                "recorded room": lambda g: reverberate(samples, g, [rir]),
                "colour": lambda g: colour(samples, g),
                "codec": lambda g: codec(samples, g),
            }[chain](g)
            for g in (rng, twin)
        )
        assert out.dtype == np.float32
        assert len(out) == len(samples)
        assert np.isfinite(out).all()
        assert _rms(out) > 0.02 * _rms(samples)
        assert np.array_equal(out, again)


def test_a_room_keeps_the_level_and_fills_the_pauses() -> None:
    samples = _render("smoke_piezo", 4, 6.0).samples
    before = _rms(samples)
    quiet = ~_within(_render("smoke_piezo", 4, 6.0))
    grew = 0
    for seed in range(10):
        wet = reverberate(samples, np.random.default_rng(seed), None)
        assert 0.95 < _rms(wet) / before < 1.05
        grew += int(_rms(wet[quiet]) > 2.0 * _rms(samples[quiet]))
    assert grew >= 8


def test_a_codec_stays_within_full_scale_and_loses_something() -> None:
    samples = _render("siren_wail", 1, 2.0).samples
    outs = [codec(samples * np.float32(1.5), np.random.default_rng(seed)) for seed in range(12)]
    assert all(np.abs(out).max() <= 1.0 for out in outs)
    assert all(not np.array_equal(out, samples) for out in outs)

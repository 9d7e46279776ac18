"""Temporal patterns in narrow bands: what is heard, when, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.cadence import Cadence
from edge_aac.events.cadence.fit import Look, look
from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.past import Past, window
from edge_aac.events.cadence.patterns import T3, T4, Pattern, Standard
from edge_aac.events.cadence.pitches import Tones, watched
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import rise, tones
from edge_aac.events.fusion import NOTHING_HEARD, claim
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.listening import hear
from tests.pulses import Spans, row, sound, square, t3, t4


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
    rows = [one for _, one in told if not one.folded]
    assert rows[-1].onset == pytest.approx(2.0, abs=0.15)


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


def test_what_a_bed_makes_between_does_not_break_the_row() -> None:
    """Pulses 26 dB under the alarm's, at its pitch."""
    faint = sound(16.0, row(5.0, 0.1, 0.1, 4), level=0.005, noise=0.0)
    told = sure(hear(sound(16.0, t4(2.0, 2)) + faint), Pattern.T4)
    assert max(one.groups for _, one in told) == 2
    loud = sound(16.0, row(5.0, 0.1, 0.1, 4), level=0.1, noise=0.0)
    assert all(one.groups == 1 for _, one in sure(hear(sound(16.0, t4(2.0, 2)) + loud), Pattern.T4))


def test_beeps_between_break_the_row() -> None:
    """A clock's four beeps each 1.9 s hold groups that are as far apart as T4's."""
    clock = [span for c in range(10) for span in row(1.0 + 1.9 * c, 0.1, 0.1, 4)]
    assert all(one.groups == 1 for _, one in sure(hear(sound(21.0, clock)), Pattern.T4))


def look_at(samples: FloatArray, highest: float = 4_000.0) -> Look:
    """A closer look at the best candidate, up to a pitch, of a T3 that ends with the samples."""
    shapes, pitches = templates(T3), watched(bin_hertz())
    bank, joined = Bank(shapes, pitches, T3.every), Tones(pitches, BINS)
    past = Past.nothing(bank.columns, bank.columns, BINS)
    spectrum = NarrowBand().whole(samples)
    for at in range(0, len(spectrum), 8):
        past = past.then(spectrum[at : at + 8])
    found = bank.candidates(bank.match(joined.of(past.tones[-bank.columns :])), 0.3)
    best = next(one for one in found if one.pitch.hertz <= highest)
    place = window(best.back, len(best.template))
    seen = look(past.spectrum[place], past.tones[place], best)
    assert seen is not None
    return seen


def test_a_chord_is_in_company_and_a_single_tone_is_not() -> None:
    one = sound(5.12, t3(2.0, 1))
    assert look_at(one).measures.company < 0.6
    chord = one + sound(5.12, t3(2.0, 1), hertz=2_300.0)
    assert look_at(chord).measures.company > 0.9


def test_the_partials_of_a_square_wave_are_no_company() -> None:
    seen = look_at(square(5.12, t3(2.0, 1), 0.1) + sound(5.12, [], noise=0.01), 600.0)
    assert seen.measures.company < 0.6
    assert seen.measures.likeness > 0.9


def test_a_tone_in_the_pause_is_stray() -> None:
    clean = look_at(sound(5.12, t3(2.0, 1))).measures
    busy = look_at(sound(5.12, [(0.85, 1.05), *t3(2.0, 1)])).measures
    assert clean.stray < 0.05
    assert busy.stray > 0.1


def test_the_partials_of_a_horn_are_beside_and_a_disc_has_none() -> None:
    disc = sound(5.12, t3(2.0, 1))
    alone = look_at(disc).measures
    assert alone.own == pytest.approx(3.0)
    assert alone.beside == 0.0
    horn = disc + sum(sound(5.12, t3(2.0, 1), hertz=620.0 * k, noise=0.0) for k in range(1, 5))
    many = look_at(horn).measures
    assert many.own < 0.0
    assert many.beside == 12.0


def test_what_a_street_holds_anyway_is_not_beside() -> None:
    street = sound(5.12, [(0.0, 5.12)], hertz=800.0, noise=0.02)
    measures = look_at(street + sound(5.12, t3(2.0, 1))).measures
    assert measures.beside <= 1.0


def test_even_partials_of_a_saxophone_are_beside_those_of_a_square_wave() -> None:
    siren = square(5.12, t3(2.0, 1), 0.1) + sound(5.12, [], noise=0.01)
    even = sum(sound(5.12, t3(2.0, 1), hertz=1_040.0 * k, noise=0.0) for k in range(1, 4))
    assert look_at(siren, 600.0).measures.beside <= 1.0
    assert look_at(siren + even, 600.0).measures.beside >= 9.0


def test_a_square_wave_is_not_lone_and_a_disc_has_but_one_partial() -> None:
    siren = square(5.12, t3(2.0, 1), 0.1) + sound(5.12, [], noise=0.01)
    assert not look_at(siren, 600.0).lone
    assert not look_at(sound(5.12, t3(2.0, 1))).lone


def test_three_beeps_of_an_oven_are_no_low_alarm() -> None:
    oven = sound(8.0, t3(3.0, 1), hertz=7 * 490.0)  # at a low alarm's seventh partial
    assert not [one for _, one in hear(oven) if one.hertz < 600.0]
    low = [one.odds for _, one in hear(square(8.0, t3(3.0, 1), 0.1)) if one.hertz < 600.0]
    assert max(low) > 4.0


def test_a_column_that_is_no_number_was_silence() -> None:
    cadence = Cadence(bin_hertz())
    bad = np.full((8, BINS), np.nan, np.float32)
    state, heard = cadence.step(cadence.start(), bad, 0.16)
    assert heard == ()
    assert np.isfinite(state.past.spectrum).all()


def test_what_is_remembered_never_grows() -> None:
    cadence = Cadence(bin_hertz())
    spectrum = NarrowBand().whole(sound(60.0, t3(1.0, 14)))
    state = cadence.start()
    sizes = {(state.past.spectrum.shape, state.past.tones.shape)}
    for at in range(0, len(spectrum), 8):
        state, _ = cadence.step(state, spectrum[at : at + 8], (at + 8) / 50)
        sizes.add((state.past.spectrum.shape, state.past.tones.shape))
        assert all(len(groups.kept) <= 64 for groups in state.groups)
    assert len(sizes) == 1


def test_a_tone_rises_above_its_surroundings_and_a_slam_does_not() -> None:
    flat = np.zeros((2, BINS), np.float32)
    tone = flat.copy()
    tone[:, 40] += 5.0
    assert rise(flat) == pytest.approx(0.0)
    assert rise(tone)[0, 40] == pytest.approx(5.0)
    assert tones(flat).max() == 0.0
    assert tones(tone)[0].argmax() == 40


@pytest.mark.parametrize("standard", [T3, T4])
def test_a_template_is_likest_itself(standard: Standard) -> None:
    shapes, pitches = templates(standard), watched(bin_hertz())
    bank = Bank(shapes, pitches)
    for template in shapes:
        past = np.zeros((bank.columns, len(pitches)), np.float32)
        past[len(past) - len(template) :, 20] = template.on
        best = bank.candidates(bank.match(past), 0.5)[0]
        assert best.likeness == pytest.approx(1.0, abs=1e-3)
        assert best.template.period == pytest.approx(template.period, rel=0.08)
        assert best.pitch is pitches[20]


def test_groups_add_up_where_no_single_one_is_clear() -> None:
    wave = square(30.0, t3(3.0, 6), 1.0)
    bed = 0.1 * np.random.default_rng(7).standard_normal(len(wave))
    told = [one for _, one in hear((0.026 * wave + bed).astype(np.float32))]
    t3s = [one for one in told if one.pattern is Pattern.T3]
    assert max(one.odds for one in t3s if one.groups > 1) > 4.0  # three at 520 Hz need 3.0
    assert max(one.odds for one in t3s if one.groups == 1) < 2.5
    assert all(one.odds <= 2.0 for _, one in hear(bed.astype(np.float32)))


def test_a_t4_at_one_partial_twice_is_no_alarm_and_a_whole_one_is() -> None:
    """A timer's beep at 1.53 kHz is the third partial of 510 Hz, and of nothing else."""
    beeps = [one for _, one in hear(sound(12.0, t4(2.0, 2), hertz=1_530.0)) if one.hertz < 600.0]
    assert any(one.groups == 2 for one in beeps)
    assert claim(None, beeps, NOTHING_HEARD, 12.0) is None
    siren = 0.1 * square(12.0, t4(2.0, 2), 1.0)
    hiss = 0.001 * np.random.default_rng(1).standard_normal(len(siren))
    whole = [one for _, one in hear((siren + hiss).astype(np.float32))]
    told = claim(None, whole, NOTHING_HEARD, 12.0)
    assert told is not None
    assert told.pattern is Pattern.T4

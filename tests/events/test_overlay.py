"""Three windows together: what a square wave has, and what speaks against one."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.cadence.overlay import Window, overlaid
from edge_aac.events.cadence.partials import Partials, evidence
from edge_aac.events.cadence.patterns import T4, Sounder
from edge_aac.events.cadence.pitches import Pitch, watched
from edge_aac.events.cadence.template import templates
from edge_aac.features.narrowband import BINS, bin_hertz
from edge_aac.types import FloatArray

PITCHES = watched(bin_hertz())
LOW = min((p for p in PITCHES if p.sounder is Sounder.SQUARE), key=lambda p: abs(p.hertz - 520.0))
DISC = min((p for p in PITCHES if p.sounder is Sounder.DISC), key=lambda p: abs(p.hertz - 3_100.0))
SHAPE = templates(T4)[2]
EVERYWHERE = tuple(range(BINS))


def windows(*sounding: tuple[int, ...], count: int = 3, noise: float = 0.6) -> list[FloatArray]:
    """Windows in which these bins come and go with the pulses, in noise."""
    rng = np.random.default_rng(3)
    made = []
    for _ in range(count):
        tones = noise * np.abs(rng.standard_normal((len(SHAPE), BINS)))
        for bins in sounding:
            tones[:, list(bins)] += SHAPE.on[:, None]
        made.append(tones.astype(np.float32))
    return made


def score(
    made: list[FloatArray], pitch: Pitch = LOW, known: list[FloatArray] | None = None
) -> float:
    seen = known or [np.ones(len(SHAPE), np.float32)] * len(made)
    laid = [Window(*one) for one in zip(made, seen, strict=True)]
    return overlaid(laid, SHAPE, pitch)


@pytest.mark.parametrize("pitch", [LOW, DISC])
def test_a_sounder_scores_and_noise_does_not(pitch: Pitch) -> None:
    assert score(windows(pitch.bins), pitch) > 0.3
    assert score(windows(), pitch) <= 0.0


def test_clearer_pulses_score_higher() -> None:
    faint, clear = (score(windows(LOW.bins, noise=noise)) for noise in (0.6, 0.3))
    assert clear > faint + 0.5


def test_even_partials_are_held_against_a_square_wave() -> None:
    assert score(windows(LOW.bins)) > score(windows(LOW.bins, LOW.absent)) + 0.3


def test_what_fills_the_whole_band_is_no_sounder() -> None:
    assert score(windows(EVERYWHERE)) == 0.0
    assert score(windows(EVERYWHERE), DISC) == 0.0


@pytest.mark.parametrize(
    "partials",
    [
        pytest.param(slice(2, 3), id="a beep at the fifth"),
        pytest.param(slice(3, 4), id="a beep at the seventh"),
        pytest.param(slice(2, 4), id="the fifth and seventh"),
    ],
)
def test_less_than_a_square_wave_is_none(partials: slice) -> None:
    assert score(windows(LOW.bins[partials], noise=0.2)) == 0.0


def test_two_clear_groups_are_not_three() -> None:
    clear = windows(LOW.bins, noise=0.2)
    assert score(clear) > 1.0
    for missing in range(3):
        made = [*clear]
        made[missing] = windows()[missing]
        assert score(made) == 0.0


def test_the_first_partial_alone_has_to_be_clear() -> None:
    """A room may leave a faint alarm no other; a beep at 520 Hz is seldom in an alarm's times."""
    first = LOW.bins[:1]
    assert score(windows(first, noise=0.2)) > 0.5
    for noise in (0.8, 1.0):
        made = windows(first, noise=noise)
        for one in made:
            one[:, list(LOW.bins[1:])] = 0.0
        assert score(made) == 0.0


def with_tones_in_the_pause(stretches: list[slice], count: int) -> list[FloatArray]:
    """Three windows of a square wave, in the first `count` of which it sounds in the pause too."""
    made = windows(LOW.bins, noise=0.2)
    for one in made[:count]:
        for stretch in stretches:
            one[stretch, list(LOW.bins)] += 1.0
    return made


def test_tones_in_the_pause_count_against_it() -> None:
    quiet, busy = (with_tones_in_the_pause([slice(20, 32), slice(50, 62)], n) for n in (0, 3))
    assert 0.0 < score(busy) < score(quiet) - 0.1


def test_a_pulse_in_the_pause_of_two_windows_is_one_more_of_many() -> None:
    once, twice = (with_tones_in_the_pause([slice(20, 40)], n) for n in (1, 2))
    assert score(once) > 0.3
    assert score(twice) == 0.0


def covered(made: list[FloatArray], *stretches: slice) -> tuple[list[FloatArray], list[FloatArray]]:
    """The same with a loud voice over a stretch of each, and what is known of them then."""
    loud, known = [one.copy() for one in made], []
    for one, stretch in zip(loud, stretches, strict=True):
        one[stretch] += 5.0
        known.append(np.ones(len(one), np.float32))
        known[-1][stretch] = 0.0
    return loud, known


def test_what_the_own_voice_covers_is_not_looked_at() -> None:
    plain = windows(LOW.bins, noise=0.3)
    first = SHAPE.first
    loud, known = covered(plain, slice(first - 40, first + 10), slice(0, 30), slice(first, None))
    assert score(loud) < 0.5 * score(plain)
    assert 0.5 * score(plain) < score(loud, known=known) < score(plain)


def test_a_window_that_is_covered_counts_for_nothing() -> None:
    plain = windows(LOW.bins, noise=0.3)
    loud, known = covered(plain, slice(0, 0), slice(0, 0), slice(0, None))
    assert score(loud, known=known) == pytest.approx(2 / 3 * score(plain), rel=0.15)
    hidden = known[2]
    assert score(plain, known=[known[0], hidden, hidden]) == 0.0  # once is not again
    assert score(plain, known=[hidden] * 3) == 0.0


def test_absent_partials_are_the_even_ones_and_a_disc_has_none() -> None:
    hertz = bin_hertz()
    assert [round(float(hertz[one]) / LOW.hertz) for one in LOW.absent] == [2, 4, 6]
    assert DISC.absent == ()


def test_evidence_is_none_where_pauses_are_louder_and_grows_with_likeness() -> None:
    found = evidence(np.array([-0.9, 0.0, 0.3, 0.8], np.float32))
    np.testing.assert_allclose(found, [0.0, 0.0, -np.log(0.91), -np.log(0.36)], rtol=1e-4)


def test_the_evidence_of_partials_adds_up_for_their_own_pitch() -> None:
    partials = Partials((DISC, LOW))
    assert partials.bins.tolist() == [*DISC.bins, *LOW.bins]
    together = partials.together(np.array([0.5, 0.6, 0.0, -0.2, 0.6], np.float32))
    np.testing.assert_allclose(together, [-np.log(0.75), -2 * np.log(0.64)], rtol=1e-4)

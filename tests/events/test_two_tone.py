"""Two tones in turn are a siren; other tones that come and go are not."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.cadence.cadence import Cadence
from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import Pattern
from edge_aac.events.cadence.two_tone import Turns
from edge_aac.events.detector import Detector
from edge_aac.events.settings import EventSettings
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Event, EventEnd, FloatArray
from tests.listening import hear
from tests.pulses import Spans, row, sound

SECONDS = 12.0


def horns(low: float, high: float, each: float, level: float = 0.05) -> FloatArray:
    """Two horns in turn from the third second on, over a hiss."""
    count = int((SECONDS - 2.0) / each / 2)
    mixed = sound(SECONDS, [], noise=0.01)
    for hertz, first in ((low, 2.0), (high, 2.0 + each)):
        for k in (1, 2, 3, 4):
            spans = row(first, each, each, count)
            mixed = mixed + sound(SECONDS, spans, hertz * k, level / k, noise=0.0)
    return np.asarray(mixed, np.float32)


def heard_in(samples: FloatArray, own: Spans | None = None) -> list[tuple[float, Heard]]:
    return [(t, one) for t, one in hear(samples, own) if one.pattern is Pattern.TWO_TONE]


@pytest.mark.parametrize(
    ("low", "high", "each"), [(440.0, 585.0, 0.75), (405.0, 540.0, 0.5), (510.0, 640.0, 1.0)]
)
def test_two_horns_are_heard_after_six_tones(low: float, high: float, each: float) -> None:
    told = heard_in(horns(low, high, each))
    t, first = told[0]
    assert t <= 2.0 + 8.5 * each
    assert first.hertz == pytest.approx(low, rel=0.03)
    assert first.period == pytest.approx(2.0 * each, rel=0.2)
    assert first.onset == pytest.approx(2.0, abs=1.5 * each)
    assert max(one.odds for _, one in told) > 6.0


def test_faint_ones_are_heard() -> None:
    # Each tone some 10 dB under the hiss in all bands together.
    assert heard_in(horns(440.0, 585.0, 0.75, level=0.0045))


def gliding() -> FloatArray:
    """A wail: the network's to know."""
    t = np.arange(int(SECONDS * 16_000)) / 16_000
    hertz = 900.0 * 2.0 ** (0.5 * np.sin(2 * np.pi * t / 4.0))
    tone = 0.05 * np.sin(2 * np.pi * np.cumsum(hertz) / 16_000)
    return (tone + sound(SECONDS, [], noise=0.01)).astype(np.float32)


def tones(spans: Spans, hertz: float) -> FloatArray:
    return sound(SECONDS, spans, hertz, 0.05, noise=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(tones(row(2.0, 0.75, 0.75, 6), 440.0), id="one tone with pauses"),
        pytest.param(tones([(2.0, 11.0)], 440.0), id="a steady tone"),
        pytest.param(horns(440.0, 585.0, 0.15), id="a telephone's trill"),
        pytest.param(horns(440.0, 585.0, 0.75)[: 5 * 16_000], id="four tones"),
        pytest.param(gliding(), id="a wail"),
        pytest.param(sound(SECONDS, [], noise=0.1), id="noise"),
    ],
)
def test_nothing_else_is(samples: FloatArray) -> None:
    assert not heard_in(samples)


def test_four_tones_are_not_six_because_the_own_voice_covers_what_comes() -> None:
    four = horns(440.0, 585.0, 0.75)
    four[5 * 16_000 :] = 0.0
    assert not heard_in(four, own=[(5.0, 8.0)])


def test_a_siren_is_heard_when_the_own_voice_is_over() -> None:
    told = heard_in(horns(440.0, 585.0, 0.75), own=[(2.0, 4.5)])
    assert 4.5 < told[0][0] <= 4.5 + 8.5 * 0.75


def test_a_siren_that_drives_past_goes_on() -> None:
    newest = Turns(600, 440.0, 587.0, 0.75, 6.0)
    assert newest.continues(Turns(600 - 75, 452.0, 603.0, 0.75, 6.0))
    assert not newest.continues(Turns(600 - 75, 480.0, 640.0, 0.75, 6.0))
    assert not newest.continues(Turns(600 - 75, 440.0, 587.0, 0.6, 6.0))
    assert not newest.continues(Turns(600 - 20, 440.0, 587.0, 0.75, 6.0))


def test_what_is_remembered_is_bounded() -> None:
    spectrum = NarrowBand().whole(np.tile(horns(440.0, 585.0, 0.75)[2 * 16_000 :], 6))
    cadence = Cadence(bin_hertz())
    state = cadence.start()
    for at in range(0, len(spectrum) - 7, 8):
        state, _ = cadence.step(state, spectrum[at : at + 8], (at + 8) / 50)
        assert len(state.turns) <= 32


def told(odds: float, posterior: float) -> list[Event | EventEnd]:
    """Events of a siren's two tones, beside what the network makes of them."""
    taxonomy = load_taxonomy()
    detector = Detector(taxonomy, {}, EventSettings())
    row_of = np.zeros((2, len(taxonomy.labels)), np.float32)
    row_of[:, taxonomy.index("siren")] = posterior
    state, told = detector.start(), []
    for hop in range(100):
        t = 0.16 * (hop + 1)
        heard = (Heard(Pattern.TWO_TONE, 2.0, 2, odds, 440.0, 1.5),) if hop in (30, 40) else ()
        state, events = detector.step(state, row_of, t, heard)
        told += list(events)
    return told


def test_two_tones_are_a_siren_by_themselves_only_when_clear() -> None:
    begun, over = told(20.0, 0.0)
    assert isinstance(begun, Event)
    assert (begun.label, begun.group, begun.onset) == ("siren", "emergency_vehicle", 2.0)
    assert "two-tone" in begun.evidence
    assert isinstance(over, EventEnd)
    assert not told(8.0, 0.0)


def test_with_the_network_less_is_enough() -> None:
    assert told(8.0, 0.3)
    assert not told(4.0, 0.3)
    assert not told(-1.0, 0.3)

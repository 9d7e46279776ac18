"""What the released tonal network hears in rendered sound: the standards' patterns, no others."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.events.tonal.patterns import PATTERNS, TonalPattern
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.listening import pitch, released, times
from tests.pulses import Spans, inside, row, sound, square, t3, t4

HINT, T3, T4, TWO_TONE = TonalPattern
NAMES = (T3, T4, TWO_TONE)


def hiss(seconds: float, level: float) -> FloatArray:
    return sound(seconds, [], noise=level)


def test_a_t3_is_named_within_three_and_a_half_seconds_of_its_beginning() -> None:
    wave = sound(8.0, t3(2.0, 1))
    assert times(wave, HINT)[0] <= 4.5
    assert times(wave, T3)[0] <= 5.5
    assert pitch(wave, T3) == pytest.approx(3_100.0, abs=40.0)
    assert not times(wave, T4)


def test_a_t3_at_520_hertz_is_named_too() -> None:
    wave = square(12.0, t3(3.0, 2), 0.1) + hiss(12.0, 0.001)
    assert times(wave, T3)[0] <= 7.0
    assert pitch(wave, T3) == pytest.approx(520.0, abs=20.0)


@pytest.mark.slow
def test_a_t4_is_a_hint_at_first_and_is_named_when_it_comes_again() -> None:
    for wave in (
        sound(16.0, t4(2.0, 2)),
        square(16.0, t4(2.0, 2), 0.1) + hiss(16.0, 0.001),
    ):
        assert times(wave, HINT)[0] <= 3.6
        assert 7.7 < times(wave, T4)[0] <= 9.2
        assert not times(wave, T3)


def test_a_pattern_is_sure_as_long_as_it_sounds() -> None:
    heard = times(sound(26.0, t3(2.0, 6)), T3)
    assert heard[-1] > 23.0
    assert np.diff(heard).max() < 1.0


BEFORE = {
    "digital silence": np.zeros(180 * 16_000, np.float32),
    "noise": hiss(180.0, 0.05),
    "a smoke alarm": sound(60.0, t3(2.0, 8)),
    "a carbon monoxide alarm": sound(60.0, t4(2.0, 5)),
    "a siren": sound(60.0, row(2.0, 0.75, 1.5, 13), 440.0, 0.05),
    "beeps": sound(60.0, row(1.0, 0.5, 0.5, 40)),
}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.slow
def test_an_alarm_is_named_whatever_was_heard_before(before: str) -> None:
    """A listener hears one stream: what it remembers must not make it deaf."""
    earlier = BEFORE[before]
    begin = len(earlier) / 16_000
    for alarm, name, seconds in (
        (sound(14.0, t3(2.0, 2)), T3, 7.0),
        (sound(16.0, t4(2.0, 2)), T4, 10.0),
    ):
        heard = times(np.concatenate([earlier, alarm]), name)
        assert [t for t in heard if begin + 2.0 < t < begin + seconds]
        # Between two alarms it is silent, or the second would be none of its own.
        assert not [t for t in heard if begin - 8.0 < t < begin + 2.0]


@pytest.mark.slow
def test_a_pattern_is_over_soon_after_its_device() -> None:
    for spans, name in ((t3(2.0, 4), T3), (t4(2.0, 4), T4)):
        heard = times(sound(spans[-1][1] + 25.0, spans), name)
        assert spans[-1][1] - 6.0 < heard[-1] < spans[-1][1] + 9.0


def test_loudness_plays_no_part() -> None:
    faint = times(sound(8.0, t3(2.0, 1), level=0.01, noise=0.0001), T3)
    loud = times(sound(8.0, t3(2.0, 1), level=0.9, noise=0.009), T3)
    assert faint[0] == pytest.approx(loud[0], abs=0.17)  # a hop


def test_an_alarm_far_below_the_noise_is_named() -> None:
    # 10 dB below white noise, in the samples in which it sounds.
    assert times(sound(24.0, t3(2.0, 5), level=0.0447, noise=0.1), T3)


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(1.0, 19.0)], id="a steady tone"),
        pytest.param(row(1.0, 0.5, 0.5, 18), id="a reversing vehicle"),
        pytest.param([(1.0, 1.05), (11.0, 11.05)], id="a battery"),
        pytest.param(row(1.0, 0.1, 0.1, 90), id="pips without end"),
        pytest.param(row(1.0, 1.0, 1.0, 9), id="slow pulses"),
        pytest.param([s for c in range(18) for s in row(1.0 + c, 0.06, 0.06, 4)], id="a clock"),
        pytest.param([s for c in range(10) for s in row(1.0 + 1.9 * c, 0.1, 0.1, 4)], id="a timer"),
        pytest.param([*t4(2.0, 2), (4.2, 5.2)], id="a pause that is not silent"),
        pytest.param([], id="noise"),
    ],
)
@pytest.mark.slow
def test_what_is_no_standard_pattern_has_no_name(spans: Spans) -> None:
    wave = sound(20.0, spans)
    assert not [one for one in NAMES if times(wave, one)]


@pytest.mark.parametrize("hertz", [1_000.0, 1_530.0, 2_000.0, 2_500.0, 4_300.0])
@pytest.mark.slow
def test_telephones_and_music_come_again_at_other_pitches(hertz: float) -> None:
    """1.53 kHz is the third partial of 510 Hz, and of nothing else."""
    for spans in (t3(2.0, 3), t4(2.0, 2)):
        wave = sound(14.0, spans, hertz=hertz)
        assert not [one for one in PATTERNS if times(wave, one)]


def horns(low: float, high: float, each: float, level: float = 0.05) -> FloatArray:
    """Two horns in turn from the third second on, over a hiss, to the twelfth."""
    count = int(10.0 / each / 2)
    mixed = hiss(12.0, 0.01)
    for hertz, first in ((low, 2.0), (high, 2.0 + each)):
        for k in (1, 2, 3, 4):
            spans = row(first, each, each, count)
            mixed = mixed + sound(12.0, spans, hertz * k, level / k, noise=0.0)
    return np.asarray(mixed, np.float32)


@pytest.mark.parametrize(
    ("low", "high", "each"), [(440.0, 585.0, 0.75), (405.0, 540.0, 0.5), (510.0, 640.0, 1.0)]
)
@pytest.mark.slow
def test_two_horns_are_heard_after_six_tones(low: float, high: float, each: float) -> None:
    wave = horns(low, high, each)
    assert times(wave, TWO_TONE)[0] <= 2.0 + 8.5 * each
    # Either horn may be the surer one.
    assert min(abs(pitch(wave, TWO_TONE) / horn - 1.0) for horn in (low, high)) <= 0.06


def test_faint_horns_are_heard() -> None:
    # Each tone some 10 dB under the hiss in all bands together.
    assert times(horns(440.0, 585.0, 0.75, level=0.0045), TWO_TONE)


def gliding() -> FloatArray:
    """A wail: the encoder's to know."""
    t = np.arange(12 * 16_000) / 16_000
    hertz = 900.0 * 2.0 ** (0.5 * np.sin(2 * np.pi * t / 4.0))
    tone = 0.05 * np.sin(2 * np.pi * np.cumsum(hertz) / 16_000)
    return (tone + hiss(12.0, 0.01)).astype(np.float32)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(sound(12.0, row(2.0, 0.75, 0.75, 6), 440.0, 0.05, noise=0.01), id="pauses"),
        pytest.param(sound(12.0, [(2.0, 11.0)], 440.0, 0.05, noise=0.01), id="a steady tone"),
        pytest.param(horns(440.0, 585.0, 0.15), id="a telephone's trill"),
        pytest.param(horns(440.0, 585.0, 0.75)[: 5 * 16_000], id="four tones"),
        pytest.param(gliding(), id="a wail"),
    ],
)
def test_nothing_else_is_two_horns_in_turn(samples: FloatArray) -> None:
    assert not times(samples, TWO_TONE)


def speech(spans: Spans) -> FloatArray:
    """Something far louder than the alarm, in every band."""
    return np.asarray(inside(13.0, spans) * sound(13.0, [], noise=0.1), np.float32)


ALARMS = {
    "a disc": sound(13.0, t3(3.0, 2), level=0.005),
    "520 Hz": square(13.0, t3(3.0, 2), 0.005) + sound(13.0, [], noise=0.0005),
}


@pytest.mark.parametrize("kind", ALARMS)
def test_an_alarm_is_named_although_the_own_voice_covers_its_beginning(kind: str) -> None:
    spoken: Spans = [(1.0, 3.3)]
    assert times(ALARMS[kind] + speech(spoken), T3, spoken)


@pytest.mark.parametrize("kind", ALARMS)
def test_one_that_was_covered_is_named_when_it_comes_again(kind: str) -> None:
    spoken: Spans = [(2.0, 4.9)]
    heard = times(ALARMS[kind] + speech(spoken), T3, spoken)
    assert heard
    assert heard[0] > 7.0


@pytest.mark.slow
def test_the_own_voice_alone_is_no_alarm() -> None:
    spoken: Spans = [(1.0, 1.9), (3.0, 4.4), (6.0, 6.5), (7.0, 8.6)]
    wave = speech(spoken) + hiss(13.0, 0.0005)
    assert not [one for one in PATTERNS if times(wave, one, spoken)]


def test_columns_that_are_no_numbers_are_silence() -> None:
    listener, _ = released()
    bad = np.full((8, BINS), np.nan, np.float32)
    state, heard = listener.step(listener.start(), bad)
    assert heard.scores.max() < 0.5
    assert np.isfinite(state.memory).all()
    silence = np.full((8, BINS), -12.9, np.float32)
    _, same = listener.step(listener.start(), silence)
    np.testing.assert_array_equal(heard.scores, same.scores)


def test_what_is_remembered_never_grows_and_is_not_changed_in_place() -> None:
    listener, _ = released()
    first = listener.start()
    spectrum = NarrowBand().whole(sound(20.0, t3(1.0, 4)))
    state = first
    for at in range(0, len(spectrum) - 7, 8):
        state, _ = listener.step(state, spectrum[at : at + 8])
    assert (state.memory.shape, state.before.shape) == (first.memory.shape, first.before.shape)
    assert not first.memory.any()
    again = first
    for at in range(0, len(spectrum) - 7, 8):
        again, _ = listener.step(again, spectrum[at : at + 8])
    np.testing.assert_array_equal(again.memory, state.memory)


class Other:
    """A network of other shapes."""

    fallback, runtime, provider = None, "onnx", "cpu"
    inputs = {"features": (3, 5), "state": (3, 2)}  # noqa: RUF012  # a test's constant
    outputs = ("scores", "next")


def test_another_network_is_refused() -> None:
    with pytest.raises(EdgeAacError, match="tonal network is not what"):
        TonalDetector(Other(), bin_hertz())  # type: ignore[arg-type]

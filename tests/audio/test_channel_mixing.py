"""Joined channels: what cancels in their mean is taken from one of them, and nothing flips."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_aac.audio.channel_mixing import MEMORY_SEGMENTS, ChannelState, mix
from edge_aac.audio.segments import SEGMENT_SECONDS
from edge_aac.types import SAMPLE_RATE, FloatArray

RATE = SAMPLE_RATE
SEGMENT = int(SEGMENT_SECONDS * RATE)
ALARM_HZ = 3_120.0


def _run(
    sound: NDArray[np.float64], state: ChannelState | None = None
) -> tuple[list[int | None], FloatArray]:
    """What is taken in each segment, and the one channel."""
    state = state or ChannelState()
    chosen, joined = [], []
    for first in range(0, len(sound) - len(sound) % SEGMENT, SEGMENT):
        segment = sound[first : first + SEGMENT].T.astype(np.float32)
        state, one = mix(state, segment, RATE)
        chosen.append(state.chosen)
        joined.append(one)
    return chosen, np.concatenate(joined)


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * RATE)) / RATE


def _tone(seconds: float, delay: float = 0.0, hertz: float = ALARM_HZ) -> NDArray[np.float64]:
    tone: NDArray[np.float64] = 0.1 * np.sin(2 * np.pi * hertz * (_time(seconds) - delay))
    return tone


def _noise(seconds: float, channels: int, level: float = 0.01) -> NDArray[np.float64]:
    rng = np.random.default_rng(11)
    return level * rng.standard_normal((int(seconds * RATE), channels))


def _talk(seconds: float) -> NDArray[np.float64]:
    """Loud and low, the same in both channels: what hides a lost band from a look at the whole."""
    spectrum = np.fft.rfft(_noise(seconds, 1, 1.0)[:, 0])
    spectrum[np.fft.rfftfreq(int(seconds * RATE), 1 / RATE) > 1_000.0] = 0.0
    low = np.fft.irfft(spectrum, int(seconds * RATE))
    return np.asarray(0.3 * low / np.abs(low).max())


def _level(samples: NDArray[np.floating], hertz: float = ALARM_HZ) -> float:
    """Amplitude of a tone."""
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE)
    return float(2 * np.abs(wave @ samples) / len(samples))


def test_a_plug_wired_the_wrong_way_round_loses_nothing() -> None:
    sound = np.stack([_tone(2.0), -_tone(2.0)], 1) + _noise(2.0, 2, 1e-4)
    chosen, joined = _run(sound)
    assert _level(joined[SEGMENT:]) == pytest.approx(0.1, rel=0.02)
    assert set(chosen) == {0}


def test_microphones_half_a_wave_apart_keep_the_alarm_though_others_talk() -> None:
    # 5.5 cm; the alarm is 20 dB under the talk, which reaches both alike.
    sound = np.stack([_tone(3.0), _tone(3.0, 1 / (2 * ALARM_HZ))], 1)
    sound += _talk(3.0)[:, None] + _noise(3.0, 2, 1e-4)
    _, joined = _run(sound)
    assert _level(sound.mean(axis=1)) < 0.005
    assert _level(joined[2 * SEGMENT :]) == pytest.approx(0.1, rel=0.05)


def test_the_louder_channel_is_taken() -> None:
    chosen, _ = _run(np.stack([-0.8 * _tone(1.0), _tone(1.0)], 1))
    assert set(chosen) == {1}


@pytest.mark.parametrize(
    "kind", ["alike", "later by a sample", "noise", "left only", "left and right"]
)
@pytest.mark.slow
def test_ordinary_channels_are_averaged_to_the_bit(kind: str) -> None:
    talk = _talk(20.0) + _noise(20.0, 1, 0.03)[:, 0]
    sound = {
        "alike": np.stack([talk, talk], 1),
        "later by a sample": np.stack([_talk(20.0), np.roll(_talk(20.0), 1)], 1) + _noise(20.0, 2),
        "noise": _noise(20.0, 2),
        "left only": np.stack([talk, 1e-3 * np.roll(talk, 999)], 1),
        "left and right": np.stack([talk, _tone(20.0, hertz=2_000.0)], 1),
    }[kind]
    chosen, joined = _run(sound)
    assert set(chosen) == {None}
    mean = np.concatenate(
        [
            sound[first : first + SEGMENT].T.astype(np.float32).mean(axis=0, dtype=np.float32)
            for first in range(0, len(sound), SEGMENT)
        ]
    )
    np.testing.assert_array_equal(joined, mean)


def test_what_cancels_now_and_then_flips_nothing() -> None:
    quiet = np.repeat(np.arange(60) % 2 == 0, RATE // 2)
    tone = _tone(30.0) * quiet
    sound = np.stack([tone, -tone], 1) + _talk(30.0)[:, None]
    chosen, _ = _run(sound)
    assert chosen[0] is not None and len(set(chosen)) == 1


def test_one_live_channel_of_many_is_taken_alone() -> None:
    sound = _noise(2.0, 6, 1e-5)
    sound[:, 4] += _talk(2.0)
    chosen, _ = _run(sound)
    assert chosen[-1] == 4


@pytest.mark.slow
def test_what_only_the_other_channel_has_is_not_lost_after_the_mean_was_left() -> None:
    # A click that cancels, and long after it an alarm on the right alone.
    talk = _talk(70.0)
    sound = np.stack([talk, talk], 1) + _noise(70.0, 2, 1e-4)
    sound[:800] = np.outer(_tone(0.05), [1.0, -1.0])
    alarm = _tone(70.0) * (_time(70.0) > 60.0)
    sound[:, 1] += alarm
    chosen, joined = _run(sound)
    assert chosen[100] == 0
    assert _level(joined[-5 * RATE :]) == pytest.approx(0.1, rel=0.1)


@pytest.mark.slow
def test_where_every_candidate_loses_something_it_changes_seldom() -> None:
    # What cancels, what is on the left and what is on the right alone, in turn.
    turn = (4 * _time(60.0)).astype(int) % 3
    sound = np.stack(
        [_tone(60.0) * (turn != 2), _tone(60.0) * (1.0 * (turn == 2) - (turn == 0))], 1
    )
    chosen, _ = _run(sound)
    flips = sum(a != b for a, b in pairwise(chosen))
    assert 0 < flips <= 6


@pytest.mark.slow
def test_a_loss_is_forgotten_after_a_minute() -> None:
    talk = np.tile(_talk(2.0), 32)
    sound = np.stack([talk, talk], 1)
    state = ChannelState(1, np.array([1e-4, 1.0, 1e-4]))
    chosen, _ = _run(sound[: MEMORY_SEGMENTS * SEGMENT], state)
    assert set(chosen) == {1}
    # Then the first channel is as good as ever, and is taken where the second one dies.
    chosen, _ = _run(sound * [1.0, 1e-3], state)
    assert chosen[0] == 1 and chosen[-1] == 0


def test_from_the_mean_to_one_channel_nothing_jumps() -> None:
    tone = _tone(2.0, hertz=300.0)
    other = np.where(_time(2.0) < 1.0, tone, -tone)
    # The turn of the second channel is its own; it is left out of the comparison.
    chosen, joined = _run(np.stack([tone, other], 1))
    assert chosen[0] is None and chosen[-1] == 0
    assert np.abs(np.diff(joined)).max() < 1.5 * np.abs(np.diff(tone)).max()


def test_a_segment_too_short_for_its_bands_changes_nothing() -> None:
    state = ChannelState(chosen=1)
    after, joined = mix(state, np.ones((2, 5), np.float32), RATE)
    assert after == state and joined.shape == (5,)

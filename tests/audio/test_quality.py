"""A microphone that hears badly is noticed after minutes, and a quiet room is no bad microphone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge_aac.audio.demo import demo_scene
from edge_aac.audio.mono import Mono
from edge_aac.audio.quality import (
    CLIPPED_RUN_FRAMES,
    CLIPPING_FRAMES,
    FRAMES_PER_SECOND,
    LOUD_FRAMES,
    OFFSET_FRAMES,
    RUN_FRAMES,
    STANDING_OUT_FRAMES,
    Defect,
    Frame,
    QualityState,
    Tally,
    judge,
)
from edge_aac.audio.quality_measures import frame
from edge_aac.audio.repeats import RepeatState, listen
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.thoroughness import examples

READING = SAMPLE_RATE // FRAMES_PER_SECOND
ROOM = Frame(level=-70.0, treble=0.0, clipped=0.0, offset=0.0)


def _after(frames: Iterable[Frame], state: QualityState | None = None) -> QualityState:
    state = state or QualityState()
    for one in frames:
        state = judge(state, one)
    return state


def _talk(level: float, room: float, treble: float = -20.0, seconds: int = 60) -> Iterator[Frame]:
    """A second of talk and a second of the room, in turn."""
    for second in range(seconds):
        high = level if second % 2 else room
        yield from [Frame(high, treble, 0.0, 0.0)] * FRAMES_PER_SECOND


@cache
def _scene() -> FloatArray:
    """Doorbell, speech and smoke alarm in a room, twice, as loud as a microphone gives them."""
    scene = np.tile(demo_scene(), 2)
    return scene * np.float32(0.3 / np.abs(scene).max())


def _sound(worse: Callable[[FloatArray], NDArray[np.floating]], times: int = 1) -> Iterator[Frame]:
    """What the check makes of the scene through a bad microphone."""
    sound = np.tile(worse(_scene()).astype(np.float32), times)[:, None]
    joined = Mono(SAMPLE_RATE)
    for first in range(0, len(sound) - READING + 1, READING):
        reading = sound[first : first + READING]
        yield frame(reading, joined.step(reading))


def _quieter(decibels: float) -> Callable[[FloatArray], NDArray[np.floating]]:
    return lambda sound: np.round(sound * 10 ** (-decibels / 20) * 32768) / 32768


def _telephone(sound: FloatArray) -> NDArray[np.floating]:
    low = soxr.resample(soxr.resample(sound, SAMPLE_RATE, 8_000), 8_000, SAMPLE_RATE)
    return np.asarray(low, np.float32)[: len(sound)]


@pytest.mark.parametrize(
    ("worse", "times", "defects"),
    [
        (lambda sound: sound, 3, set()),
        (_quieter(30.0), 3, set()),
        (_quieter(45.0), 3, {Defect.TOO_QUIET}),
        (lambda sound: np.clip(sound + 0.3, -1.0, 1.0), 1, {Defect.OFFSET}),
        (_telephone, 3, {Defect.NARROW}),
        (lambda sound: np.clip(sound * 30.0, -1.0, 1.0), 3, {Defect.CLIPPING}),
    ],
    ids=["as it is", "30 dB quieter", "45 dB quieter", "offset", "telephone", "overdriven"],
)
@pytest.mark.slow
def test_a_microphone_made_worse_is_known_by_what_is_wrong(
    worse: Callable[[FloatArray], NDArray[np.floating]], times: int, defects: set[Defect]
) -> None:
    assert _after(_sound(worse, times)).defects == defects


@settings(max_examples=examples(60))
@given(
    room=st.floats(-75.0, -30.0),
    sounds=st.lists(st.tuples(st.floats(0.0, 60.0), st.integers(1, 100)), max_size=60),
)
def test_no_room_is_so_quiet_that_the_microphone_seems_to_be(
    room: float, sounds: list[tuple[float, int]]
) -> None:
    # At usual gain a microphone's own noise, or the room's, is at -75 dBFS or more.
    state = QualityState()
    for above, count in sounds:
        state = _after([Frame(room, 0.0, 0.0, 0.0)] * 5, state)
        state = _after([Frame(room + above, 0.0, 0.0, 0.0)] * count, state)
    assert Defect.TOO_QUIET not in _after([ROOM] * 100, state).defects


@pytest.mark.slow
def test_a_night_without_a_sound_and_one_with_a_clock_say_nothing() -> None:
    silent = [Frame(-96.0, 0.0, 0.0, 0.0)] * 24
    assert _after(silent * 2_000).defects == frozenset()
    tick = [Frame(-65.0, 0.0, 0.0, 0.0)]
    assert _after((silent + tick) * 2_000).defects == frozenset()
    # What is on for a long time, as a refrigerator, becomes the room.
    hum = [Frame(-70.0, 0.0, 0.0, 0.0)] * 20_000
    assert _after([*silent, *hum]).strength.all < STANDING_OUT_FRAMES


def test_talk_that_is_far_too_quiet_is_noticed_and_again_when_it_is_loud_enough() -> None:
    quiet = list(_talk(-70.0, -96.0, seconds=100))
    state = _after(quiet)
    assert state.defects == {Defect.TOO_QUIET}
    assert _after(_talk(-30.0, -65.0), state).defects == frozenset()
    needed = STANDING_OUT_FRAMES + STANDING_OUT_FRAMES // FRAMES_PER_SECOND * RUN_FRAMES
    assert _after(quiet[: needed // 2]).defects == frozenset()


def test_one_knock_at_full_level_does_not_hide_a_quiet_microphone() -> None:
    knock = [Frame(-6.0, 0.0, 0.0, 0.0)] * 8
    state = _after([*knock, *_talk(-70.0, -96.0, seconds=100)])
    assert state.defects == {Defect.TOO_QUIET}


def test_a_dull_sound_is_no_headset() -> None:
    # A tone alone, a wall between: now and then something bright comes through.
    tone = [Frame(-30.0, -80.0, 0.0, 0.0)] * 19 + [Frame(-40.0, -25.0, 0.0, 0.0)]
    assert _after(tone * 100).defects == frozenset()
    assert _after(tone[:19] * 60).defects == {Defect.NARROW}
    # What is quiet shows nothing above the noise, in any microphone.
    assert _after([Frame(-50.0, -80.0, 0.0, 0.0)] * 10 * LOUD_FRAMES).defects == frozenset()


@pytest.mark.slow
def test_one_alarm_close_by_does_not_overdrive_a_microphone() -> None:
    clipped = Frame(-6.0, 0.0, 0.1, 0.0)
    alarm = ([clipped] * 38 + [ROOM] * 62) * 10
    assert _after([*alarm, *[ROOM] * 500]).defects == frozenset()
    state = _after([clipped] * (CLIPPING_FRAMES // 10))
    assert state.defects == {Defect.CLIPPING}
    assert _after([ROOM] * 3 * CLIPPING_FRAMES, state).defects == frozenset()


def test_ten_seconds_of_nothing_but_clipped_sound_are_enough_and_a_pause_begins_them_anew() -> None:
    clipped = [Frame(-6.0, 0.0, 0.1, 0.0)] * CLIPPED_RUN_FRAMES
    assert _after(clipped[:-1]).defects == frozenset()
    assert _after([*clipped[:-1], ROOM, *clipped[:-1]]).defects == frozenset()
    state = _after(clipped)
    assert state.defects == {Defect.CLIPPING}
    # It is not over with the first pause.
    assert _after([ROOM] * CLIPPED_RUN_FRAMES, state).defects == {Defect.CLIPPING}


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_an_offset_is_one_that_stays(sign: float) -> None:
    wrong = Frame(-70.0, 0.0, 0.0, 0.3 * sign)
    assert _after([wrong] * (OFFSET_FRAMES - 1)).defects == frozenset()
    state = _after([wrong] * OFFSET_FRAMES)
    assert state.defects == {Defect.OFFSET}
    # The air pressure of a door is there and gone.
    assert _after([ROOM] * OFFSET_FRAMES + [wrong] * 25).defects == frozenset()
    assert _after([ROOM] * 3 * OFFSET_FRAMES, state).defects == frozenset()


@settings(max_examples=examples(60))
@given(goods=st.lists(st.booleans(), max_size=400), needed=st.integers(1, 20))
def test_what_is_remembered_is_bounded(goods: list[bool], needed: int) -> None:
    tally = Tally()
    for good in goods:
        tally = tally.add(good, needed)
        assert 0 <= tally.good <= tally.all <= 10 * needed


def test_a_frame_is_measured_by_the_worst_channel() -> None:
    reading = np.zeros((READING, 2), np.float32)
    reading[:, 1] = -0.2
    reading[::4, 0] = 1.0
    found = frame(reading, np.full(READING, 0.1, np.float32))
    assert found.clipped == 0.25
    assert found.offset == pytest.approx(0.25)
    assert found.level == pytest.approx(-20.0, abs=0.01)
    assert np.isfinite(frame(reading, np.zeros(1, np.float32)).level)


def _readings(whole: NDArray[np.floating]) -> Iterator[Frame]:
    """What the check makes of a device's readings, shape (n, channels)."""
    repeats, join = RepeatState(), Mono(SAMPLE_RATE)
    for first in range(0, len(whole) - READING + 1, READING):
        reading = whole[first : first + READING].astype(np.float32)
        repeats = listen(repeats, reading)
        yield frame(reading, join.step(reading), repeats.found)


def _noise(seconds: float, level: float = 0.01, channels: int = 1) -> FloatArray:
    rng = np.random.default_rng(7)
    noise = level * rng.standard_normal((int(seconds * SAMPLE_RATE), channels))
    # As a converter of 16 bits gives it.
    return np.asarray(np.round(noise * 32_768) / 32_768, np.float32)


DEAD = {
    "zeros": lambda n: np.zeros((n, 1)),
    "a constant": lambda n: np.full((n, 2), [[0.25, -0.1]]),
    "a constant and its last bit": lambda n: 0.25 + np.tile([[0.0], [1 / 32_768]], (n // 2, 1)),
    "what is no number": lambda n: np.full((n, 1), np.nan),
    "no number in one channel, zeros in the other": lambda n: np.tile([[np.nan, 0.0]], (n, 1)),
}


@pytest.mark.parametrize("kind", DEAD)
@pytest.mark.slow
def test_a_device_that_gives_one_value_is_silent_within_ten_seconds(kind: str) -> None:
    alive = _noise(20.0, channels=DEAD[kind](2).shape[1])
    state = _after(_readings(alive))
    assert state.defects == frozenset()
    dead = DEAD[kind](10 * SAMPLE_RATE)
    state = _after(_readings(np.concatenate([alive, dead])))
    assert Defect.SILENT in state.defects
    # A second time, soon after.
    again = np.concatenate([alive, dead, alive[: 2 * SAMPLE_RATE], dead])
    frames = [Defect.SILENT in one for one in _defects(_readings(again))]
    assert sum(b and not a for a, b in pairwise([False, *frames])) == 2


@pytest.mark.parametrize("seconds", [0.01, 0.0232, 0.04, 0.1, 0.16])
def test_a_device_that_hands_out_one_buffer_again_and_again_repeats_itself(seconds: float) -> None:
    alive = _noise(20.0, 0.0003, channels=2)
    buffer = alive[: int(seconds * SAMPLE_RATE)]
    same = np.tile(buffer, (10 * SAMPLE_RATE // len(buffer) + 1, 1))[: 10 * SAMPLE_RATE]
    state = _after(_readings(np.concatenate([alive, same])))
    assert Defect.REPEATING in state.defects
    assert _after(_readings(alive[: 5 * SAMPLE_RATE]), state).defects == frozenset()


@pytest.mark.slow
def test_the_quietest_room_and_one_dead_channel_are_alive() -> None:
    faint = _noise(30.0, 1.5 / 32_768)
    assert _after(_readings(faint)).defects == frozenset()
    half = _noise(30.0, channels=2)
    half[:, 1] = 0.0
    assert _after(_readings(half)).defects == frozenset()
    # Seven seconds without anything: a headset between two words.
    gaps = np.concatenate([_noise(1.0), np.zeros((7 * SAMPLE_RATE, 1), np.float32)] * 4)
    assert _after(_readings(gaps)).defects == frozenset()


def _defects(frames: Iterable[Frame]) -> Iterator[frozenset[Defect]]:
    state = QualityState()
    for one in frames:
        state = judge(state, one)
        yield state.defects

"""Sound is written as there is room; a stream that stands still is begun again."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.speech.voice.paced_writing import (
    REFILL_SECONDS,
    STANDS_SECONDS,
    STUCK_SECONDS,
    write_paced,
)
from edge_aac.speech.voice_faults import VoiceError
from tests.speech.device import RATE, Device


class Narrow(Device):
    """Has room for a few frames, as time passes; stands still where it does not run."""

    def __init__(self, stands_after: int = 1 << 30, heals: bool = True) -> None:
        super().__init__()
        self.left, self.heals, self.aborted = stands_after, heals, 0
        self.slept = 0.0

    @property
    def write_available(self) -> int:  # type: ignore[override]
        return min(5, self.left)

    @write_available.setter
    def write_available(self, frames: int) -> None:
        pass

    def write(self, data: np.ndarray) -> bool:  # type: ignore[type-arg]
        assert len(data) <= self.write_available
        self.left -= len(data)
        return super().write(data)

    def abort(self) -> None:
        self.aborted += 1

    def start(self) -> None:
        self.left = 1 << 30 if self.heals else 0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


def frames(count: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.arange(count, dtype=np.float32)[:, None]


def test_all_is_written_though_there_is_room_for_less() -> None:
    device = Narrow()
    assert not write_paced(device, frames(23), lambda: 0.0, device.sleep)
    np.testing.assert_array_equal(device.samples, np.arange(23))
    assert device.aborted == 0


def test_a_stream_that_stands_still_is_begun_again_and_loses_nothing_of_the_rest() -> None:
    device = Narrow(stands_after=7)
    write_paced(device, frames(23), lambda: device.slept, device.sleep)
    np.testing.assert_array_equal(device.samples, np.arange(23))
    assert device.aborted == 1
    assert STANDS_SECONDS < device.slept < 2 * STANDS_SECONDS


def test_a_device_that_takes_nothing_any_more_is_stuck() -> None:
    device = Narrow(stands_after=7, heals=False)
    with pytest.raises(VoiceError):
        write_paced(device, frames(23), lambda: device.slept, device.sleep)
    assert STUCK_SECONDS < device.slept < STUCK_SECONDS + STANDS_SECONDS


def test_what_came_late_is_reported() -> None:
    device = Device(samplerate=RATE)
    device.late = True
    assert write_paced(device, frames(3))


class Draining(Device):
    """Runs dry once, and again at each write that finds it empty."""

    def __init__(self, room: int) -> None:
        super().__init__(samplerate=RATE)
        self.room = room
        self.held = 0

    @property
    def write_available(self) -> int:  # type: ignore[override]
        return self.room - self.held

    @write_available.setter
    def write_available(self, frames: int) -> None:
        pass

    def write(self, data: np.ndarray) -> bool:  # type: ignore[type-arg]
        dry = self.held == 0
        super().write(data)
        self.held += len(data)
        return dry

    def sleep(self, seconds: float) -> None:
        self.held -= min(self.held, round(seconds * RATE))


def test_a_stream_that_ran_dry_is_filled_with_silence_before_it_goes_on() -> None:
    device = Draining(room=60)
    assert write_paced(device, np.ones((20, 1), np.float32), lambda: 0.0, device.sleep)
    assert device.held == device.room
    assert not write_paced(device, np.ones((20, 1), np.float32), lambda: 0.0, device.sleep)
    np.testing.assert_array_equal(device.samples, [1.0] * 20 + [0.0] * 40 + [1.0] * 20)


def test_the_silence_is_bounded_where_a_device_has_room_without_end() -> None:
    device = Draining(room=1 << 20)
    write_paced(device, np.ones((20, 1), np.float32))
    assert len(device.samples) == 20 + round(REFILL_SECONDS * RATE)

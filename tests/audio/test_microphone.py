"""The microphone: every fault is noticed by missing samples, and told in a sentence."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from edge_aac.audio.devices import Device
from edge_aac.audio.microphone import Microphone, choose
from edge_aac.audio.source import SourceLost
from edge_aac.errors import EdgeAacError
from edge_aac.types import FloatArray

USB = Device(3, "USB Audio: #1 (hw:2,0)", 1, 48_000, default=False)
BUILT_IN = Device(0, "HDA Intel", 2, 44_100, default=True)


class Recorder:
    """Gives so many reads, then raises or hangs."""

    def __init__(self, rate: int, reads: int, end: str) -> None:
        self.rate = rate
        self._left = reads
        self._end = end
        self._closed = threading.Event()

    def read(self, frames: int) -> FloatArray:
        if self._left == 0:
            if self._end == "raise":
                raise OSError("Device unplugged")
            self._closed.wait()
            raise OSError("closed")
        self._left -= 1
        return np.full((frames, 2), 0.25, np.float32)

    def close(self) -> None:
        self._closed.set()


@pytest.mark.parametrize("end", ["raise", "hang"])
def test_a_microphone_that_gives_nothing_is_lost_whether_it_raises_or_not(end: str) -> None:
    microphone = Microphone(Recorder(16_000, 5, end), "USB", 4.0, stall_seconds=0.2)
    samples = 0
    with pytest.raises(SourceLost, match="USB is lost"):
        for block in microphone.blocks():
            assert block.start == samples
            samples += len(block.samples)
    microphone.close()
    assert samples == 5 * 640


def test_the_devices_own_rate_becomes_16_khz() -> None:
    microphone = Microphone(Recorder(48_000, 50, "hang"), "USB", 4.0, stall_seconds=0.3)
    total = 0
    with pytest.raises(SourceLost):
        for block in microphone.blocks():
            total += len(block.samples)
    microphone.close()
    assert abs(total - 2 * 16_000) < 800  # the resampler holds a little back


def test_a_listener_that_is_late_loses_the_oldest_and_the_clock_goes_on() -> None:
    microphone = Microphone(Recorder(16_000, 100, "hang"), "USB", 0.5, stall_seconds=0.3)
    deadline = time.monotonic() + 10
    while microphone.dropped < 100 * 640 - 8_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    first = next(microphone.blocks())
    microphone.close()
    assert first.start == microphone.dropped == 100 * 640 - 8_000


def test_closing_ends_the_blocks_without_a_fault() -> None:
    microphone = Microphone(Recorder(16_000, 2, "hang"), "USB", 4.0, stall_seconds=5.0)
    blocks = microphone.blocks()
    next(blocks)
    microphone.close()
    assert sum(1 for _ in blocks) <= 1


def test_the_default_is_taken_where_nobody_names_one() -> None:
    assert choose((USB, BUILT_IN), None) is BUILT_IN


def test_a_part_of_the_name_is_enough() -> None:
    assert choose((BUILT_IN, USB), "usb") is USB


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(EdgeAacError, match="HDA Intel") as caught:
        choose((BUILT_IN, USB), "Bluetooth")
    assert "\n" not in str(caught.value)


def test_no_microphone_is_told_with_the_next_step() -> None:
    with pytest.raises(EdgeAacError, match="--input demo"):
        choose((), None)

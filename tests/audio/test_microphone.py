"""The microphone: every fault is noticed by missing samples, and told in a sentence."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from edge_aac.audio.microphone import Microphone
from edge_aac.audio.quality import Defect
from edge_aac.audio.recorder import Reading
from edge_aac.audio.source import SourceLost
from edge_aac.devices.exhaustion import WHYS
from edge_aac.devices.fault import DeviceFault
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.types import HOP_SAMPLES
from tests.crew import Crew
from tests.waiting import PATIENCE, blocked, until

FILES, MEMORY = str(Reason(WHYS[DeviceFault.NO_FILES])), str(Reason(WHYS[DeviceFault.NO_MEMORY]))
LONG = 3_600.0
"""A test that had to wait so long would not end."""


class Device:
    """Gives so many readings, then raises, hangs until it is freed, or both.

    It is the sound system and the recorder, and knows which thread called what.
    """

    def __init__(
        self,
        readings: int = 10,
        then: str = "hang",
        *,
        rate: int = 16_000,
        lost: dict[int, int] | None = None,
        opening: Callable[[], None] = lambda: None,
        same: bool = False,
    ) -> None:
        self._same = same
        self._random = np.random.default_rng(1)
        self.name = "USB Audio"
        self.source: str | None = None
        self.rate = rate
        self.wanted: str | None = ""
        self.free = threading.Event()
        self.calls: list[tuple[str, str]] = []
        self._left = readings
        self._given = 0
        self.frames = 0
        self._then = then
        self._lost = lost or {}
        self._opening = opening

    def open(self, wanted: str | None) -> Device:
        self._called("open")
        self.wanted = wanted
        self._opening()
        return self

    def abandon(self) -> None:
        self._called("abandon")

    def read(self, frames: int) -> Reading:
        if self._left == 0:
            if self._then == "hang":
                self.free.wait()
            if self._then == "go on":
                time.sleep(0.001)
                return Reading(np.zeros((frames, 2), np.float32))
            raise OSError("Device unplugged")
        self._left -= 1
        self._given += 1
        self.frames += frames
        # Around zero, as sound is: an offset would be taken out. And never twice the same.
        pairs = frames // 2
        signs = np.ones(pairs) if self._same else self._random.choice([-1.0, 1.0], pairs)
        first = 0.25 * signs
        samples = np.stack([first, -first], axis=1).reshape(-1, 1).astype(np.float32)
        samples = np.tile(samples, (1, 2))
        return Reading(samples, self._lost.get(self._given, 0))

    def close(self) -> None:
        self._called("close")

    def _called(self, what: str) -> None:
        self.calls.append((what, threading.current_thread().name))


def _microphone(
    device: Device, *, buffer: float = 4.0, stall: float = LONG, start: float = 0.0
) -> Microphone:
    return Microphone(
        device, "USB", buffer, stall, open_seconds=60.0, start_seconds=start, close_seconds=0.05
    )


def test_a_microphone_that_raises_is_lost_at_once() -> None:
    microphone = _microphone(Device(5, "raise"), stall=LONG)
    samples = 0
    with pytest.raises(SourceLost, match="USB Audio is lost") as caught:
        for block in microphone.blocks():
            assert block.start == samples
            assert 0 < len(block.samples) <= HOP_SAMPLES
            assert block.samples.dtype == np.float32 and np.all(np.abs(block.samples) == 0.25)
            samples += len(block.samples)
    microphone.close()
    assert samples == 5 * HOP_SAMPLES
    assert "Device unplugged" in str(caught.value.__cause__)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize(("gives", "off"), [(15_800, True), (16_000, False), (16_200, True)])
@pytest.mark.slow
def test_a_microphone_that_gives_more_or_less_than_it_promises_is_known(
    gives: int, off: bool
) -> None:
    readings = iter(range(1, 1_000))
    microphone = Microphone(
        Device(900, "raise"), "USB", 60.0, LONG, now=lambda: HOP_SAMPLES * next(readings) / gives
    )
    with pytest.raises(SourceLost):
        for _ in microphone.blocks():
            pass
    microphone.close()
    assert (Defect.TEMPO in microphone.defects) is off


def test_a_microphone_that_gives_nothing_is_lost_though_it_never_raises() -> None:
    device = Device(5, "hang")
    microphone = _microphone(device, stall=0.5, start=LONG)
    samples = 0
    with pytest.raises(SourceLost, match=r"gave nothing for 0\.5 s"):
        for block in microphone.blocks():
            samples += len(block.samples)
    assert samples == 5 * HOP_SAMPLES
    microphone.close()
    device.free.set()


def test_a_microphone_that_never_gave_a_sample_is_lost_too() -> None:
    device = Device(0, "hang")
    microphone = _microphone(device, stall=0.05, start=0.1)
    with pytest.raises(SourceLost, match=r"gave nothing for 0\.1 s"):
        next(microphone.blocks())
    microphone.close()
    device.free.set()


def test_the_first_sample_may_come_later_than_the_others_may_stop(crew: Crew) -> None:
    ready = threading.Event()

    class Slow(Device):
        def read(self, frames: int) -> Reading:
            ready.wait()
            return super().read(frames)

    device = Slow(5, "hang")
    microphone = _microphone(device, stall=0.05, start=LONG)
    blocks = microphone.blocks()
    first = crew.start(next, blocks)
    until(lambda: blocked(crew.thread(first)), "a listener that waits")
    # Far longer than `stall`: what may stop so long is lost, what has not begun is not.
    with pytest.raises(TimeoutError):
        first.result(0.3)
    ready.set()
    assert len(first.result(PATIENCE).samples) > 0
    microphone.close()
    device.free.set()


def test_only_the_thread_that_reads_touches_the_device() -> None:
    device = Device(5, "go on")
    microphone = _microphone(device)
    next(microphone.blocks())
    microphone.close()
    assert device.calls == [("open", "microphone"), ("close", "microphone")]


def test_a_device_that_hangs_is_left_alone_until_it_comes_back() -> None:
    device = Device(1, "hang")
    microphone = _microphone(device)
    next(microphone.blocks())
    microphone.close()
    # Closed under a read, a real device takes the whole process with it.
    assert [what for what, _ in device.calls] == ["open", "abandon"]
    device.free.set()
    until(lambda: ("close", "microphone") in device.calls, "its end")


def test_a_sound_system_that_hangs_while_opening_is_told_and_left_alone() -> None:
    answer = threading.Event()
    device = Device(5, "hang", opening=lambda: bool(answer.wait()) and None)
    with pytest.raises(EdgeAacError, match="does not answer") as caught:
        Microphone(device, None, 4.0, LONG, open_seconds=0.05)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")
    assert [what for what, _ in device.calls] == ["open", "abandon"]
    answer.set()
    until(lambda: ("close", "microphone") in device.calls, "its end")


def test_a_device_that_cannot_be_opened_says_why() -> None:
    def refuse() -> None:
        raise EdgeAacError("There is none.")

    with pytest.raises(EdgeAacError, match=r"^There is none\.$"):
        _microphone(Device(opening=refuse))


def test_the_name_that_was_wanted_is_looked_for_and_the_real_one_told() -> None:
    device = Device(1, "raise")
    microphone = _microphone(device)
    assert (device.wanted, microphone.name, microphone.live) == ("USB", "USB Audio", True)
    microphone.close()


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_the_devices_own_rate_becomes_16_khz(rate: int) -> None:
    device = Device(50, "raise", rate=rate)
    microphone = _microphone(device, buffer=20.0)
    total = 0
    with pytest.raises(SourceLost):
        for block in microphone.blocks():
            assert block.start == total
            total += len(block.samples)
    microphone.close()
    given = device.frames * 16_000 / rate
    assert given - 1_600 < total <= given  # the resampler holds a little back


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_a_hop_is_complete_with_one_reading_and_the_reader_wakes_for_whole_ones(rate: int) -> None:
    device = Device(40, "raise", rate=rate)
    microphone = _microphone(device, buffer=20.0)
    lengths: list[int] = []
    with pytest.raises(SourceLost):
        lengths.extend(len(block.samples) for block in microphone.blocks())
    microphone.close()
    assert set(lengths[:-1]) == {HOP_SAMPLES}
    # A resampler holds some back at first; from then on each reading brings a hop.
    assert 40 - len(lengths) <= 2


def test_a_listener_that_is_late_loses_the_oldest_and_the_clock_goes_on() -> None:
    device = Device(100, "hang")
    microphone = _microphone(device, buffer=0.5)
    until(lambda: microphone.dropped == 100 * HOP_SAMPLES - 8_000, "the loss")
    first = next(microphone.blocks())
    microphone.close()
    device.free.set()
    assert first.start == 100 * HOP_SAMPLES - 8_000


def test_what_the_device_itself_lost_is_counted_and_the_clock_goes_on() -> None:
    microphone = _microphone(Device(4, "raise", lost={3: 1_000}))
    starts, ends = [], []
    with pytest.raises(SourceLost):
        for block in microphone.blocks():
            starts.append(block.start)
            ends.append(block.start + len(block.samples))
    microphone.close()
    assert ends[-1] == 4 * HOP_SAMPLES + 1_000 == 4 * HOP_SAMPLES + microphone.dropped
    assert 2 * HOP_SAMPLES + 1_000 in starts and 2 * HOP_SAMPLES in ends


def test_a_microphone_with_an_offset_knows_it_and_takes_it_out() -> None:
    class Offset(Device):
        def read(self, frames: int) -> Reading:
            return Reading(super().read(frames).samples * 0.01 + np.float32(0.3))

    microphone = _microphone(Offset(300, "raise"), buffer=20.0)
    with pytest.raises(SourceLost):
        for block in microphone.blocks():
            assert np.abs(block.samples).max() < 0.01
    assert microphone.defects == {Defect.OFFSET}
    microphone.close()


def test_a_good_microphone_has_no_defect() -> None:
    microphone = _microphone(Device(300, "raise"), buffer=20.0)
    with pytest.raises(SourceLost):
        list(microphone.blocks())
    assert microphone.defects == frozenset()
    microphone.close()


def test_closing_ends_the_blocks_without_a_fault() -> None:
    microphone = _microphone(Device(2, "go on"))
    blocks = microphone.blocks()
    next(blocks)
    microphone.close()
    assert sum(1 for _ in blocks) <= 1


def test_closing_in_the_middle_of_waiting_ends_the_wait(crew: Crew) -> None:
    device = Device(1, "hang")
    microphone = _microphone(device)
    blocks = microphone.blocks()
    assert len(next(blocks).samples) == HOP_SAMPLES
    rest = crew.start(list, blocks)
    until(lambda: blocked(crew.thread(rest)), "a listener that waits")
    microphone.close()
    assert rest.result(PATIENCE) == []
    device.free.set()


def test_closing_twice_is_closing() -> None:
    microphone = _microphone(Device(1, "go on"))
    microphone.close()
    microphone.close()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(OSError(errno.EMFILE, "Too many open files"), FILES), (MemoryError(), MEMORY)],
)
def test_out_of_descriptors_or_memory_is_no_missing_microphone(
    error: Exception, sentence: str
) -> None:
    def refuse() -> None:
        raise error

    with pytest.raises(EdgeAacError) as caught:
        _microphone(Device(opening=refuse))
    assert str(caught.value) == sentence


def test_a_fault_of_another_kind_at_the_opening_stays_what_it_is() -> None:
    def refuse() -> None:
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        _microphone(Device(opening=refuse))


def test_a_thread_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(EdgeAacError) as caught:
        _microphone(Device())
    assert str(caught.value) == MEMORY


def test_a_microphone_that_stops_for_want_of_memory_says_so() -> None:
    device = Device(0)
    device.read = lambda _: _raise(MemoryError())  # type: ignore[method-assign]
    microphone = _microphone(device)
    with pytest.raises(SourceLost) as caught:
        next(microphone.blocks())
    microphone.close()
    assert str(caught.value) == MEMORY


def _raise(error: Exception) -> Reading:
    raise error


_FEW = """
import os, resource, sys
from edge_aac.audio.opening import open_source
from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.errors import EdgeAacError
open_files = max(map(int, os.listdir("/proc/self/fd")))
resource.setrlimit(resource.RLIMIT_NOFILE, (open_files + int(sys.argv[1]),) * 2)
try:
    open_source(AudioSettings())
except EdgeAacError as error:
    print(error)
"""


@pytest.mark.parametrize("left", [0, 1, 4])
@pytest.mark.slow
def test_a_process_with_few_descriptors_left_says_so_whatever_the_library_would(left: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FEW, str(left)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (FILES, "")


def test_a_driver_that_hangs_in_one_buffer_is_lost_so_that_it_is_opened_again() -> None:
    microphone = _microphone(Device(600, same=True))
    samples = 0
    with pytest.raises(SourceLost, match="the same sound again and again"):
        for block in microphone.blocks():
            samples += len(block.samples)
    microphone.close()
    assert samples <= 10 * 16_000


def test_a_muted_device_is_silent_and_not_lost() -> None:
    device = Device(0, "go on")
    microphone = _microphone(device, start=LONG)
    heard = 0
    for block in microphone.blocks():
        heard += len(block.samples)
        if Defect.SILENT in microphone.defects:
            break
    microphone.close()
    assert heard <= 10 * 16_000

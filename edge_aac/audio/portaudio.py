"""PortAudio as the microphone's sound system.

In: a device's name. Out: an open recorder. All of it happens in the one thread that
reads, from looking for the device to closing it: the library may block for good in
any call when a sound server hangs, and memory is corrupted when a stream is closed
while another thread reads from it.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from edge_aac.audio.device_clock import DeviceClock
from edge_aac.audio.mono import channel_index
from edge_aac.audio.recorder import Reading, Recorder
from edge_aac.devices.choosing import choose
from edge_aac.devices.device import Device, Direction, led_to
from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.hanging import DeviceHangs, leave
from edge_aac.devices.listing import list_devices, not_asked, served, sound_library, start_again
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import SAMPLE_RATE

MOST_CHANNELS = 16
"""An array of microphones may open with all its channels or not at all."""


class PortAudio:
    """The sound library of this process.

    Parameters
    ----------
    library : module
        Another than sounddevice, for tests.
    now : callable
        Seconds on a clock that never jumps.
    channel : int or None
        One that a device must have, counted from 1.
    """

    # PortAudio has one life in a process: to look for new devices ends every stream in it.
    _in_use: ClassVar[threading.Lock] = threading.Lock()

    def __init__(
        self,
        library: Any | None = None,
        now: Callable[[], float] = time.monotonic,
        channel: int | None = None,
    ) -> None:
        self._library = library
        self._now = now
        self._channel = channel
        self._native: Any = None

    def open(self, wanted: str | None) -> Recorder:
        """Look for the device and start it.

        Parameters
        ----------
        wanted : str or None
            A number, a name or a part of it; None for the default.

        Raises
        ------
        EdgeAacError
            There is none, it cannot be opened, it has no such channel, or one is still open in
            this process.
        """
        if not self._in_use.acquire(blocking=False):
            raise DeviceHangs
        try:
            if self._library is None:
                self._library = _fresh_library()
            devices = list_devices(self._library, not_asked if wanted is None else served)
            device = choose(devices, Direction.INPUT, wanted)
            channel_index(
                self._channel, device.channels, Reason.of(Why.THE_MICROPHONE, name=device.name)
            )
            counts = _counts(device.channels, self._channel or 1)
            return _Stream(self._library, device, counts, self._in_use, self._now)
        except BaseException:
            self._in_use.release()
            raise

    def abandon(self) -> None:
        """Leave the library as it is when the process ends: a thread hangs in it."""
        library = self._library or sys.modules.get("sounddevice")
        leave(library)
        # The thread holds this object to the end, so that its code is not unloaded under it.
        self._native = getattr(library, "_lib", None)


def _fresh_library() -> Any:
    """The library with a list of devices as they are now, not as they were when it started."""
    started = "sounddevice" in sys.modules
    library = sound_library()
    if not started:
        return library
    with contextlib.suppress(library.PortAudioError):  # not started: the last attempt failed
        library._terminate()
    start_again(library)
    return library


class _Stream:
    """An input stream that is read in blocks."""

    def __init__(
        self,
        library: Any,
        device: Device,
        counts: Sequence[int],
        in_use: threading.Lock,
        now: Callable[[], float],
    ) -> None:
        self.name = device.name
        self.source = next((name for _, name in device.leads), None)
        self._in_use = in_use
        self._now = now
        with led_to(device):
            self._stream, self.rate = _start(library, device, counts)
        self._clock = DeviceClock(self.rate)

    def read(self, frames: int) -> Reading:
        """Block until so many frames are there."""
        samples, overflowed = self._stream.read(frames)
        waiting = int(self._stream.read_available) if overflowed else 0
        lost = self._clock.lost(len(samples), self._now(), bool(overflowed), waiting)
        return Reading(np.asarray(samples, np.float32), lost)

    def close(self) -> None:
        """Let go of the device."""
        _end(self._stream)
        self._in_use.release()


def _counts(available: int, least: int) -> tuple[int, ...]:
    """How many channels to ask a device for, in this order.

    Two before one: a system that makes one of two takes their mean, where what reaches them
    half a period apart is lost before we could know.
    """
    wanted = dict.fromkeys((min(2, available), 1, min(MOST_CHANNELS, available), available))
    return tuple(count for count in wanted if count >= least)


def _start(library: Any, device: Device, counts: Sequence[int]) -> tuple[Any, int]:
    """A running stream and its rate: 16 kHz where the device offers it, else what it prefers."""
    failure: Exception | None = None
    for rate in dict.fromkeys((SAMPLE_RATE, device.rate, 48_000, 44_100)):
        for channels in counts:
            stream: Any = None
            try:
                stream = library.InputStream(
                    samplerate=rate, device=device.index, channels=channels, dtype="float32"
                )
                stream.start()
            except (library.PortAudioError, ValueError) as error:
                failure = error
                if stream is not None:
                    _end(stream)
            else:
                return stream, rate
    raise exhausted(failure) or DeviceError(
        DeviceFault.BUSY,
        Reason.of(Why.MICROPHONE_BUSY, name=device.name),
        device.name,
    ) from failure


def _end(stream: Any) -> None:
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)

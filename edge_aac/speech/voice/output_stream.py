"""The output device, by number or name, through PortAudio.

In: a device's name or number. Out: an open stream. Never does: choosing another device
than the one asked for, writing to it.
"""

from __future__ import annotations

import os
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_aac.devices.choosing import choose
from edge_aac.devices.device import Direction, led_to
from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.listing import list_devices, not_asked, served, sound_library, start_again
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

RATE = 22_050
"""Samples per second asked for first: the voice's own, so that nothing is resampled."""

_LATENCY_SECONDS = 0.05
_SERVER_MILLISECONDS = 40


class Stream(Protocol):
    """The part of `sounddevice.OutputStream` that is used."""

    samplerate: float
    channels: int

    def start(self) -> None:
        """Run."""

    def abort(self) -> None:
        """Stop at once."""

    def close(self) -> None:
        """Let the device go."""

    def write(self, data: NDArray[np.float32]) -> bool:
        """Wait until these frames, shape (n, channels), are taken; whether some came late."""


def open_stream(device: str | None) -> Stream:
    """Open an output device as it is, or at the rate and channels that it insists on.

    Raises
    ------
    DeviceError
        There is no PortAudio, no such device, or it is busy.
    """
    sounddevice = _library()
    devices = list_devices(sounddevice, not_asked if device is None else served)
    found = choose(devices, Direction.OUTPUT, device)
    shapes = [(RATE, 1), (found.rate, 1), (found.rate, min(2, found.channels))]
    failure: Exception | None = None
    for rate, channels in shapes:
        try:
            with led_to(found):
                stream: Stream = sounddevice.OutputStream(
                    samplerate=rate,
                    channels=channels,
                    dtype="float32",
                    device=found.index,
                    latency=_LATENCY_SECONDS,
                )
        except sounddevice.PortAudioError as error:
            failure = error
            continue
        return stream
    raise exhausted(failure) or DeviceError(
        DeviceFault.BUSY,
        Reason.of(Why.EARPIECE_BUSY, name=found.name),
        found.name,
    ) from failure


def rest() -> None:
    """Load PortAudio, and let every device go until `wake`.

    Raises
    ------
    DeviceError
        There is no PortAudio.
    """
    _library()._terminate()


def wake() -> None:
    """Look which devices there are now; to be called once after `rest`.

    Raises
    ------
    DeviceError
        PortAudio does not start.
    """
    start_again(_library())


def _library() -> Any:
    # A sound server otherwise buffers up to two seconds, which no interruption can take back.
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(_SERVER_MILLISECONDS))
    return sound_library()

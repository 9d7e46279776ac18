"""The output device, by number or name, through PortAudio.

In: a device's name or number. Out: an open stream. Never does: choosing another device
than the one asked for, writing to it.
"""

from __future__ import annotations

import os
from typing import Any

from edge_aac.devices.choosing import choose
from edge_aac.devices.device import Direction, led_to
from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.listing import list_devices, not_asked, served, sound_library, start_again
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.speech.voice.followed_stream import FollowedStream
from edge_aac.speech.voice.stream import Stream

RATE = 22_050
"""Samples per second asked for first: the voice's own, so that nothing is resampled."""

PROMPT_SECONDS = 0.05
"""So much sound lies in the device of a voice, which must be broken off at any time."""
_SERVER_SECONDS = 0.16
"""What a sound server holds beyond that, where there is one. With less it runs dry on a busy
machine: beside four busy loops on two cores a stream of 0.04 s stood still for half of the time."""


def open_stream(device: str | None, ahead_seconds: float = PROMPT_SECONDS) -> Stream:
    """Open an output device as it is, or at the rate and channels that it insists on.

    Parameters
    ----------
    device : str or None
    ahead_seconds : float
        How much sound may lie in the device: the longest time for which this process may have none
        to give it, and how late what is played breaks off.

    Raises
    ------
    DeviceError
        There is no PortAudio, no such device, or it is busy.
    """
    sounddevice = _library(ahead_seconds)
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
                    latency=ahead_seconds,
                )
        except sounddevice.PortAudioError as error:
            failure = error
            continue
        _, sink = next(iter(found.leads), ("", ""))
        return FollowedStream(stream, sink) if sink else stream
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


def _library(ahead_seconds: float = PROMPT_SECONDS) -> Any:
    # A sound server otherwise buffers up to two seconds, which no interruption can take back.
    milliseconds = round(1000.0 * max(_SERVER_SECONDS, ahead_seconds))
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(milliseconds))
    return sound_library()

"""The output device, by name, through PortAudio.

In: a device's name or number. Out: an open stream. Never does: choosing another device
than the one asked for, writing to it.
"""

from __future__ import annotations

import os
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_aac.speech.faults import VoiceError, VoiceFault

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
    EdgeAacError
        There is no PortAudio, no such device, or it is busy.
    """
    sounddevice = _library()
    index: int | str | None = int(device) if device is not None and device.isdigit() else device
    try:
        found: dict[str, Any] = sounddevice.query_devices(index, "output")
    except (ValueError, sounddevice.PortAudioError) as error:
        if device is None:
            raise VoiceError(VoiceFault.NO_OUTPUT) from error
        raise VoiceError(VoiceFault.UNKNOWN_OUTPUT, device) from error
    shapes = [(RATE, 1), (int(found["default_samplerate"]), 1)]
    shapes.append((shapes[1][0], min(2, found["max_output_channels"])))
    for rate, channels in shapes:
        try:
            stream: Stream = sounddevice.OutputStream(
                samplerate=rate,
                channels=channels,
                dtype="float32",
                device=index,
                latency=_LATENCY_SECONDS,
            )
        except sounddevice.PortAudioError:
            continue
        return stream
    raise VoiceError(VoiceFault.OUTPUT_BUSY, str(found["name"]))


def rest() -> None:
    """Load PortAudio, and let every device go until `wake`.

    Raises
    ------
    EdgeAacError
        There is no PortAudio.
    """
    _library()._terminate()


def wake() -> None:
    """Look which devices there are now; to be called once after `rest`."""
    _library()._initialize()


def _library() -> Any:
    # A sound server otherwise buffers up to two seconds, which no interruption can take back.
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(_SERVER_MILLISECONDS))
    try:
        import sounddevice
    except OSError as error:
        raise VoiceError(VoiceFault.NO_PORTAUDIO) from error
    return sounddevice

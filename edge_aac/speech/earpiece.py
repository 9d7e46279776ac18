"""The earpiece's own output stream.

In: samples. Out: sound, in blocks of 20 ms, so that it can be cut off at any of them.
Never does: choosing another device than the one asked for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError
from edge_aac.speech.synthesiser import Sound
from edge_aac.types import FloatArray

BLOCK_SECONDS = 0.02
RATE = 22_050
"""Samples per second asked for first: the voice's own, so that nothing is resampled."""

_LATENCY_SECONDS = 0.05
_SERVER_MILLISECONDS = 40
_TAIL_SECONDS = 0.12
"""Silence behind the last sample: more than what the stream and a sound server hold."""
_ASLEEP_SECONDS = 2.0
"""After such a pause a wireless earpiece may have gone to sleep."""
_STUCK_BLOCKS = 10
"""So many underflows in a row mean that the stream plays nothing any more."""


class Stream(Protocol):
    """The part of `sounddevice.OutputStream` that is used."""

    samplerate: float
    channels: int

    def start(self) -> None:
        """Run."""

    def stop(self) -> None:
        """Stop behind the last sample."""

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
    # A sound server otherwise buffers up to two seconds, which no interruption can take back.
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(_SERVER_MILLISECONDS))
    try:
        import sounddevice
    except OSError as error:
        raise EdgeAacError(
            "Speech needs PortAudio; install it with: sudo apt-get install libportaudio2."
        ) from error
    index: int | str | None = int(device) if device is not None and device.isdigit() else device
    try:
        found: dict[str, Any] = sounddevice.query_devices(index, "output")
    except (ValueError, sounddevice.PortAudioError) as error:
        raise EdgeAacError(
            "There is no sound output; connect the earpiece, or use --no-speech."
            if device is None
            else f"There is no output device called {device}; list them with: edge-aac devices."
        ) from error
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
    raise EdgeAacError(
        f"The output {found['name']} cannot be opened; close the program that uses it, "
        "or choose another with --output-device."
    )


class Earpiece:
    """A stream that stays open, and runs only while there is something to hear."""

    def __init__(
        self,
        stream: Callable[[], Stream],
        volume: float = 1.0,
        preroll_seconds: float = 0.2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Open the stream.

        Parameters
        ----------
        stream : callable
            Opens it; called again where it is stuck.
        volume : float
            Gain, 0 to 1.
        preroll_seconds : float
            Silence before the first sound after a pause [s].
        clock : callable
            Seconds that only grow.
        """
        self._open = stream
        self._volume = np.float32(volume)
        self._preroll = preroll_seconds
        self._clock = clock
        self._stream = stream()
        self._last = -float("inf")
        self._running = False

    @property
    def rate(self) -> int:
        """Samples per second that the stream takes."""
        return int(self._stream.samplerate)

    def play(self, sound: Sound, go_on: Callable[[], bool]) -> bool:
        """Play something behind what was played before.

        Parameters
        ----------
        sound : Sound
        go_on : callable
            Asked before each block; where it says no, everything that is not heard
            yet is thrown away.

        Returns
        -------
        bool
            Whether all of it was handed to the device.

        Raises
        ------
        EdgeAacError
            The device is gone.
        """
        return self._guarded(lambda: self._play(sound, go_on))

    def rest(self, go_on: Callable[[], bool]) -> bool:
        """Let the last samples be heard, then stop the stream; like `play` otherwise."""
        return self._guarded(lambda: self._rest(go_on))

    def close(self) -> None:
        """Let the device go."""
        self._stream.close()

    def _guarded(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except EdgeAacError:
            raise
        except Exception as error:
            # PortAudioError cannot be named here without loading PortAudio.
            raise EdgeAacError(
                "The earpiece is gone; connect it again, speech then goes on by itself."
            ) from error

    def _play(self, sound: Sound, go_on: Callable[[], bool]) -> bool:
        if not self._running:
            self._stream.start()
            self._running = True
            if self._clock() - self._last > _ASLEEP_SECONDS:
                silence = np.zeros(int(self._preroll * self.rate), np.float32)
                if not self._write(silence, go_on):
                    return False
        return self._write(_resampled(sound, self.rate) * self._volume, go_on)

    def _rest(self, go_on: Callable[[], bool]) -> bool:
        if self._running:
            if not self._write(np.zeros(int(_TAIL_SECONDS * self.rate), np.float32), go_on):
                return False
            self._stream.stop()
            self._running = False
        return True

    def _write(self, samples: FloatArray, go_on: Callable[[], bool]) -> bool:
        block, stuck, at, reopened = int(BLOCK_SECONDS * self.rate), 0, 0, False
        while at < len(samples):
            if not go_on():
                self._stream.abort()
                self._running = False
                self._last = self._clock()
                return False
            piece = samples[at : at + block]
            columns = np.repeat(piece[:, None], self._stream.channels, axis=1)
            stuck = stuck + 1 if self._stream.write(np.ascontiguousarray(columns)) else 0
            at += block
            if stuck >= _STUCK_BLOCKS:
                if reopened:
                    raise EdgeAacError("The earpiece plays nothing; it is opened again.")
                # Some streams swallow everything at once after an underflow, for good.
                self._reopen()
                at, stuck, reopened = max(0, at - stuck * block), 0, True
        self._last = self._clock()
        return True

    def _reopen(self) -> None:
        rate = self.rate
        self._stream.close()
        self._stream = self._open()
        if self.rate != rate:
            raise EdgeAacError("The earpiece has changed; it is opened again.")
        self._stream.start()


def _resampled(sound: Sound, rate: int) -> FloatArray:
    if sound.rate == rate or not len(sound.samples):
        return sound.samples
    import soxr

    return np.asarray(soxr.resample(sound.samples, sound.rate, rate), np.float32)

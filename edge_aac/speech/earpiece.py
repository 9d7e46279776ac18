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
_LEAST_PREROLL_SECONDS = 0.12
"""A sound server may lose as much when a stream begins."""
_TAIL_SECONDS = 0.12
"""Silence behind the last sample: more than what the stream and a sound server hold."""
_LINGER_SECONDS = 2.0
"""The stream goes on in silence for so long, so that what follows loses no beginning."""
_STUCK_BLOCKS = 15
"""So many blocks in a row that came late mean that the stream plays nothing any more."""
_MOST_AHEAD_SECONDS = 4.0
"""More than any device holds: it swallows sound instead of playing it."""


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
    """A stream that runs while there is something to hear, and a little longer."""

    def __init__(
        self,
        stream: Callable[[], Stream],
        volume: float = 1.0,
        preroll_seconds: float = 0.2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Open the stream, to see that it can be.

        Parameters
        ----------
        stream : callable
            Opens it; called anew after each pause.
        volume : float
            Gain, 0 to 1.
        preroll_seconds : float
            Silence before the first sound after a pause [s].
        clock : callable
            Seconds that only grow.

        Raises
        ------
        EdgeAacError
            It cannot be opened.
        """
        self._open = stream
        self._volume = np.float32(volume)
        self._preroll = max(preroll_seconds, _LEAST_PREROLL_SECONDS)
        self._clock = clock
        self._stream: Stream | None = stream()
        self._rate = int(self._stream.samplerate)
        self._running = False
        self._begun = self._sounded = clock()
        self._written = 0
        self._late = 0

    @property
    def rate(self) -> int:
        """Samples per second that the device takes."""
        return self._rate

    @property
    def running(self) -> bool:
        """Whether the stream wants silence while there is nothing to say."""
        return self._running

    @property
    def volume(self) -> float:
        """Gain, 0 to 1; a change is heard from the next block on."""
        return float(self._volume)

    @volume.setter
    def volume(self, value: float) -> None:
        self._volume = np.float32(value)

    def play(self, sound: Sound, go_on: Callable[[], bool]) -> bool:
        """Play something right behind what was played before.

        Parameters
        ----------
        sound : Sound
        go_on : callable
            Asked before each block of 20 ms; where it says no, the rest is not played.

        Returns
        -------
        bool
            Whether all of it was handed to the device.

        Raises
        ------
        EdgeAacError
            The device is gone.
        """
        samples = _resampled(sound, self._rate)
        return self._guarded(lambda: self._write(samples, go_on))

    def rest(self, go_on: Callable[[], bool]) -> bool:
        """Wait until the last samples are heard; like `play` otherwise."""
        return self._guarded(lambda: self._write(self._silence(_TAIL_SECONDS), go_on))

    def idle(self) -> None:
        """Keep a running stream alive with one block of silence, or close it after a while."""
        if self._clock() - self._sounded > _LINGER_SECONDS:
            self._guarded(self._pause)
        else:
            self._guarded(lambda: self._put(self._silence(BLOCK_SECONDS)))

    def close(self) -> None:
        """Let the device go."""
        self._guarded(self._pause)

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

    def _silence(self, seconds: float) -> FloatArray:
        return np.zeros(int(seconds * self._rate), np.float32)

    def _write(self, samples: FloatArray, go_on: Callable[[], bool]) -> bool:
        if not self._running:
            self._start()
            samples = np.concatenate([self._silence(self._preroll), samples])
        block = int(BLOCK_SECONDS * self._rate)
        for at in range(0, len(samples), block):
            piece = samples[at : at + block]
            if not go_on():
                if at:
                    # Softly: a sound that ends within one sample is a click.
                    self._put(piece * np.linspace(1.0, 0.0, len(piece), dtype=np.float32))
                return False
            self._put(piece)
            self._sounded = self._clock()
        return True

    def _start(self) -> None:
        if self._stream is None:
            self._stream = self._open()
            if int(self._stream.samplerate) != self._rate:
                raise EdgeAacError("The earpiece has changed; it is opened again.")
        self._stream.start()
        self._running, self._begun, self._written, self._late = True, self._clock(), 0, 0

    def _put(self, samples: FloatArray) -> bool:
        """Hand one block to the device, and see that it takes its time with it."""
        assert self._stream is not None
        columns = np.repeat((samples * self._volume)[:, None], self._stream.channels, axis=1)
        late = self._stream.write(np.ascontiguousarray(columns))
        self._late = self._late + 1 if late else 0
        self._written += len(samples)
        ahead = self._written / self._rate - (self._clock() - self._begun)
        if self._late >= _STUCK_BLOCKS or ahead > _MOST_AHEAD_SECONDS:
            raise EdgeAacError("The earpiece plays nothing; it is opened again.")
        return True

    def _pause(self) -> bool:
        """Close the stream: one that is only stopped loses what it is given next."""
        if self._stream is not None:
            self._stream.abort()
            self._stream.close()
        self._stream, self._running = None, False
        return True


def _resampled(sound: Sound, rate: int) -> FloatArray:
    if sound.rate == rate or not len(sound.samples):
        return sound.samples
    import soxr

    return np.asarray(soxr.resample(sound.samples, sound.rate, rate), np.float32)

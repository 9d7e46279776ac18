"""The earpiece's own output stream.

In: samples. Out: sound, in blocks of 20 ms, so that it can be cut off at any of them.
Never does: choosing another device than the one asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from edge_aac.devices.exhaustion import exhausted
from edge_aac.errors import EdgeAacError
from edge_aac.speech.sound import Sound
from edge_aac.speech.voice.output_stream import RATE
from edge_aac.speech.voice.paced_writing import write_paced
from edge_aac.speech.voice.stream import Stream
from edge_aac.speech.voice_faults import VoiceError, VoiceFault
from edge_aac.types import FloatArray

BLOCK_SECONDS = 0.02
_LEAST_PREROLL_SECONDS = 0.12
"""A sound server may lose as much when a stream begins."""
_TAIL_SECONDS = 0.24
"""Silence behind the last sample: more than what the stream and a sound server hold."""
_STUCK_BLOCKS = 50
"""So many blocks in a row that came late mean that the stream plays nothing any more."""
_MOST_AHEAD_SECONDS = 4.0
"""More than any device holds: it swallows sound instead of playing it."""
_COUNTED_SECONDS = 60.0
"""Then it is counted anew: a device's clock and the computer's drift apart by seconds a day."""


class Earpiece:
    """A stream that runs while there is something to hear, and a little longer."""

    def __init__(
        self,
        stream: Callable[[], Stream],
        volume: float = 1.0,
        preroll_seconds: float = 0.2,
        linger_seconds: float = 86_400.0,
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
        linger_seconds : float
            The stream goes on in silence for so long [s], so that what follows comes at
            once and loses no beginning.
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
        self._linger = linger_seconds
        self._clock = clock
        self._stream: Stream | None = stream()
        self._rate = int(self._stream.samplerate)
        # Loads what resamples now, and not in the middle of an alarm.
        _resampled(Sound(np.zeros(16, np.float32), RATE), self._rate)
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
        if self._clock() - self._sounded > self._linger:
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
            raise exhausted(error) or VoiceError(VoiceFault.EARPIECE_GONE) from error

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
                raise VoiceError(VoiceFault.EARPIECE_CHANGED)
        self._stream.start()
        self._running, self._begun, self._written, self._late = True, self._clock(), 0, 0

    def _put(self, samples: FloatArray) -> bool:
        """Hand one block to the device, and see that it takes its time with it."""
        assert self._stream is not None
        columns = np.repeat((samples * self._volume)[:, None], self._stream.channels, axis=1)
        late = write_paced(self._stream, np.ascontiguousarray(columns), self._clock)
        self._late = self._late + 1 if late else 0
        now = self._clock()
        if now - self._begun > _COUNTED_SECONDS:
            self._begun, self._written = now, 0
        self._written += len(samples)
        ahead = self._written / self._rate - (now - self._begun)
        if self._late >= _STUCK_BLOCKS or ahead > _MOST_AHEAD_SECONDS:
            raise VoiceError(VoiceFault.EARPIECE_STUCK)
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

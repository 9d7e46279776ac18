"""Plays one sound through an output device, on a thread of its own.

In: samples at 16 kHz, an open stream. Out: sound. Where the device hangs, its
thread is left behind. Never does: choosing a device.
"""

from __future__ import annotations

import threading

import numpy as np

from edge_aac.devices.hanging import leave
from edge_aac.speech.voice.stream import Stream
from edge_aac.types import SAMPLE_RATE, FloatArray

CLOSE_SECONDS = 2.0
AHEAD_SECONDS = 0.5
"""Sound that lies in the device: a gap would break an alarm's pattern, and nobody interrupts it."""
_PIECE_SECONDS = 0.1


class Loudspeaker:
    """A device that is open; plays one sound, then silence no more.

    Parameters
    ----------
    stream : Stream
        Open and not started.
    samples : ndarray, shape (n,), float32
        At 16 kHz.
    """

    def __init__(self, stream: Stream, samples: FloatArray) -> None:
        self._stream = stream
        self._frames = _shaped(samples, round(stream.samplerate), stream.channels)
        self._over = threading.Event()
        self.failed = False
        """Whether the device took not all of it."""
        self._thread = threading.Thread(target=self._play, name="loudspeaker", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until all is played, and no longer than so; whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop; returns also where the device hangs."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            leave()
            return
        self._stream.close()

    def _play(self) -> None:
        piece = max(1, int(_PIECE_SECONDS * self._stream.samplerate))
        try:
            self._stream.start()
            for first in range(0, len(self._frames), piece):
                if self._over.is_set():
                    break
                self._stream.write(self._frames[first : first + piece])
            self._stream.abort()
        except Exception:  # whatever a driver raises means the same: it does not play
            self.failed = True


def _shaped(samples: FloatArray, rate: int, channels: int) -> FloatArray:
    """The samples at a device's rate, the same in each of its channels."""
    import soxr

    resampled = samples if rate == SAMPLE_RATE else soxr.resample(samples, SAMPLE_RATE, rate)
    # What lies in the device's buffer at the end is lost when it is stopped.
    rest = np.zeros(round(2.0 * AHEAD_SECONDS * rate), np.float32)
    whole = np.concatenate([np.asarray(resampled, np.float32), rest])
    return np.ascontiguousarray(np.repeat(whole[:, None], channels, axis=1))

"""What comes out of an earpiece that is a null sink, and when.

In: a sound server. Out: samples on the clock of this process. The sink's monitor is
recorded; its sample count runs with the machine's clock, and the shortest delay seen
between a sample's place and its arrival ties the two together. So every time given here is
late by what the recording itself takes, some 20 ms: latencies are upper bounds.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np

from benchmarks.soundserver.server import SoundServer
from edge_aac.speech.earcon import Earcon, render
from edge_aac.types import SAMPLE_RATE, FloatArray

LOUD = 0.01
"""A sample above this is sound: the null sink itself is digitally silent."""
_POLL_SECONDS = 0.002
_STEADY_SECONDS = 5.0
"""A monitor may give nothing for two seconds, and then all of it at once."""


class Ear:
    """A recording of a sink that goes on until it is closed."""

    def __init__(self, server: SoundServer, path: Path, sink: str = "ear") -> None:
        self._path = path
        self._process = server.record(path, sink)
        time.sleep(_STEADY_SECONDS)
        self._offset = float("inf")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        time.sleep(1.0)

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            place = self._path.stat().st_size // 2 / SAMPLE_RATE
            self._offset = min(self._offset, time.monotonic() - place)

    def since(self, start: float, seconds: float | None = None) -> FloatArray:
        """Samples from a time on, shape (n,), float32; `start` on `time.monotonic`."""
        first = max(0, round((start - self._offset) * SAMPLE_RATE))
        count = -1 if seconds is None else 2 * round(seconds * SAMPLE_RATE)
        with self._path.open("rb") as file:
            file.seek(2 * first)
            data = file.read(count)
        samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
        return np.asarray(samples / np.float32(32_768), np.float32)

    def catch_up(self, moment: float, seconds: float = 10.0) -> None:
        """Wait until a time is recorded.

        Raises
        ------
        TimeoutError
            It is not, so long after.
        """
        end = time.monotonic() + seconds
        while self._path.stat().st_size // 2 / SAMPLE_RATE + self._offset < moment:
            if time.monotonic() > end:
                raise TimeoutError("The null sink's monitor gives nothing.")
            time.sleep(0.01)

    def close(self) -> None:
        """Stop."""
        self._over.set()
        self._thread.join()
        self._process.terminate()
        self._process.wait(10)


def first_sound(samples: FloatArray) -> float:
    """Seconds until the first sound; not a number where there is none."""
    loud = np.flatnonzero(np.abs(samples) > LOUD)
    return float(loud[0]) / SAMPLE_RATE if len(loud) else float("nan")


def place_of(part: FloatArray, samples: FloatArray) -> float:
    """Seconds until a known sound begins, where it is most alike."""
    size = len(samples) + len(part)
    product = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(part, size))
    inner = np.fft.irfft(product, size)[: len(samples) - len(part) + 1]
    power = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    local = power[len(part) :] - power[: -len(part)]
    return float(np.argmax(inner / np.sqrt(local + 1e-3))) / SAMPLE_RATE


def signal_and_words(samples: FloatArray, within: float | None = None) -> tuple[float, float]:
    """Seconds until the signal of a hazard, which begins within so long, and until its words."""
    signal = render(Earcon.HAZARD, SAMPLE_RATE)
    searched = samples if within is None else samples[: round(within * SAMPLE_RATE)]
    began = place_of(signal, searched)
    over = began + len(signal) / SAMPLE_RATE + 0.002
    return began, over + first_sound(samples[int(over * SAMPLE_RATE) :])


def spread(seconds: list[float]) -> str:
    """Median, 95th percentile and the longest, in milliseconds."""
    ms = 1000.0 * np.asarray(seconds)
    p50, p95 = np.percentile(ms, [50, 95])
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {ms.max():.0f} ms (n={len(ms)})"

"""A recorder on a sound server's null sink, and how alike two sounds are."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.soundserver.server import SoundServer
from edge_aac.features.logmel import LogMel
from tests.waiting import until

RATE = 16_000
SINK = "ear"
OTHER_SINK = "hall"


class Recorder:
    """What the null sink is given, from the first sample on."""

    def __init__(self, server: SoundServer, path: Path) -> None:
        self._path = path
        self._process = server.record(path, SINK)
        self._start = 0
        # The monitor gives a little, then nothing for seconds, then all of it steadily.
        until(lambda: self._steady() and self._steady(), "a steady recording")

    def _steady(self) -> bool:
        """Whether sound comes as fast as time passes, over half a second."""
        before, since = self.position, time.monotonic()
        time.sleep(0.5)
        return self.position - before > 0.8 * RATE * (time.monotonic() - since)

    def mark(self) -> None:
        """Begin anew: positions count from here."""
        self._start += self.position

    @property
    def position(self) -> int:
        """Samples since the mark."""
        return self._path.stat().st_size // 2 - self._start

    def samples(self, start: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """What was recorded between two positions."""
        data = self._path.read_bytes()
        data = data[: len(data) // 2 * 2]
        return np.frombuffer(data, "<i2")[self._start :][start:end].astype(np.float32) / np.float32(
            32768
        )

    def catch_up(self, seconds: float = 0.3) -> None:
        """Wait until so much more sound has passed."""
        goal = self.position + int(seconds * RATE)
        until(lambda: self.position >= goal, "more recorded samples")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def level(samples: NDArray[np.float32]) -> float:
    """Root mean square, full scale at 1."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def words_likeness(recording: NDArray[np.float32], part: NDArray[np.float32]) -> tuple[float, int]:
    """The same for words, by their spectrum: no two renderings have the same waves."""
    heard, wanted = _spectrum(recording), _spectrum(part)
    count = len(part) // 160
    wanted = wanted[:count] - wanted[:count].mean()
    best, at = -1.0, 0
    for start in range(len(heard) - count + 1):
        piece = heard[start : start + count]
        piece = piece - piece.mean()
        scale = float(np.sqrt(np.sum(piece**2) * np.sum(wanted**2)))
        score = float(np.sum(piece * wanted)) / scale if scale > 0.0 else 0.0
        if score > best:
            best, at = score, start * 160
    return best, at


def _spectrum(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.maximum(LogMel().whole(samples), np.float32(-8.0))


def likeness(recording: NDArray[np.float32], part: NDArray[np.float32]) -> tuple[float, int]:
    """How well a part is found in a recording (1: exactly), and where it begins."""
    size = len(recording) + len(part)
    product = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(part, size))
    inner = np.fft.irfft(product, size)[: len(recording) - len(part) + 1]
    energy = np.concatenate([[0.0], np.cumsum(recording.astype(np.float64) ** 2)])
    local = energy[len(part) :] - energy[: -len(part)]
    score = inner / np.sqrt((local + 1e-3) * np.sum(part.astype(np.float64) ** 2))
    at = int(np.argmax(score))
    return float(score[at]), at

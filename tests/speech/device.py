"""An output device that exists in the tests only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 1000


class Device:
    """Plays in its own time, which is the test's clock."""

    def __init__(self, channels: int = 1, samplerate: float = RATE) -> None:
        self.channels = channels
        self.samplerate = samplerate
        self.opened = self.now = 0.0
        self.started = 0
        self.closed = False
        self.played: list[NDArray[np.float32]] = []
        self.swallows = self.late = self.gone = False
        self.write_available = 1 << 20

    def open(self) -> Device:
        self.opened += 1
        self.closed = False
        return self

    def start(self) -> None:
        self.started += 1

    def abort(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def write(self, data: NDArray[np.float32]) -> bool:
        if self.gone:
            raise OSError("device unplugged")
        assert data.dtype == np.float32
        assert data.shape[1] == self.channels
        self.played.append(data.copy())
        self.now += 0.0 if self.swallows else len(data) / self.samplerate
        return self.late

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self.played)[:, 0]

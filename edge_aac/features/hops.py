"""Samples cut into hops that are aligned to the clock, however they come, and what is made of each.

In: float32 mono blocks of any length. Out: for each complete hop what a front end computes of its
2,560 samples and of as many before them as it asks for; before the first sample there is silence.
Each window has the same shape, so what comes out is equal to the bit for any cutting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge_aac.types import HOP_SAMPLES, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """Samples that belong to hops still to come, shape (n,), float32."""

    samples: FloatArray


def overlapping(samples: FloatArray, window: int, hop: int) -> FloatArray:
    """Windows of so many samples, one each `hop`, that lie whole in the samples; a view.

    `sliding_window_view` gives the same, and takes longer than a window's product.
    """
    count = (len(samples) - window) // hop + 1
    (step,) = samples.strides
    return np.lib.stride_tricks.as_strided(
        samples, (max(0, count), window), (hop * step, step), writeable=False
    )


class HopFeatures:
    """A streaming front end; all its state is in `Pending`.

    Parameters
    ----------
    history : int
        Samples before each hop that its window holds as well.
    compute : callable
        Makes rows of such a window, shape (history + 2560,), float32.
    """

    def __init__(self, history: int, compute: Callable[[FloatArray], FloatArray]) -> None:
        self._history = history
        self._compute = compute

    def start(self) -> Pending:
        """The state before the first sample: silence."""
        return Pending(np.zeros(self._history, np.float32))

    def step(self, state: Pending, samples: FloatArray) -> tuple[Pending, list[FloatArray]]:
        """Take a block of any length, give the rows of each hop that it completes.

        Parameters
        ----------
        state : Pending
        samples : ndarray, shape (n,), float32
            What follows the samples given before.

        Returns
        -------
        (Pending, list of ndarray, shape (rows, columns), float32)
        """
        pending = np.concatenate([state.samples, samples])
        hops = (len(pending) - self._history) // HOP_SAMPLES
        starts = range(0, hops * HOP_SAMPLES, HOP_SAMPLES)
        rows = [self._compute(pending[at : at + self._history + HOP_SAMPLES]) for at in starts]
        # A copy, so that a short rest does not keep a long block alive.
        return Pending(pending[hops * HOP_SAMPLES :].copy()), rows

    def flush(self, state: Pending) -> tuple[Pending, list[FloatArray]]:
        """End of input: complete the last hop with silence, if it holds any sample."""
        waiting = len(state.samples) - self._history
        if waiting == 0:
            return state, []
        return self.step(state, np.zeros(HOP_SAMPLES - waiting, np.float32))

    def whole(self, samples: FloatArray) -> FloatArray:
        """All rows of a clip, the last hop completed with silence.

        Returns
        -------
        ndarray, shape (rows * ceil(n / 2560), columns), float32
        """
        state, rows = self.step(self.start(), samples)
        _, last = self.flush(state)
        nothing = self._compute(np.zeros(self._history + HOP_SAMPLES, np.float32))[:0]
        return np.concatenate([nothing, *rows, *last])

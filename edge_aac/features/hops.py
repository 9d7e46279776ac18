"""Samples cut into hops that are aligned to the clock, however they come.

In: float32 mono blocks of any length. Out: for each complete hop its 2,560 samples with as many
before them as were asked for; before the first sample there is silence. What is computed of such
a window has the same shape each time, so it is equal to the bit for any cutting.

Never does: computing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import HOP_SAMPLES, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """Samples that belong to hops still to come, shape (n,), float32."""

    samples: FloatArray


class Hops:
    """Cuts hops.

    Parameters
    ----------
    history : int
        Samples before each hop that its window holds as well.
    """

    def __init__(self, history: int) -> None:
        self._history = history

    def start(self) -> Pending:
        """The state before the first sample: silence."""
        return Pending(np.zeros(self._history, np.float32))

    def step(self, state: Pending, samples: FloatArray) -> tuple[Pending, list[FloatArray]]:
        """Take a block of any length, give the windows that it completes.

        Parameters
        ----------
        state : Pending
        samples : ndarray, shape (n,), float32
            What follows the samples given before.

        Returns
        -------
        (Pending, list of ndarray, shape (history + 2560,), float32)
        """
        pending = np.concatenate([state.samples, samples])
        hops = (len(pending) - self._history) // HOP_SAMPLES
        windows = [
            pending[i * HOP_SAMPLES : (i + 1) * HOP_SAMPLES + self._history] for i in range(hops)
        ]
        # A copy, so that a short rest does not keep a long block alive.
        return Pending(pending[hops * HOP_SAMPLES :].copy()), windows

    def flush(self, state: Pending) -> tuple[Pending, list[FloatArray]]:
        """End of input: complete the last hop with silence, if it holds any sample."""
        waiting = len(state.samples) - self._history
        if waiting == 0:
            return state, []
        return self.step(state, np.zeros(HOP_SAMPLES - waiting, np.float32))

"""What the cadence detector remembers of the sound: its newest narrow-band columns and their tones.

In: the columns of a hop. Out: a new frozen `Past`; its size never changes. Never does: judging.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.events.cadence.tones import HOP_COLUMNS, tones
from edge_aac.types import FloatArray

SILENCE = -12.9
"""Log power of silence; before the beginning there was nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The newest columns."""

    spectrum: FloatArray
    """Natural log power, shape (m, bins), the newest last."""
    tones: FloatArray
    """What is tonal in it, shape (n, bins); it goes back further."""
    known: FloatArray
    """1 for columns that can be looked at, 0 for those that the own voice covers, shape (n,)."""
    heard: int = 0
    """Columns since the beginning."""

    @staticmethod
    def nothing(spectrum: int, tones: int, bins: int) -> Past:
        """Silence: so many columns of the spectrum, and so many of tones, in whole hops."""
        m, n = (-(-columns // HOP_COLUMNS) * HOP_COLUMNS for columns in (spectrum, tones))
        silence, nothing = np.full((m, bins), SILENCE, np.float32), np.zeros((n, bins), np.float32)
        return Past(silence, nothing, np.ones(n, np.float32))

    def then(self, spectrum: FloatArray, covered: bool = False) -> Past:
        """After one more hop.

        Parameters
        ----------
        spectrum : ndarray, shape (8, bins), float32
            What is not a finite number was silence.
        covered : bool
            Whether the own voice was in it.
        """
        usable = np.where(np.isfinite(spectrum), spectrum, np.float32(SILENCE))
        return Past(
            np.concatenate([self.spectrum[HOP_COLUMNS:], usable]),
            np.concatenate([self.tones[HOP_COLUMNS:], tones(usable)]),
            np.append(self.known[HOP_COLUMNS:], np.full(HOP_COLUMNS, not covered, np.float32)),
            self.heard + HOP_COLUMNS,
        )


def window(back: int, length: int) -> slice:
    """Where a window of so many columns lies that ended `back` columns ago."""
    return slice(-back - length, -back or None)

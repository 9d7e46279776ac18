"""The newest narrow-band columns, for what is looked at a second later.

In: the columns of a hop. Out: a new frozen `SpectrumHistory`; its size never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray

HOP_COLUMNS = 8
COLUMN_SECONDS = 0.02
SILENCE = -12.9
"""Log power of silence; before the beginning there was nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class SpectrumHistory:
    """The newest columns."""

    spectrum: FloatArray
    """Natural log power, shape (n, bins), the newest last."""
    heard: int = 0
    """Columns since the beginning."""

    @staticmethod
    def nothing(columns: int, bins: int) -> SpectrumHistory:
        """Silence: so many columns, in whole hops."""
        n = -(-columns // HOP_COLUMNS) * HOP_COLUMNS
        return SpectrumHistory(np.full((n, bins), SILENCE, np.float32))

    def then(self, spectrum: FloatArray) -> SpectrumHistory:
        """After one more hop.

        Parameters
        ----------
        spectrum : ndarray, shape (8, bins), float32
            What is not a finite number was silence.
        """
        usable = np.where(np.isfinite(spectrum), spectrum, np.float32(SILENCE))
        return SpectrumHistory(
            np.concatenate([self.spectrum[HOP_COLUMNS:], usable]), self.heard + HOP_COLUMNS
        )

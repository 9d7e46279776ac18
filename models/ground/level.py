"""How loud samples are.

In: samples. Out: their level. Never does: changing them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SILENCE = 1e-9
"""Level of nothing at all, so that a ratio stands."""


def rms(samples: NDArray[np.floating]) -> float:
    """Root of the mean square, 1e-9 at least.

    Parameters
    ----------
    samples : ndarray, shape (n,)
    """
    return float(np.sqrt(np.mean(np.square(samples, dtype=float)) + _SILENCE**2))

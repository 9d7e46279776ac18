"""Values without what is no number.

In: an array. Out: the same where all of it is finite, as nearly always; else a copy. Never does:
saying that it was so.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import FloatArray


def finite(values: FloatArray) -> FloatArray:
    """The same values; what is no number is 0, and infinity the largest number there is.

    Parameters
    ----------
    values : ndarray, any shape, float32

    Returns
    -------
    ndarray, the same shape, float32
        To be read, not written: it may be the one given.
    """
    if np.isfinite(values).all():
        return values
    return np.asarray(np.nan_to_num(values), np.float32)

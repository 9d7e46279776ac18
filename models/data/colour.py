"""Another microphone, by chance: smooth random curves over the Mel bands."""

from __future__ import annotations

import numpy as np

from edge_aac.types import FloatArray
from models.networks.encoder import BANDS

KNOTS = 6
"""Points through which a curve is drawn."""


def band_curves(rng: np.random.Generator, count: int, spread: float) -> FloatArray:
    """Smooth curves around 0, to be added to log-Mel.

    Parameters
    ----------
    rng : Generator
    count : int
    spread : float
        Standard deviation at a knot [natural-log power].

    Returns
    -------
    ndarray, shape (count, 1, 64), float32
    """
    knots = rng.normal(0.0, spread, (count, KNOTS))
    place = np.linspace(0, KNOTS - 1, BANDS)
    low = np.minimum(place.astype(int), KNOTS - 2)
    curves = knots[:, low] * (1.0 - (place - low)) + knots[:, low + 1] * (place - low)
    return np.asarray(curves - curves.mean(axis=1, keepdims=True), np.float32)[:, None, :]

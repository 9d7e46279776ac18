"""Both networks' log-Mel of one transform: samples -> windows of 16 frames of 64 and 105 bands.

In: float32 mono blocks at 16 kHz, cut anywhere. Out: float32 arrays (16, 169): the bands of
`logmel`, then those of `published`. The transform is what a front end costs; a second scale on it
costs a matrix product.
"""

from __future__ import annotations

import numpy as np

from edge_aac.features import logmel, published
from edge_aac.features.hops import HopFeatures
from edge_aac.types import FloatArray


class TwoScales(HopFeatures):
    """The streaming front end of two networks: (16, 169) of each hop."""

    def __init__(self) -> None:
        super().__init__(logmel.WINDOW - logmel.HOP, _window)


def _window(samples: FloatArray) -> FloatArray:
    power = logmel.frame_power(samples)
    return np.concatenate([logmel.mel_of(power), published.mel_of(power)], axis=1)

"""The tonal detector's features over the narrow-band front end, as the device has them.

In: spectra. Out: features. Never does: anything else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.tonal.dynamic_range import SILENCE, within_range
from edge_aac.events.tonal.pattern_scores import possible
from edge_aac.events.tonal.pitch_salience import HOP_COLUMNS, salience
from edge_aac.events.tonal.pitches import pitches
from edge_aac.features.narrowband import bin_hertz
from edge_aac.types import FloatArray

TABLE = pitches(bin_hertz())
"""The pitches that are watched."""
POSSIBLE = possible(TABLE)
"""Which pattern is believed at which pitch, shape (pitches, patterns)."""


def limited(spectrum: FloatArray) -> FloatArray:
    """A whole sound's columns in whole hops, each within its range, as if silence were before."""
    loudest, hops = SILENCE, []
    for first in range(0, len(spectrum) - HOP_COLUMNS + 1, HOP_COLUMNS):
        hop, loudest = within_range(spectrum[first : first + HOP_COLUMNS], loudest)
        hops.append(hop)
    return np.concatenate(hops) if hops else spectrum[:0]


def features(spectrum: FloatArray, covered: NDArray[np.bool_] | bool = False) -> FloatArray:
    """Of columns as `limited` gives them: (n, bins) -> (pitches, n, CHANNELS)."""
    return salience(TABLE, spectrum, covered)

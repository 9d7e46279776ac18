"""The tonal detector's features over the narrow-band front end, as the device has them.

In: spectra. Out: features. Never does: anything else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.tonal.pattern_scores import possible
from edge_aac.events.tonal.pitch_salience import salience
from edge_aac.events.tonal.pitches import pitches
from edge_aac.features.narrowband import bin_hertz
from edge_aac.types import FloatArray

TABLE = pitches(bin_hertz())
"""The pitches that are watched."""
POSSIBLE = possible(TABLE)
"""Which pattern is believed at which pitch, shape (pitches, patterns)."""


def features(spectrum: FloatArray, covered: NDArray[np.bool_] | bool = False) -> FloatArray:
    """(n, bins) -> (pitches, n, CHANNELS)."""
    return salience(TABLE, spectrum, covered)

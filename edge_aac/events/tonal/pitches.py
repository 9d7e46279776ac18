"""The pitches that the tonal detector watches, and the bins in which each is looked at.

In: the narrow-band front end's bins. Out: one frozen `Pitches` table. Discs of alarms sound near
3 kHz and have one partial in the band; the square waves for sleepers and the horns of emergency
vehicles lie between 330 and 770 Hz and have several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

LOW_HERTZ = (328.0, 766.0)
"""Fundamentals of square waves and horns."""
DISC_HERTZ = (2_700.0, 3_880.0)
"""Discs of smoke and carbon monoxide alarms."""
_LOW_STEP, _DISC_STEP = 1, 2
"""Bins from one pitch to the next: a tone fills three or four."""
SPANS = (3, 5, 7)
"""Bins of which the highest counts, by how well a place is known."""
_ADJACENT = 5
"""Bins from a pitch to the middle of what is beside it: a tone does not reach so far."""
_PARTIALS = ((2, 3), (3, 5), (4, 5), (5, 5), (6, 7), (7, 7))
"""Partials of a low pitch, and the bins that each may lie in."""
_UNDER = ((1 / 2, 3), (1 / 3, 3), (1 / 5, 3), (1 / 7, 3))
"""What a disc's pitch may be a partial of."""
_PARTNERS = ((1.16, 5), (1.24, 5), (1.325, 5), (1.45, 7))
"""The other horn's pitch over the low one's: a second to a fifth."""


@dataclass(frozen=True, slots=True, eq=False)
class Pitches:
    """All watched pitches."""

    hertz: FloatArray
    """Middle of each [Hz], shape (pitches,)."""
    low: NDArray[np.bool_]
    """Which are low, shape (pitches,)."""
    looked: NDArray[np.intp]
    """Where each is looked at, shape (places, pitches): an index into the maxima over `SPANS`,
    one after the other, and a last value that is nothing."""
    bins: int
    """Of the spectrum."""


def pitches(bins: FloatArray) -> Pitches:
    """The table.

    Parameters
    ----------
    bins : ndarray, shape (n,)
        Middle of each bin of the spectrum [Hz], all as far from each other.
    """
    each = np.arange(len(bins))
    low = each[(bins >= LOW_HERTZ[0]) & (bins <= LOW_HERTZ[1])][::_LOW_STEP]
    disc = each[(bins >= DISC_HERTZ[0]) & (bins <= DISC_HERTZ[1])][::_DISC_STEP]
    middle = np.concatenate([low, disc])
    is_low = np.arange(len(middle)) < len(low)
    nothing = len(SPANS) * len(bins)

    def place(hertz: FloatArray, span: int, where: NDArray[np.bool_]) -> NDArray[np.intp]:
        at = np.round((hertz - bins[0]) / (bins[1] - bins[0])).astype(np.intp)
        inside = where & (at >= 0) & (at < len(bins))
        return np.where(inside, SPANS.index(span) * len(bins) + at, nothing)

    hertz, every = bins[middle], np.ones(len(middle), bool)
    adjacent = _ADJACENT * (bins[1] - bins[0])
    rows = [place(hertz, 3, every)]
    rows += [place(hertz + sign * adjacent, 5, every) for sign in (-1.0, 1.0)]
    rows += [place(hertz * k, span, is_low) for k, span in _PARTIALS]
    rows += [place(hertz * k, span, is_low) for k, span in _PARTNERS]
    # What a disc is looked at for takes the places of a low pitch's partials.
    for row, (k, span) in enumerate(_UNDER, 3):
        rows[row] = np.where(is_low, rows[row], place(hertz * np.float32(k), span, ~is_low))
    return Pitches(np.asarray(hertz, np.float32), is_low, np.stack(rows), len(bins))


PLACES = 3 + len(_PARTIALS) + len(_PARTNERS)
"""Places at which a pitch is looked at."""

"""The partials of an alarm's tone: one sound in several bands.

In: the bands' frequencies. Out: which bands belong together, and their tones joined. A voice
or a street may cover the fundamental of a 520 Hz square wave; the third and fifth partials lie
where they are quiet.
Never does: deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.events.cadence.patterns import LOW_HERTZ
from edge_aac.events.cadence.tones import HIGHEST, LOWEST, WATCHED
from edge_aac.types import FloatArray

_ODD = (1, 3, 5, 7)
_STEPS = 9
"""Fundamentals that are tried."""
_FAINT = 0.02
"""A tone's strength in digital silence; below it nothing is made louder."""


def square_waves(hertz: FloatArray) -> tuple[tuple[int, ...], ...]:
    """Bands of the partials of each square wave, the fundamental first.

    Parameters
    ----------
    hertz : ndarray, shape (bands,)
    """
    found: dict[tuple[int, ...], None] = {}
    for lowest in np.geomspace(*LOW_HERTZ, _STEPS).tolist():
        bands = (int(np.abs(hertz - k * lowest).argmin()) for k in _ODD)
        found[tuple(band for band in bands if LOWEST <= band < HIGHEST)] = None
    return tuple(found)


def shares(waves: tuple[tuple[int, ...], ...]) -> FloatArray:
    """How much of each watched band is in each wave, shape (WATCHED, len(waves)), float32."""
    table = np.zeros((WATCHED, len(waves)), np.float32)
    for k, wave in enumerate(waves):
        for band in wave:
            table[band - LOWEST, k] += 1.0 / len(wave)
    return table


def joined(past: FloatArray, share: FloatArray) -> FloatArray:
    """The tones of each square wave: its partials, each by how much it stands out of its mean.

    Parameters
    ----------
    past : ndarray, shape (n, WATCHED), float32
    share : ndarray, shape (WATCHED, waves), float32
        What `shares` gives.

    Returns
    -------
    ndarray, shape (n, waves), float32
    """
    relative = past * (1.0 / (past.mean(axis=0) + _FAINT))
    return np.asarray(relative @ share, np.float32)

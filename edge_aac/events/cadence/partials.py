"""The partials of all watched pitches side by side, and the evidence that they add up to.

In: how much each partial's tones look like a group. Out: the evidence for each pitch. A voice
covers one partial and a street another, so each counts by what it shows and not by its loudness.

Never does: deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.events.cadence.pitches import Pitch
from edge_aac.types import FloatArray


def evidence(likeness: FloatArray) -> FloatArray:
    """What a correlation says for pulses of unknown strength in noise of unknown strength.

    Twice the logarithm of the generalised likelihood ratio, per column of the window,
    -log(1 - r^2); nothing where tones are stronger in the pauses (S. M. Kay, Fundamentals of
    Statistical Signal Processing, vol. 2, 1998: signals of unknown amplitude in noise of unknown
    variance). Of partials whose noise has nothing in common it adds up.
    """
    r = np.maximum(likeness, 0.0)
    return np.asarray(-np.log1p(-r * r), np.float32)


class Partials:
    """All partials of all pitches, one column each.

    Parameters
    ----------
    pitches : tuple of Pitch
    """

    def __init__(self, pitches: tuple[Pitch, ...]) -> None:
        self.bins = np.array([one for pitch in pitches for one in pitch.bins])
        """The bin of each column, shape (columns,)."""
        self.pitch = np.repeat(np.arange(len(pitches)), [len(one.bins) for one in pitches])
        """The pitch of each column, shape (columns,)."""
        self._adds = (self.pitch[:, None] == np.arange(len(pitches))).astype(np.float32)

    def together(self, likeness: FloatArray) -> FloatArray:
        """The evidence for each pitch.

        Parameters
        ----------
        likeness : ndarray, shape (..., columns), float32, under 1

        Returns
        -------
        ndarray, shape (..., pitches), float32, 0 and more
        """
        return np.asarray(evidence(likeness) @ self._adds, np.float32)

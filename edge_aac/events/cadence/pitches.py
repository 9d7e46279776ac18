"""The pitches at which an alarm may sound, and the bins that each of them fills.

In: the bins' frequencies. Out: the watched `Pitch` values, and their tones: of a disc one bin, of
a 520 Hz square wave four partials, each by how much it stands out of its own mean. A voice or a
street may cover the fundamental; the third and fifth partials lie where they are quiet.

Never does: deciding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.patterns import PIEZO_HERTZ, SQUARE_HERTZ, Sounder
from edge_aac.types import FloatArray

_PARTIALS_OF = {Sounder.DISC: (1,), Sounder.SQUARE: (1, 3, 5, 7)}
_ABSENT_OF: dict[Sounder, tuple[int, ...]] = {Sounder.DISC: (), Sounder.SQUARE: (2, 4, 6)}
_SQUARES = 14
"""Fundamentals that are tried, 8 Hz apart: half a bin. The last is at the end of the tolerance."""
_PARTIALS = 8
_BESIDE_BINS = 4
"""A tone that is farther than that from every partial is another one."""
_OWN_BINS = 3
"""A tone of a pulse fills so many bins on either side."""
_FAINT = 0.02
"""A tone's strength in digital silence; below it nothing is made louder."""


@dataclass(frozen=True, slots=True, eq=False)
class Pitch:
    """One pitch of one kind of sounder."""

    sounder: Sounder
    hertz: float
    bins: tuple[int, ...]
    """Its partials, the lowest first."""
    absent: tuple[int, ...]
    """The partials that it has not got, or next to nothing of: voices, flutes and bells have."""
    others: NDArray[np.bool_]
    """Which bins are near none of its partials, shape (bins,)."""
    own: NDArray[np.bool_]
    """Which bins its partials fill, shape (bins,)."""


def watched(hertz: FloatArray) -> tuple[Pitch, ...]:
    """All pitches, discs first.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
    """
    low, high = PIEZO_HERTZ
    discs = [f for f in hertz.tolist() if low <= f <= high]
    squares = np.linspace(*SQUARE_HERTZ, _SQUARES).tolist()
    return (
        *(_pitch(hertz, f, Sounder.DISC) for f in discs),
        *(_pitch(hertz, f, Sounder.SQUARE) for f in squares),
    )


def _pitch(hertz: FloatArray, lowest: float, sounder: Sounder) -> Pitch:
    bins = _bins(hertz, lowest, _PARTIALS_OF[sounder])
    own: NDArray[np.bool_] = np.zeros(len(hertz), bool)
    for one in bins:
        own[max(0, one - _OWN_BINS) : one + _OWN_BINS + 1] = True
    absent = _bins(hertz, lowest, _ABSENT_OF[sounder])
    return Pitch(sounder, lowest, bins, absent, _others(hertz, lowest), own)


def _bins(hertz: FloatArray, lowest: float, partials: tuple[int, ...]) -> tuple[int, ...]:
    inside = (k * lowest for k in partials if k * lowest <= hertz[-1])
    return tuple(int(np.abs(hertz - f).argmin()) for f in inside)


def _others(hertz: FloatArray, lowest: float) -> NDArray[np.bool_]:
    width = float(hertz[1] - hertz[0])
    partials = lowest * np.arange(1, _PARTIALS + 1)
    beside: NDArray[np.bool_] = np.abs(hertz[:, None] - partials).min(axis=1) > _BESIDE_BINS * width
    return beside


def relative(tones: FloatArray) -> FloatArray:
    """Each bin's tones over their mean in time, so that a loud partial counts as a faint one."""
    return np.asarray(tones * (1.0 / (tones.mean(axis=0) + _FAINT)), np.float32)


class Tones:
    """Joins the bins of each pitch.

    Parameters
    ----------
    pitches : tuple of Pitch
    bins : int
        Bins of the spectrum.
    """

    def __init__(self, pitches: tuple[Pitch, ...], bins: int) -> None:
        self._discs = [one.bins[0] for one in pitches if one.sounder is Sounder.DISC]
        squares = [one for one in pitches if one.sounder is Sounder.SQUARE]
        self._share = np.zeros((bins, len(squares)), np.float32)
        for column, one in enumerate(squares):
            self._share[list(one.bins), column] = 1.0 / len(one.bins)

    def of(self, tones: FloatArray) -> FloatArray:
        """The tones of each pitch.

        Parameters
        ----------
        tones : ndarray, shape (n, bins), float32

        Returns
        -------
        ndarray, shape (n, pitches), float32
        """
        return np.concatenate([tones[:, self._discs], relative(tones) @ self._share], axis=1)

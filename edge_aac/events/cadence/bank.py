"""All speeds of a group at once, held against every band: where one may have just ended.

In: the newest columns. Out: `Candidate` values, best first. A candidate is a window whose
tones correlate with a template; what it is worth is `fit`'s to say.

Never does: remembering, confirming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.partials import joined, shares
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import HOP_COLUMNS, LOWEST, WATCHED
from edge_aac.types import FloatArray

_NEAR = 2
"""Bands around a candidate in which nothing else is looked for: a tone fills three or four."""
_MOST = 6
"""Candidates of one hop that are worth a closer look."""
_FLAT = 1e-4
"""A window that varies less than this part of its power holds no pulses."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that looks like a group."""

    template: Template
    back: int
    """Columns between its end and the newest column's end."""
    partials: tuple[int, ...]
    """Bands of the front end that sound together, the lowest first."""
    likeness: float
    """Normalised correlation with the template, -1..1."""

    @property
    def band(self) -> int:
        """Band of its pitch."""
        return self.partials[0]


class Bank:
    """Holds templates against the newest columns.

    Parameters
    ----------
    templates : tuple of Template
    every : int
        Columns from one place where they are looked for to the next.
    waves : tuple of tuple of int
        Bands that are looked at together, beside each band alone.
    """

    def __init__(
        self,
        templates: tuple[Template, ...],
        every: int = 1,
        waves: tuple[tuple[int, ...], ...] = (),
    ) -> None:
        self._waves, self._share = waves, shares(waves)
        self._templates = templates
        self.columns = max(map(len, templates)) + HOP_COLUMNS - 1
        """Columns of the past that are needed."""
        shifts = [
            (template, back) for template in templates for back in range(0, HOP_COLUMNS, every)
        ]
        self._shifts = shifts
        self._on = np.stack([self._placed(t.on, back) for t, back in shifts])
        self._off = np.stack([self._placed(t.off, back) for t, back in shifts])
        self._n_on, self._n_off = self._on.sum(axis=1), self._off.sum(axis=1)

    def _placed(self, mask: NDArray[np.bool_], back: int) -> FloatArray:
        """A template's mask at its place among the columns, as numbers."""
        row = np.zeros(self.columns, np.float32)
        end = self.columns - back
        row[end - len(mask) : end] = mask
        return row

    def likeness(self, past: FloatArray) -> FloatArray:
        """How much every window looks like a group that has just ended.

        Parameters
        ----------
        past : ndarray, shape (columns, WATCHED), float32
            The newest last.

        Returns
        -------
        ndarray, shape (templates * places, WATCHED + waves), float32
            Normalised correlation, -1..1.
        """
        past = np.concatenate([past, joined(past, self._share)], axis=1)
        n_on, n_off = self._n_on[:, None], self._n_off[:, None]
        total = n_on + n_off
        on, off = self._on @ past, self._off @ past
        squares = (self._on + self._off) @ (past * past)
        mean_square, mean = squares / total, (on + off) / total
        spread = np.maximum(mean_square - mean * mean, _FLAT * mean_square + 1e-9)
        likeness = (on / n_on - off / n_off) * np.sqrt(n_on * n_off / spread) / total
        return np.asarray(likeness, np.float32)

    def best(self, likeness: FloatArray) -> FloatArray:
        """The best template's likeness at each place of the hop, the oldest place first."""
        each = likeness.reshape(len(self._templates), -1, likeness.shape[1])
        return np.asarray(each.max(axis=0)[::-1], np.float32)

    def candidates(self, likeness: FloatArray, least: float) -> list[Candidate]:
        """What may be a group that has just ended.

        Parameters
        ----------
        likeness : ndarray
            What `likeness` gives.
        least : float
            Likeness of a candidate.
        """
        likeness = likeness.copy()
        found: list[Candidate] = []
        while len(found) < _MOST:
            row, column = divmod(int(likeness.argmax()), likeness.shape[1])
            best = float(likeness[row, column])
            if best < least:
                break
            template, back = self._shifts[row]
            alone = column < WATCHED
            partials = (column + LOWEST,) if alone else self._waves[column - WATCHED]
            found.append(Candidate(template, back, partials, best))
            self._cross_out(likeness, partials)
        return found

    def _cross_out(self, likeness: FloatArray, partials: tuple[int, ...]) -> None:
        """What shares a band with a candidate is the candidate again."""
        for band in partials:
            column = band - LOWEST
            likeness[:, max(0, column - _NEAR) : min(WATCHED, column + _NEAR + 1)] = -1.0
        for k, wave in enumerate(self._waves):
            if any(abs(one - band) <= _NEAR for one in wave for band in partials):
                likeness[:, WATCHED + k] = -1.0

"""All speeds of a group at once, held against every pitch: where one may have just ended.

In: the tones of the newest columns. Out: `Candidate` values, best first, and how much each place
looks like a group at all. A candidate is a window whose tones correlate with a template; what it
is worth is `fit`'s to say.

Never does: remembering, confirming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.masks import Masks
from edge_aac.events.cadence.pitches import Pitch
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import HOP_COLUMNS
from edge_aac.types import FloatArray

_NEAR = 3
"""Bins around a candidate in which nothing else is looked for: a tone fills three or four."""
_MOST = 6
"""Candidates of one hop that are worth a closer look."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that looks like a group."""

    template: Template
    back: int
    """Columns between its end and the newest column's end."""
    pitch: Pitch
    likeness: float
    """Normalised correlation with the template, -1..1."""


class Bank:
    """Holds templates against the newest columns.

    Parameters
    ----------
    templates : tuple of Template
    pitches : tuple of Pitch
        What the columns of the tones are.
    every : int
        Columns from one place where they are looked for to the next.
    """

    def __init__(
        self, templates: tuple[Template, ...], pitches: tuple[Pitch, ...], every: int = 1
    ) -> None:
        self.templates, self._pitches = templates, pitches
        self.columns = max(map(len, templates)) + HOP_COLUMNS - 1
        """Columns of the past that are needed."""
        self._shifts = [
            (template, back) for template in templates for back in range(0, HOP_COLUMNS, every)
        ]
        self._masks = Masks(
            np.stack([self._placed(t.on, back) for t, back in self._shifts]),
            np.stack([self._placed(t.off, back) for t, back in self._shifts]),
        )
        self._same = _neighbours(pitches)

    def _placed(self, mask: FloatArray, back: int) -> FloatArray:
        """A template's mask at its place among the columns."""
        row = np.zeros(self.columns, np.float32)
        end = self.columns - back
        row[end - len(mask) : end] = mask
        return row

    def match(self, past: FloatArray, known: FloatArray | float = 1.0) -> FloatArray:
        """How much every window looks like a group that has just ended, beside every template.

        Parameters
        ----------
        past : ndarray, shape (columns, n), float32
            Tones of any kind, the newest last.
        known : ndarray, shape (columns,), float32, optional
            As `Masks.match` takes it.

        Returns
        -------
        ndarray, shape (templates * places, n), float32, -1..1
            Of each template all places, the newest first.
        """
        return self._masks.match(past, known)

    def part(self, known: FloatArray) -> FloatArray:
        """How much of each window can be looked at, as `match` gives likeness, 0..1."""
        return self._masks.part(known)

    def candidates(self, match: FloatArray, least: float) -> list[Candidate]:
        """What may be a group that has just ended.

        Parameters
        ----------
        match : ndarray, shape (templates * places, pitches), float32
            As `match` gave it.
        least : float
            Likeness of a candidate.
        """
        likeness = match.copy()
        found: list[Candidate] = []
        while len(found) < _MOST:
            row, column = divmod(int(likeness.argmax()), likeness.shape[1])
            best = float(likeness[row, column])
            if best < least:
                break
            template, back = self._shifts[row]
            found.append(Candidate(template, back, self._pitches[column], best))
            # What is as near as that is the candidate again.
            likeness[:, self._same[column]] = -1.0
        return found


def _neighbours(pitches: tuple[Pitch, ...]) -> NDArray[np.bool_]:
    """Which pitches of one kind are near each other; shape (pitches, pitches)."""
    lowest = np.array([one.bins[0] for one in pitches])
    kind = np.array([one.sounder.value for one in pitches])
    near = np.abs(lowest[:, None] - lowest) <= _NEAR
    same: NDArray[np.bool_] = near & (kind[:, None] == kind)
    return same

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

from edge_aac.events.cadence.masks import Masks, Match
from edge_aac.events.cadence.pitches import Pitch
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import HOP_COLUMNS
from edge_aac.types import FloatArray

_NEAR = 3
"""Bins around a candidate in which nothing else is looked for: a tone fills three or four."""
_MOST = 6
"""Candidates of one hop that are worth a closer look."""
_WORTH = 0.3
"""Likeness from which it is asked whether the pause before was silent."""
_LOUD = 0.6
"""Part of the pulses' strength from which a moment of a pause is a stray one."""


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
        self._templates, self._pitches = templates, pitches
        self.columns = max(map(len, templates)) + HOP_COLUMNS - 1
        """Columns of the past that are needed."""
        self._shifts = [
            (template, back) for template in templates for back in range(0, HOP_COLUMNS, every)
        ]
        self._masks = Masks(
            np.stack([self._placed(t.on, back) for t, back in self._shifts]),
            np.stack([self._placed(t.off, back) for t, back in self._shifts]),
        )
        begins = [self.columns - back - len(template) for template, back in self._shifts]
        self._begins = np.array(begins)
        self._pause = np.arange(templates[0].pause.stop)
        self._same = _neighbours(pitches)

    def _placed(self, mask: FloatArray, back: int) -> FloatArray:
        """A template's mask at its place among the columns."""
        row = np.zeros(self.columns, np.float32)
        end = self.columns - back
        row[end - len(mask) : end] = mask
        return row

    def match(self, past: FloatArray) -> Match:
        """How much every window looks like a group that has just ended, beside every template.

        Parameters
        ----------
        past : ndarray, shape (columns, pitches), float32
            Tones, the newest last.

        Returns
        -------
        Match
            One row for each template at each of its places.
        """
        return self._masks.match(past)

    def best(self, match: Match, past: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The best template's likeness at each place of the hop, and how stray its pause was.

        Returns
        -------
        (ndarray, ndarray), each of shape (places, pitches), float32
            The oldest place first; the second is the part of the pause before the group in
            which it is nearly as loud as the pulses, 0..1, and 0 where nothing is alike.
        """
        each = match.likeness.reshape(len(self._templates), -1, len(self._pitches))
        which = each.argmax(axis=0)
        best = np.take_along_axis(each, which[None], axis=0)[0]
        stray = np.zeros_like(best)
        places, columns = np.nonzero(best > _WORTH)
        if len(places):
            rows = which[places, columns] * each.shape[1] + places
            pause = past[self._begins[rows, None] + self._pause, columns[:, None]]
            loud = _LOUD * match.strength[rows, columns]
            stray[places, columns] = (pause >= loud[:, None]).mean(axis=1)
        return best[::-1], stray[::-1]

    def candidates(self, match: Match, least: float) -> list[Candidate]:
        """What may be a group that has just ended.

        Parameters
        ----------
        match : Match
        least : float
            Likeness of a candidate.
        """
        likeness = match.likeness.copy()
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

"""Two horns in turn: the siren that most of Europe's emergency vehicles have.

In: the past after each hop. Out: `Heard` when a low tone and a high one took turns for so long that
the newest four tones and those half as long before look alike. Each tone has its partials; what
correlates with the turns at the partials of one pitch and against them at those of another is a
siren or a tune of two notes.

Never does: naming, deciding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.masks import Masks
from edge_aac.events.cadence.partials import evidence
from edge_aac.events.cadence.past import Past
from edge_aac.events.cadence.patterns import HORN_HERTZ, Pattern
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.types import FloatArray

_SHORTEST, _LONGEST, _FASTER = 0.36, 1.12, 1.065
"""How long a tone lasts [s], and how much longer the next length that is tried is."""
_TURNS = 4
"""Tones that are looked at together."""
_BEGINS, _ENDS = 0.08, 0.02
"""Of each tone, what a room's tail of the other one and the change leave out [s]."""
_EVERY = 2
"""Columns from one place where the newest tone may end to the next."""
_STEP = 0.5
"""Part of a bin from one pitch that is tried to the next."""
_PARTIALS = 7
_RATIO = (1.12, 1.55)
"""High over low: a second to a fifth."""
_FULL = 0.95
"""Correlation that counts as whole: a clean tone says no more than that."""
_MOST = 4
"""Places of one hop that are worth a closer look."""
_FREE = 0.75
"""Part of the low tones, and of the high ones, that has to be free of the own voice: of one tone
each, whatever the voice leaves of them, nothing comes again."""
_LEAST = 3.5
"""Evidence that each of both pitches has to show. In five hours of tuning streams chance had 4.0
once, 3.2 at most else, and never again with the same tones; of 1,933 recordings one music had 4.4,
and of the others only two sirens as much as 3.5. Rendered sirens 5 dB under a street had 7 each."""
ENOUGH = 3.0
"""Log-odds of what just has that."""
_NAT = 0.3
"""Evidence that makes chance a nat rarer, by the tail of the same streams."""
_SAME_PITCH, _SAME_LENGTH = 0.03, 0.1
"""Part by which two looks at one siren may differ: it may drive past."""
_AGAIN = (1.5, 3.2)
"""Tones between two looks that are needed: six tones in all, where tunes go elsewhere."""
_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Turns:
    """Four tones in turn."""

    end: int
    """Column after the newest tone, counted since the beginning."""
    low: float
    high: float
    """Their pitches [Hz]."""
    seconds: float
    """How long each lasts."""
    evidence: float
    """Of the pitch that shows less."""

    def continues(self, other: Turns) -> bool:
        """Whether it is the same siren's as four that ended two or three tones before."""
        apart = (self.end - other.end) * COLUMN_SECONDS / self.seconds
        return (
            _AGAIN[0] <= apart <= _AGAIN[1]
            and abs(other.low / self.low - 1.0) <= _SAME_PITCH
            and abs(other.high / self.high - 1.0) <= _SAME_PITCH
            and abs(other.seconds / self.seconds - 1.0) <= _SAME_LENGTH
        )


class TwoToneListener:
    """Listens for two tones in turn.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the spectrum [Hz].
    """

    def __init__(self, hertz: FloatArray) -> None:
        count = 1 + int(np.log(_LONGEST / _SHORTEST) / np.log(_FASTER) + 1e-6)
        lengths = _SHORTEST * _FASTER ** np.arange(count)
        self.columns = int(np.ceil(_TURNS * lengths[-1] / COLUMN_SECONDS)) + HOP_COLUMNS
        """Columns of tones that are needed."""
        self._places = [
            (float(length), back) for length in lengths for back in range(0, HOP_COLUMNS, _EVERY)
        ]
        masks = [_masks(length, back, self.columns) for length, back in self._places]
        self._masks = Masks(*(np.stack(one) for one in zip(*masks, strict=True)))
        width = float(hertz[1] - hertz[0])
        self._pitches = np.arange(*HORN_HERTZ, _STEP * width)
        self._partials = _partials(hertz, self._pitches)
        ratio = self._pitches / self._pitches[:, None]
        self._pairs: NDArray[np.bool_] = (ratio > _RATIO[0]) & (ratio < _RATIO[1])

    def start(self) -> tuple[Turns, ...]:
        """Nothing was heard yet."""
        return ()

    def step(
        self, state: tuple[Turns, ...], past: Past, end: float
    ) -> tuple[tuple[Turns, ...], tuple[Heard, ...]]:
        """Listen to one more hop.

        Parameters
        ----------
        state : tuple of Turns
            Those of the last seconds, the oldest first; bounded in number.
        past : Past
            With the hop; of `columns` columns of tones at least.
        end : float
            End of the hop [s].
        """
        turns = self._best(past)
        if turns is None:
            return state, ()
        before = [one for one in state if turns.continues(one)]
        after = (*state, turns)[-_REMEMBERED:]
        if not before:
            return after, ()
        shown = min(turns.evidence, max(one.evidence for one in before))
        first = min(one.end for one in before) - round(_TURNS * turns.seconds / COLUMN_SECONDS)
        heard = Heard(
            Pattern.TWO_TONE,
            max(0.0, round(end - (past.heard - first) * COLUMN_SECONDS, 6)),
            2,
            round(ENOUGH + (shown - _LEAST) / _NAT, 3),
            turns.low,
            2.0 * turns.seconds,
        )
        return after, (heard,)

    def _best(self, past: Past) -> Turns | None:
        """The four tones that ended in this hop and show most; None where nothing shows enough."""
        known = past.known[-self.columns :]
        likeness = np.clip(self._masks.match(past.tones[-self.columns :], known), -_FULL, _FULL)
        with_turns = evidence(likeness) @ self._partials
        against = evidence(-likeness) @ self._partials
        most = np.minimum(with_turns.max(axis=1), against.max(axis=1))
        most[self._masks.part(known) < _FREE] = 0.0
        looks = [
            self._look(past, place, high[place], low[place])
            for place in np.argsort(-most)[:_MOST].tolist()
            if most[place] >= _LEAST
            for high, low in ((with_turns, against), (against, with_turns))
        ]
        best = max(looks, key=lambda one: one.evidence, default=None)
        return best if best is not None and best.evidence >= _LEAST else None

    def _look(self, past: Past, place: int, high: FloatArray, low: FloatArray) -> Turns:
        """The two pitches that show most at a place, from the evidence of each as either horn."""
        both = np.where(self._pairs, np.minimum(low[:, None], high), 0.0)
        i, j = divmod(int(both.argmax()), len(self._pitches))
        seconds, back = self._places[place]
        pitches = float(self._pitches[i]), float(self._pitches[j])
        return Turns(past.heard - back, *pitches, seconds, float(both[i, j]))


def _masks(length: float, back: int, columns: int) -> tuple[FloatArray, FloatArray]:
    """Where every second tone sounds, and where those between do, shape (columns,) each."""
    middle = (np.arange(columns) + 0.5 - (columns - back)) * COLUMN_SECONDS
    turn = np.floor(middle / length + _TURNS)
    into = middle + (_TURNS - turn) * length
    inside = (turn >= 0) & (turn < _TURNS) & (into >= _BEGINS) & (into < length - _ENDS)
    odd = turn % 2 == 1
    return (inside & odd).astype(np.float32), (inside & ~odd).astype(np.float32)


def _partials(hertz: FloatArray, pitches: NDArray[np.float64]) -> FloatArray:
    """Which bins each pitch's partials lie in, shape (bins, pitches)."""
    adds = np.zeros((len(hertz), len(pitches)), np.float32)
    width = float(hertz[1] - hertz[0])
    for column, pitch in enumerate(pitches.tolist()):
        bins = np.round((pitch * np.arange(1, _PARTIALS + 1) - float(hertz[0])) / width)
        adds[bins[bins < len(hertz)].astype(int), column] = 1.0
    return adds

"""A beep that comes again each half minute to a minute: what a device does whose battery is low.

In: the past after each hop. Out: `Heard` with the third of such beeps, and each after it. They
have one pitch, length and loudness, come evenly, and nothing is at that pitch between them.

Never does: finding beeps (`beeps`), naming the device.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.events.cadence.beeps import Beep, Beeps
from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.past import Past
from edge_aac.events.cadence.patterns import Pattern
from edge_aac.events.cadence.tones import COLUMN_SECONDS
from edge_aac.types import FloatArray

SHORTEST, LONGEST = 25.0, 65.0
"""From one chirp to the next [s]; UL 217 asks for one a minute at least."""
_EVEN_SECONDS = 0.16
"""By how much the first of three may be off where the others say it was."""
_OFF_PITCH = 0.005
_OFF_LEVEL = 0.7
"""Nepers of power."""
_OFF_SECONDS = 0.06
_APART_SECONDS = 1.0
"""So near to a chirp another beep is its echo."""
_MOST = 400
"""Beeps that are remembered: a place with more of them in two minutes hides a chirp anyway."""
_ODDS = 3.0
"""Log-odds of three. Five hours of tuning streams and 800 rendered look-alikes hold none."""


@dataclass(frozen=True, slots=True, eq=False)
class ChirpState:
    """What is remembered between hops; bounded in number and time."""

    beeps: tuple[Beep, ...] = ()
    """The oldest first."""


class ChirpListener:
    """Listens for chirps.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the spectrum [Hz].
    """

    def __init__(self, hertz: FloatArray) -> None:
        self._beeps = Beeps(hertz)

    def start(self) -> ChirpState:
        """Nothing was heard yet."""
        return ChirpState()

    def step(
        self, state: ChirpState, past: Past, end: float
    ) -> tuple[ChirpState, tuple[Heard, ...]]:
        """Listen to one more hop that ends at `end` [s]."""
        new = self._beeps.of(past)
        if not new:
            return state, ()
        oldest = past.heard - round((2.0 * LONGEST + _APART_SECONDS) / COLUMN_SECONDS)
        beeps = [one for one in state.beeps if one.start >= oldest]
        heard = []
        for one in new:
            row = _row_to(one, beeps)
            if row is not None:
                begun = (past.heard - row[0].start) * COLUMN_SECONDS
                every = (one.start - row[1].start) * COLUMN_SECONDS
                onset = max(0.0, round(end - begun, 6))
                heard.append(Heard(Pattern.CHIRP, onset, 3, _ODDS, one.hertz, every))
        kept = sorted((*beeps, *new), key=lambda one: one.start)[-_MOST:]
        return ChirpState(tuple(kept)), tuple(heard)


def _row_to(newest: Beep, beeps: list[Beep]) -> tuple[Beep, Beep, Beep] | None:
    """The newest of three chirps with the two before it, the oldest first."""
    alike = [one for one in beeps if _is_like(one, newest)]
    for middle in reversed(alike):
        period = newest.start - middle.start
        if not SHORTEST <= period * COLUMN_SECONDS <= LONGEST:
            continue
        for first in alike:
            off = abs(middle.start - first.start - period) * COLUMN_SECONDS
            if off <= _EVEN_SECONDS and _alone((first, middle, newest), beeps):
                return first, middle, newest
    return None


def _is_like(one: Beep, other: Beep) -> bool:
    return (
        abs(one.hertz / other.hertz - 1.0) <= _OFF_PITCH
        and abs(one.level - other.level) <= _OFF_LEVEL
        and abs(one.seconds - other.seconds) <= _OFF_SECONDS
    )


def _alone(row: tuple[Beep, Beep, Beep], beeps: list[Beep]) -> bool:
    """Whether no other beep of about that pitch was between them."""
    first, _, newest = row
    apart = _APART_SECONDS / COLUMN_SECONDS
    return not any(
        first.start < one.start < newest.start
        and abs(one.hertz / newest.hertz - 1.0) <= 2 * _OFF_PITCH
        and all(abs(one.start - chirp.start) > apart for chirp in row)
        for one in beeps
    )

"""A beep that comes again each half minute to a minute: what a device does whose battery is low.

In: the columns of each hop. Out: `Chirps` with the third of such beeps, and each after it. They
have one pitch, length and loudness, come evenly, and no tone at that pitch is as loud between them.

Never does: finding beeps (`beeps`), naming the device.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.chirps.beeps import BACK, COLUMNS, NOTHING, Beep, Beeps
from edge_aac.events.chirps.spectrum_history import COLUMN_SECONDS, HOP_COLUMNS, SpectrumHistory
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
"""So near to a chirp another tone is its echo."""
_FAINTER = 1.4
"""Nepers of power that a tone between chirps has to be fainter: 6 dB."""
_MOST = 400
"""Beeps that are remembered."""
_HOPS = round((2.0 * LONGEST + 2.0 * _APART_SECONDS) / (HOP_COLUMNS * COLUMN_SECONDS))
"""Hops that are."""


@dataclass(frozen=True, slots=True)
class Chirps:
    """Three chirps, of which the last was just heard."""

    onset: float
    """When the first began [s]."""
    hertz: float
    period: float
    """From one to the next [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class ChirpState:
    """What is remembered between hops; bounded in number."""

    past: SpectrumHistory
    tonal: tuple[FloatArray, ...]
    """Strongest tones of each of the last hops, (bins,) each, the newest last."""
    beeps: tuple[Beep, ...] = ()
    """The oldest first."""


class ChirpDetector:
    """Listens for chirps.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the spectrum [Hz].
    """

    def __init__(self, hertz: FloatArray) -> None:
        self._beeps, self._bins = Beeps(hertz), len(hertz)

    def start(self) -> ChirpState:
        """Nothing was heard yet."""
        past = SpectrumHistory.nothing(COLUMNS, self._bins)
        nothing = np.full(self._beeps.bins, NOTHING, np.float32)
        return ChirpState(past, (nothing,) * _HOPS)

    def step(
        self, state: ChirpState, spectrum: FloatArray, end: float
    ) -> tuple[ChirpState, Chirps | None]:
        """Listen to one more hop.

        Parameters
        ----------
        state : ChirpState
        spectrum : ndarray, shape (8, bins), float32
            Natural log power.
        end : float
            End of the hop [s].
        """
        past = state.past.then(spectrum)
        seen = self._beeps.of(past)
        tonal = (*state.tonal[1:], seen.tonal)
        if not seen.beeps:
            return ChirpState(past, tonal, state.beeps), None
        oldest = past.heard - _HOPS * HOP_COLUMNS
        beeps = [one for one in state.beeps if one.start >= oldest]
        # Where each remembered hop began.
        hops = past.heard - BACK - HOP_COLUMNS * np.arange(_HOPS, 0, -1)
        heard = None
        for one in seen.beeps:
            row = _row_to(one, beeps)
            if row is not None and _undisturbed(row, tonal, hops):
                begun = (past.heard - row[0].start) * COLUMN_SECONDS
                every = (one.start - row[1].start) * COLUMN_SECONDS
                onset = max(0.0, round(end - begun, 6))
                heard = heard or Chirps(onset, one.hertz, every)
        kept = sorted((*beeps, *seen.beeps), key=lambda one: one.start)[-_MOST:]
        return ChirpState(past, tonal, tuple(kept)), heard


def _row_to(newest: Beep, beeps: list[Beep]) -> tuple[Beep, Beep, Beep] | None:
    """The newest of three even chirps with the two before it, the oldest first."""
    alike = [one for one in beeps if _is_like(one, newest)]
    for middle in reversed(alike):
        period = newest.start - middle.start
        if SHORTEST <= period * COLUMN_SECONDS <= LONGEST:
            for first in alike:
                off = abs(middle.start - first.start - period) * COLUMN_SECONDS
                if off <= _EVEN_SECONDS:
                    return first, middle, newest
    return None


def _is_like(one: Beep, other: Beep) -> bool:
    return (
        abs(one.hertz / other.hertz - 1.0) <= _OFF_PITCH
        and abs(one.level - other.level) <= _OFF_LEVEL
        and abs(one.seconds - other.seconds) <= _OFF_SECONDS
    )


def _undisturbed(
    row: tuple[Beep, Beep, Beep], tonal: tuple[FloatArray, ...], hops: NDArray[np.signedinteger]
) -> bool:
    """Whether no tone at their pitch was nearly as loud between them, long or short."""
    apart = _APART_SECONDS / COLUMN_SECONDS
    between = (hops > row[0].start) & (hops < row[2].start)
    for chirp in row:
        between &= np.abs(hops - chirp.start) > apart
    near = slice(max(0, row[2].band - 1), row[2].band + 2)
    adjacent = np.stack([tonal[i] for i in np.flatnonzero(between)])
    loudest = float(adjacent[:, near].max(initial=NOTHING))
    return loudest <= min(one.level for one in row) - _FAINTER

"""Single beeps that stand alone: one short tone at a disc's pitch, and quiet around it.

In: the past after each hop. Out: the `Beep` values of a second ago, and what was tonal beside
them. Loudness plays no part: a tone counts by how far it rises above the bins around it, and
quiet is what is far below its own peak, so a room may ring on.

What a beep means is for `chirp_detector` to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from edge_aac.events.chirps.spectrum_history import COLUMN_SECONDS, HOP_COLUMNS, SpectrumHistory
from edge_aac.events.tonal.pitch_salience import rise
from edge_aac.types import FloatArray

PIEZO_HERTZ = (2_720.0, 3_850.0)
"""Where the discs of smoke and carbon monoxide alarms sound."""
_RISE = 3.5
"""How far a beep rises above the bins around it, at least [nepers of power]."""
_ADJACENT = 1.0
"""By which the bin of a peak may rise less than one beside it [nepers]."""
_QUIET = 2.3
"""How far below its peak it is quiet: 10 dB."""
_BEFORE, _SOUNDING, _AFTER = 25, 18, 25
"""Columns before its attack that are quiet; from its peak on, in which it and its room may sound;
and after these, that are quiet."""
_ATTACK = 6
"""Columns before the peak in which it may begin."""
_PEAK = 3
"""Columns around the peak in which nothing is louder at its pitch."""
_NEAR = 6
"""Bins around it in which nothing is louder."""
_AROUND = 8
"""Bins by which the rise is measured."""
BACK = _SOUNDING + _AFTER
"""Columns between the hop that is looked at and now."""
COLUMNS = _BEFORE + _ATTACK + HOP_COLUMNS + BACK
"""The past that it needs."""
NOTHING = -100.0
"""Level where nothing is tonal."""


@dataclass(frozen=True, slots=True)
class Beep:
    """A short tone that stood alone."""

    start: int
    """Column in which it began, counted since the beginning."""
    seconds: float
    hertz: float
    level: float
    """Natural log power of its peak."""
    band: int
    """Its bin among those that are watched."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One hop, looked at a second later."""

    beeps: tuple[Beep, ...]
    tonal: FloatArray
    """Natural log power of the strongest tone in each watched bin, shape (bins,); `NOTHING` for
    none."""


class Beeps:
    """Finds beeps.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the spectrum [Hz].
    """

    def __init__(self, hertz: FloatArray) -> None:
        low, high = PIEZO_HERTZ
        inside = np.flatnonzero((hertz >= low) & (hertz <= high))
        self._hertz = hertz
        self._first, self._last = int(inside[0]), int(inside[-1]) + 1

    @property
    def bins(self) -> int:
        """How many are watched."""
        return self._last - self._first

    def of(self, past: SpectrumHistory) -> Seen:
        """The hop that ended `BACK` columns ago.

        Parameters
        ----------
        past : SpectrumHistory
            Of `COLUMNS` columns at least.
        """
        spectrum, begun = past.spectrum[-COLUMNS:], past.heard - COLUMNS
        at = slice(_BEFORE + _ATTACK, _BEFORE + _ATTACK + HOP_COLUMNS)
        low = self._first - _AROUND
        risen = rise(spectrum[at, low : self._last + _AROUND])[:, _AROUND:-_AROUND]
        beeps = []
        for column, band in _peaks(risen):
            beep = self._beep(spectrum, at.start + column, self._first + band)
            if beep is not None:
                beeps.append(replace(beep, start=begun + beep.start))
        level = np.where(risen >= _RISE, spectrum[at, self._first : self._last], NOTHING)
        return Seen(tuple(beeps), np.asarray(level.max(axis=0), np.float32))

    def _beep(self, spectrum: FloatArray, peak: int, band: int) -> Beep | None:
        """The beep of a peak; None where it is none, or a neighbour's."""
        track = spectrum[:, band]
        level = float(track[peak])
        near = spectrum[peak - _PEAK : peak + _PEAK + 1, band - _NEAR : band + _NEAR + 1]
        if near.max() > level:
            return None
        above = track > level - _QUIET
        begin = peak - _ATTACK
        if above[begin - _BEFORE : begin].any() or above[peak + _SOUNDING :][:_AFTER].any():
            return None
        on = np.flatnonzero(above[begin : peak + _SOUNDING])
        left, right = spectrum[peak, band - 1], spectrum[peak, band + 1]
        off = 0.5 * float(left - right) / min(float(left - 2.0 * level + right), -1e-3)
        width = float(self._hertz[1] - self._hertz[0])
        return Beep(
            begin + int(on[0]),
            int(on[-1] - on[0] + 1) * COLUMN_SECONDS,
            float(self._hertz[band]) + min(max(off, -0.5), 0.5) * width,
            level,
            band - self._first,
        )


def _peaks(risen: FloatArray) -> list[list[int]]:
    """Column and bin of what rises far enough, and at least as far as the bins beside it."""
    clear = risen >= _RISE
    if not clear.any():
        return []
    # A tone is loudest where it rises most, or in the bin beside.
    clear[:, 1:] &= risen[:, 1:] >= risen[:, :-1] - _ADJACENT
    clear[:, :-1] &= risen[:, :-1] >= risen[:, 1:] - _ADJACENT
    found: list[list[int]] = np.argwhere(clear).tolist()
    return found

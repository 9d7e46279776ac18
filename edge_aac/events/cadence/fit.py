"""How well a window fits a standard's group, measured frame by frame.

In: the frames of a candidate's window. Out: a `Fit`: measures that do not depend on
loudness, and their weighted sum, the logarithm of the odds that a device made it. Singing,
birds and alarm clocks have tones in threes as well; they differ in what is measured here.

Never does: finding candidates; the weights are fitted by `models.fit_cadence`.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.bank import Candidate
from edge_aac.events.cadence.tones import COLUMN_FRAMES, rise
from edge_aac.types import FloatArray

_NEAR = 1
"""A tone between two bands fills both."""
_AROUND = 6
"""Bands among which a tone is the strongest."""
_CENTRE = 2
"""Bands from which the pitch is told more finely."""
_END = 8
"""Frames at the end, in which one more pulse would have begun."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a window; levels in nepers of power, pitches in bands."""

    likeness: float
    """Correlation with the template, -1..1."""
    apart: float
    """Weak moments of the pulses above strong moments of the pauses."""
    unequal: float
    """Between the loudest and the faintest pulse."""
    hole: float
    """Deepest dip within a pulse, 0 for none."""
    tonal: float
    """Rise above the bands around, in the pulses more than in the pauses."""
    alone: float
    """Part of the pulses in which it is the strongest tone around, 0..1."""
    wavering: float
    """Deviation of the pitch in all pulses."""
    moving: float
    """Between the highest and the lowest pulse."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of a window: offset plus the sum of weight times measure."""

    offset: float
    each: tuple[float, ...]
    """One for each of the measures, in their order."""

    def odds(self, measures: Measures) -> float:
        """Logarithm of the odds that a device made it."""
        return self.offset + float(np.dot(self.each, astuple(measures)))


def measure(frames: FloatArray, candidate: Candidate) -> Measures:
    """Measure a candidate's window.

    Parameters
    ----------
    frames : ndarray, shape (2 * len(candidate.template), 64), float32
        The frames of the window.
    candidate : Candidate
    """
    template, band = candidate.template, candidate.band
    on = np.repeat(template.on, COLUMN_FRAMES)
    off = np.repeat(template.off, COLUMN_FRAMES)
    near = slice(band - _NEAR, band + _NEAR + 1)
    level = _level(frames, band)
    pulses = [level[span] for span in _spans(on)]
    means = [float(pulse.mean()) for pulse in pulses]
    risen = rise(frames)[:, near].max(axis=1)
    pitch = _pitch(frames, band)
    pitches = [float(pitch[span].mean()) for span in _spans(on)]
    low = max(0, band - _AROUND)
    strongest = frames[:, low : band + _AROUND + 1].argmax(axis=1) + low
    return Measures(
        likeness=candidate.likeness,
        apart=_clip(np.percentile(level[on], 10) - np.percentile(level[off], 90), -2.0, 3.0),
        unequal=_clip(max(means) - min(means), 0.0, 2.0),
        hole=_clip(min(_hole(pulse) for pulse in pulses), -3.0, 0.0),
        tonal=_clip(risen[on].mean() - risen[off].mean(), 0.0, 4.0),
        alone=float((np.abs(strongest - band) <= _NEAR)[on].mean()),
        wavering=_clip(pitch[on].std(), 0.0, 1.0),
        moving=_clip(max(pitches) - min(pitches), 0.0, 1.0),
    )


def was_last(frames: FloatArray, candidate: Candidate) -> bool:
    """Whether the window's end is silent where one more pulse would have begun.

    The pulses of a reversing vehicle have a smoke alarm's length and distance, and go on.
    """
    on = np.repeat(candidate.template.on, COLUMN_FRAMES)
    off = np.repeat(candidate.template.off, COLUMN_FRAMES)
    level = _level(frames, candidate.band)
    high, low = float(level[on].mean()), float(level[off].mean())
    return high - float(level[-_END:].mean()) > 0.5 * (high - low)


def _level(frames: FloatArray, band: int) -> FloatArray:
    near = frames[:, band - _NEAR : band + _NEAR + 1]
    return np.asarray(np.log(np.exp(near).sum(axis=1)), np.float32)


def _hole(pulse: FloatArray) -> float:
    smooth = np.convolve(pulse, np.ones(3) / 3.0, mode="valid")
    return float(smooth.min() - np.median(pulse))


def _pitch(frames: FloatArray, band: int) -> FloatArray:
    """Centre of the amplitude around a band, in bands from it."""
    around = np.exp(0.5 * frames[:, band - _CENTRE : band + _CENTRE + 1])
    steps = np.arange(-_CENTRE, _CENTRE + 1, dtype=np.float32)
    return np.asarray((around @ steps) / around.sum(axis=1), np.float32)


def _spans(mask: NDArray[np.bool_]) -> list[slice]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [slice(a, b) for a, b in pairwise(edges.tolist())][::2]


def _clip(value: float | np.floating, low: float, high: float) -> float:
    return float(min(max(value, low), high))

"""How well a window fits a standard's group, measured frame by frame.

In: the frames of a candidate's window. Out: a `Fit`: measures that do not depend on
loudness, and their weighted sum, the logarithm of the odds that a device made it. Singing,
birds and alarm clocks have tones in threes as well; they differ in what is measured here.

Never does: finding candidates; the weights are fitted by `models.fit_cadence`.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from edge_aac.events.cadence.bank import Candidate
from edge_aac.events.cadence.tones import rise
from edge_aac.types import FloatArray

_NEAR = 1
"""A tone between two bands fills both."""
_AROUND = 6
"""Bands among which a tone is the strongest."""
_CENTRE = 2
"""Bands from which the pitch is told more finely."""
_GRACE = 8
"""Frames in which one more pulse would have shown itself."""
_RINGING = 0.25
"""Part of a step at the end that may still be loud."""
_SLACK = 0.14
"""Part of a step by which a pulse may miss its template's."""


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
    template = candidate.template
    on, off = template.sounding, template.silent
    level, band = _level(frames, candidate)
    means = [float(level[pulse].mean()) for pulse in template.pulses]
    risen = rise(frames, band - _NEAR, band + _NEAR + 1).max(axis=1)
    pitch = _pitch(frames[on], band)
    pitches = _mean_of_each(pitch, template.pulses)
    low = max(0, band - _AROUND)
    strongest = frames[on, low : band + _AROUND + 1].argmax(axis=1) + low
    weak = np.partition(level[on], len(on) // 10)[len(on) // 10]
    strong = np.partition(level[off], 9 * len(off) // 10)[9 * len(off) // 10]
    return Measures(
        likeness=candidate.likeness,
        apart=_clip(weak - strong, -2.0, 3.0),
        unequal=_clip(max(means) - min(means), 0.0, 2.0),
        hole=_clip(min(_hole(level[pulse]) for pulse in template.pulses), -3.0, 0.0),
        tonal=_clip(risen[on].mean() - risen[off].mean(), 0.0, 4.0),
        alone=float((np.abs(strongest - band) <= _NEAR).mean()),
        wavering=_clip(pitch.std(), 0.0, 1.0),
        moving=_clip(pitches.max() - pitches.min(), 0.0, 1.0),
    )


def stands_alone(frames: FloatArray, candidate: Candidate, ends: bool = True) -> bool:
    """Whether no pulse came before the first, and none after the last, in the same step.

    Where the pulses have not ended yet, only those before are looked for.

    The pulses of a reversing vehicle have a smoke alarm's length and distance, and go on. The
    step is measured on the pulses themselves, for a template may be a little quicker than the
    device and would look for the next pulse too early.
    """
    spans = candidate.template.pulses
    level = _smooth(_level(frames, candidate)[0])
    on, off = candidate.template.sounding, candidate.template.silent
    middle = 0.5 * float(level[on].mean() + level[off].mean())
    slack = round(_SLACK * (spans[1].start - spans[0].start))
    begun = [_onset(level, span.start, slack, middle) for span in (spans[0], spans[-1])]
    step = (begun[1] - begun[0]) / (len(spans) - 1)
    before = round(begun[0] - step)
    length = spans[0].stop - spans[0].start
    first = level[max(0, before + length // 4) : max(1, before + 3 * length // 4)]
    if first.mean() >= middle or not ends:
        return bool(first.mean() < middle)
    following = round(begun[1] + step)
    if len(level) - following >= 1.5 * step:
        # The window is long enough to wait until the room has fallen silent.
        return bool(np.mean(level[-round(step) :] >= middle) < _RINGING)
    last = level[following : following + _GRACE]
    return len(last) == _GRACE and bool(last.mean() < middle)


def _onset(level: FloatArray, near: int, slack: int, middle: float) -> int:
    """Where a pulse begins, near where it should [frames]."""
    first = max(0, near - slack)
    above = np.flatnonzero(level[first : near + slack] >= middle)
    return first + int(above[0]) if len(above) else near


def _level(frames: FloatArray, candidate: Candidate) -> tuple[FloatArray, int]:
    """Level of a candidate [nepers], and the band in which it stands out most.

    Partials count by how much they differ between pulses and pauses: what a voice covers tells
    nothing.
    """
    on, off = candidate.template.sounding, candidate.template.silent
    levels = [
        np.log(np.exp(frames[:, band - _NEAR : band + _NEAR + 1]).sum(axis=1))
        for band in candidate.partials
    ]
    if len(levels) == 1:
        return levels[0], candidate.band
    apart = np.array([level[on].mean() - level[off].mean() for level in levels])
    weights = np.clip(apart, 0.01, None) / np.clip(apart, 0.01, None).sum()
    level = sum(w * one for w, one in zip(weights.astype(np.float32), levels, strict=True))
    return np.asarray(level, np.float32), candidate.partials[int(apart.argmax())]


def _mean_of_each(values: FloatArray, pulses: tuple[slice, ...]) -> FloatArray:
    """Mean of each pulse, from the values of all pulses one after another."""
    lengths = np.array([pulse.stop - pulse.start for pulse in pulses])
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.asarray(np.add.reduceat(values, begins) / lengths, np.float32)


def _smooth(level: FloatArray) -> FloatArray:
    """Mean of each frame and its neighbours; the ends as they are."""
    smooth = level.copy()
    smooth[1:-1] = (level[:-2] + level[1:-1] + level[2:]) / 3.0
    return smooth


def _hole(pulse: FloatArray) -> float:
    middle = np.partition(pulse, len(pulse) // 2)[len(pulse) // 2]
    return float(_smooth(pulse)[1:-1].min() - middle)


def _pitch(frames: FloatArray, band: int) -> FloatArray:
    """Centre of the amplitude around a band, in bands from it."""
    around = np.exp(0.5 * frames[:, band - _CENTRE : band + _CENTRE + 1])
    steps = np.arange(-_CENTRE, _CENTRE + 1, dtype=np.float32)
    return np.asarray((around @ steps) / around.sum(axis=1), np.float32)


def _clip(value: float | np.floating, low: float, high: float) -> float:
    return float(min(max(value, low), high))

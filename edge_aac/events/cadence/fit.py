"""How well a window fits a standard's group, measured column by column.

In: the spectrum of a candidate's window. Out: `Measures` that do not depend on loudness, and
their weighted sum, the logarithm of the odds that a device made it. Singing, birds and alarm
clocks have tones in threes as well; they differ in what is measured here.

Never does: finding candidates; the weights are fitted by `models.fit_cadence`.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from edge_aac.events.cadence.bank import Candidate
from edge_aac.events.cadence.contrast import Contrast
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import rise
from edge_aac.types import FloatArray

_NEAR = 1
"""A tone between two bins fills both."""
_AROUND = 8
"""Bins among which a tone is the strongest."""
_RISE = 10
"""Bins from its own that its rise is measured by."""
_PEAK = 2
"""Bins from its own in which a tone's peak is looked for."""
_STRAY = 0.7
"""How far below the pulses a moment of the pause is stray no more [nepers]."""
_SMOOTH = 2
"""A pulse that is looked for is as long as so many columns at least."""
_RINGING = 0.25
"""Part of a step at the end that may still be loud."""
_SECOND = 1.2
"""How far the second of a square wave's partials stands above the pauses, at least [nepers]: 98 of
100 alarms as loud as their bed have 2 and more, the beeps of ovens, timers and clocks next to 0."""
_TOWERS = 7.0
"""How far a higher one may stand above all others [nepers]: a loud beep spills beside its pitch."""
_LOW_PARTIALS = 2
"""A square wave of which one partial is heard alone is heard by the first or the third: of 1,359
groups of alarms 27 were lone, and none at the fifth or seventh, which are 14 and 17 dB fainter."""
_SLACK = 0.14
"""Part of a step by which a pulse may miss its template's."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a window; levels in nepers of power, pitches in bins."""

    likeness: float
    """Correlation with the template, -1..1."""
    apart: float
    """Weak moments of the pulses above strong moments of the pauses."""
    unequal: float
    """Between the loudest and the faintest pulse."""
    hole: float
    """Deepest dip within a pulse, 0 for none."""
    tonal: float
    """Rise above the bins around, in the pulses more than in the pauses."""
    alone: float
    """Part of the pulses in which it is the strongest tone around, 0..1."""
    wavering: float
    """Deviation of the pitch in all pulses."""
    moving: float
    """Between the highest and the lowest pulse."""
    stray: float
    """Part of the pause before in which it is nearly as loud as the pulses, 0..1."""
    company: float
    """Likeness of the best tone of another pitch in the same times: two-tone telephones and
    chords ring in threes as well, a device's sounder has one pitch."""
    own: float
    """Power that comes and goes with the pulses at its partials, over that at all others
    [nepers]."""
    beside: float
    """Bins beside its partials that come and go with the pulses: a horn, a bell or a saxophone
    has a partial at an alarm's pitch, and many more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of a window: offset plus the sum of weight times measure."""

    offset: float
    each: tuple[float, ...]
    """One for each of the measures, in their order."""

    def odds(self, measures: Measures) -> float:
        """Logarithm of the odds that a device made it."""
        return self.offset + float(np.dot(self.each, astuple(measures)))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A closer look at a candidate."""

    measures: Measures
    off: float
    """How far its pitch lies beside a bin, in bins."""
    band: int
    """The bin in which it stands out most."""
    level: float
    """Of its pulses, natural log power."""
    lone: bool
    """Whether one partial of several comes and goes alone: a beep at a square wave's fifth or
    seventh partial is no square wave."""


def look(
    spectrum: FloatArray, tones: FloatArray, candidate: Candidate, ends: bool = True
) -> Look | None:
    """Measure a candidate's window; None where it is no alarm's whatever the rest of it says.

    So it is where its pulses do not stand alone, and where a square wave is looked for and a beep
    is heard at its fifth or seventh partial.

    Parameters
    ----------
    spectrum, tones : ndarray, shape (len(candidate.template), bins), float32
        The window.
    candidate : Candidate
    ends : bool
        Whether the group has ended; else only a pulse before the first is looked for.
    """
    template = candidate.template
    on, off = template.sounding, template.silent
    level, band, lone = _level(spectrum, candidate)
    beeps = lone and band in candidate.pitch.bins[_LOW_PARTIALS:]
    if beeps or not stands_alone(level, template, ends):
        return None
    contrast = Contrast(spectrum, template)
    means = [float(level[pulse].mean()) for pulse in template.pulses]
    first = max(0, band - _RISE)
    near = slice(band - _NEAR - first, band + _NEAR + 1 - first)
    risen = rise(spectrum[:, first : band + _RISE + 1])[:, near].max(axis=1)
    pitch = _pitch(spectrum[on], band)
    pitches = _mean_of_each(pitch, template.pulses)
    low = max(0, band - _AROUND)
    strongest = spectrum[on, low : band + _AROUND + 1].argmax(axis=1) + low
    weak = np.partition(level[on], len(on) // 10)[len(on) // 10]
    strong = np.partition(level[off], 9 * len(off) // 10)[9 * len(off) // 10]
    measures = Measures(
        likeness=candidate.likeness,
        apart=_clip(weak - strong, -2.0, 3.0),
        unequal=_clip(max(means) - min(means), 0.0, 2.0),
        hole=_clip(min(_hole(level[pulse]) for pulse in template.pulses), -3.0, 0.0),
        tonal=_clip(risen[on].mean() - risen[off].mean(), 0.0, 4.0),
        alone=float((np.abs(strongest - band) <= _PEAK).mean()),
        wavering=_clip(pitch.std(), 0.0, 1.5),
        moving=_clip(pitches.max() - pitches.min(), 0.0, 1.5),
        stray=float((level[template.pause] >= level[on].mean() - _STRAY).mean()),
        company=_company(tones, candidate),
        own=_clip(contrast.own(candidate.pitch), -3.0, 3.0),
        beside=_clip(contrast.beside(candidate.pitch), 0.0, 12.0),
    )
    off_bin = float(np.median(pitch)) - band
    return Look(measures, off_bin, band, float(level[on].mean()), lone)


def stands_alone(level: FloatArray, template: Template, ends: bool = True) -> bool:
    """Whether no pulse came before the first, and none after the last, in the same step.

    The pulses of a reversing vehicle have a smoke alarm's length and distance, and go on. The
    step is measured on the pulses themselves, for a template may be a little quicker than the
    device and would look for the next pulse too early.
    """
    spans = template.pulses
    level = _smooth(level)
    middle = 0.5 * float(level[template.sounding].mean() + level[template.silent].mean())
    slack = max(1, round(_SLACK * (spans[1].start - spans[0].start)))
    begun = [_onset(level, span.start, slack, middle) for span in (spans[0], spans[-1])]
    step = (begun[1] - begun[0]) / (len(spans) - 1)
    before = round(begun[0] - step)
    length = spans[0].stop - spans[0].start
    first = level[max(0, before + length // 4) : max(1, before + max(1, 3 * length // 4))]
    if first.mean() >= middle or not ends:
        return bool(first.mean() < middle)
    following = round(begun[1] + step)
    if len(level) - following >= 1.5 * step:
        # The window is long enough to wait until the room has fallen silent.
        return bool(np.mean(level[-max(1, round(step)) :] >= middle) < _RINGING)
    last = level[following : following + 2 * _SMOOTH]
    return len(last) == 2 * _SMOOTH and bool(last.mean() < middle)


def _onset(level: FloatArray, near: int, slack: int, middle: float) -> int:
    """Where a pulse begins, near where it should [columns]."""
    first = max(0, near - slack)
    above = np.flatnonzero(level[first : near + slack] >= middle)
    return first + int(above[0]) if len(above) else near


def _level(spectrum: FloatArray, candidate: Candidate) -> tuple[FloatArray, int, bool]:
    """Level of a candidate [nepers], the bin in which it stands out most, and whether it is lone.

    Partials count by how much they differ between pulses and pauses: what a voice covers tells
    nothing.
    """
    on, off = candidate.template.sounding, candidate.template.silent
    levels = [
        np.log(np.exp(spectrum[:, band - _NEAR : band + _NEAR + 1]).sum(axis=1))
        for band in candidate.pitch.bins
    ]
    if len(levels) == 1:
        return levels[0], candidate.pitch.bins[0], False
    apart = np.array([level[on].mean() - level[off].mean() for level in levels])
    weights = np.clip(apart, 0.01, None) / np.clip(apart, 0.01, None).sum()
    level = sum(w * one for w, one in zip(weights.astype(np.float32), levels, strict=True))
    second, best = np.sort(apart)[-2:]
    lone = bool(second < _SECOND or (best > apart[0] and best - second > _TOWERS))
    return np.asarray(level, np.float32), candidate.pitch.bins[int(apart.argmax())], lone


def _company(tones: FloatArray, candidate: Candidate) -> float:
    """Likeness of the best tone that is no partial of the candidate."""
    likeness = candidate.template.masks.match(tones)[0]
    return _clip(likeness[candidate.pitch.others].max(), 0.3, 1.0)


def _mean_of_each(values: FloatArray, pulses: tuple[slice, ...]) -> FloatArray:
    """Mean of each pulse, from the values of all pulses one after another."""
    lengths = np.array([pulse.stop - pulse.start for pulse in pulses])
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.asarray(np.add.reduceat(values, begins) / lengths, np.float32)


def _smooth(level: FloatArray) -> FloatArray:
    """Mean of each column and its neighbours; the ends as they are."""
    smooth = level.copy()
    smooth[1:-1] = (level[:-2] + level[1:-1] + level[2:]) / 3.0
    return smooth


def _hole(pulse: FloatArray) -> float:
    middle = np.partition(pulse, len(pulse) // 2)[len(pulse) // 2]
    return float(_smooth(pulse)[1:-1].min() - middle)


def _pitch(spectrum: FloatArray, band: int) -> FloatArray:
    """The peak around a bin, in bins, by a parabola through the logarithms of power."""
    near = spectrum[:, band - _PEAK - 1 : band + _PEAK + 2]
    peak = near[:, 1:-1].argmax(axis=1) + 1
    rows = np.arange(len(near))
    left, middle, right = near[rows, peak - 1], near[rows, peak], near[rows, peak + 1]
    bend = np.minimum(left - 2.0 * middle + right, -1e-3)
    shift = np.clip(0.5 * (left - right) / bend, -0.5, 0.5)
    return np.asarray(band - _PEAK - 1 + peak + shift, np.float32)


def _clip(value: float | np.floating, low: float, high: float) -> float:
    return float(min(max(value, low), high))

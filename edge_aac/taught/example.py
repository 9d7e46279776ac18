"""One recording of a sound that is to be learnt: where it sounds, and whether it is fit for it.

In: samples. Out: a frozen `Example`, the sounding part alone. Never does: reading files, judging
what it sounds like.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import SAMPLE_RATE, FloatArray

FEWEST, MOST = 3, 10
"""Recordings of one sound."""
LONGEST_SECONDS = 4.0
"""So much of a sound is learnt, from its beginning."""
BEFORE_SECONDS, AFTER_SECONDS = 2.0, 0.2
"""Of the room around a sound: the networks remember what was before, and are a little late."""
SHORTEST_SECONDS = 0.08
RANGE_DB = 26.0
"""A fiftieth of a second sounds that is within this of the loudest tenth."""
PAUSE_SECONDS = 1.0
"""A longer pause ends the sound."""
QUIETEST = 1e-3
"""Root mean square of the loudest tenth of a second, under which there is nothing to learn."""
_FRAME = SAMPLE_RATE // 50


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A recording's sound."""

    name: str
    """Of the recording, as a person knows it."""
    samples: FloatArray
    """Shape (n,), float32, mono at 16 kHz: the sounding part, and some of the room around it."""
    digest: str
    """Of all its samples: the same recording twice is one example."""

    @staticmethod
    def of(name: str, samples: FloatArray) -> Example:
        """Cut the sound out of a recording.

        Parameters
        ----------
        name : str
        samples : ndarray, shape (n,), float32

        Raises
        ------
        EdgeAacError
            It holds only silence, or too little of anything.
        """
        clean = np.clip(np.nan_to_num(samples), -1.0, 1.0).astype(np.float32)
        found = sounding(clean)
        if found is None:
            raise EdgeAacError(Reason.of(Why.EXAMPLE_SILENT, name=name))
        start, end = found
        if end - start < SHORTEST_SECONDS * SAMPLE_RATE:
            raise EdgeAacError(Reason.of(Why.EXAMPLE_SHORT, name=name))
        start = max(0, start - int(BEFORE_SECONDS * SAMPLE_RATE))
        end += int(AFTER_SECONDS * SAMPLE_RATE)
        return Example(name, clean[start:end].copy(), hashlib.sha256(clean.tobytes()).hexdigest())


def sounding(samples: FloatArray) -> tuple[int, int] | None:
    """First and last sample of the sound; None where there is only silence."""
    count = len(samples) // _FRAME
    if count == 0:
        return None
    power = (samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64) ** 2).mean(axis=1)
    smooth = np.convolve(power, np.ones(5) / 5.0, mode="same")
    loudest = float(smooth.max())
    if loudest < QUIETEST**2:
        return None
    # A noisy room is no part of the sound.
    floor = min(4.0 * float(np.percentile(power, 10)), 0.1 * loudest)
    active = np.flatnonzero(power > max(loudest * 10.0 ** (-RANGE_DB / 10.0), floor))
    at = int(np.argmax(smooth))
    gaps = np.flatnonzero(np.diff(active) > PAUSE_SECONDS * SAMPLE_RATE / _FRAME)
    edges = np.concatenate([[0], gaps + 1, [len(active)]])
    for first, last in itertools.pairwise(edges.tolist()):
        start, end = int(active[first]), int(active[last - 1]) + 1
        if start <= at + 2 and at - 2 < end:
            most = start * _FRAME + int(LONGEST_SECONDS * SAMPLE_RATE)
            return start * _FRAME, min(end * _FRAME, most)
    return None


def require_number(count: int) -> None:
    """Refuse too few or too many recordings.

    Raises
    ------
    EdgeAacError
    """
    if count < FEWEST:
        raise EdgeAacError(Reason.of(Why.EXAMPLES_FEW, count=count, fewest=FEWEST))
    if count > MOST:
        raise EdgeAacError(Reason.of(Why.EXAMPLES_MANY, count=count, most=MOST))


def require_fit(examples: list[Example]) -> None:
    """Refuse too few, too many, or one recording twice.

    Raises
    ------
    EdgeAacError
        In words that say what to record.
    """
    require_number(len(examples))
    known: dict[str, str] = {}
    for one in examples:
        if one.digest in known:
            raise EdgeAacError(Reason.of(Why.EXAMPLES_SAME, name=known[one.digest], other=one.name))
        known[one.digest] = one.name

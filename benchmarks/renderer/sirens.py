"""Sirens of emergency vehicles.

In: chance. Out: `Score`. Never does: Doppler shifts; a level that rises and falls is enough for
what is asked of it.
"""

from __future__ import annotations

import numpy as np

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.oscillator import partials
from benchmarks.renderer.score import RATE, Score, Wave

_SECONDS = 14.0
_HORN = [1.0, 0.5, 0.45, 0.3, 0.2, 0.12, 0.08]


def wail(draw: Draw) -> Score:
    """Slow rise and fall."""
    return _between(draw, draw.between("turn", 3.0, 7.0))


def yelp(draw: Draw) -> Score:
    """The same, quickly."""
    return _between(draw, draw.between("turn", 0.2, 0.45))


def hilo(draw: Draw) -> Score:
    """Two tones in turn, as in Europe."""
    low = draw.one_of("low", [362.0, 405.0, 435.0, 440.0, 450.0, 510.0])
    ratio = draw.one_of("ratio", [1.2, 1.25, 1.333, 1.333, 1.38])
    each = draw.between("each", 0.4, 1.0)
    t = np.arange(int(_SECONDS * RATE)) / RATE
    return _driven(np.where((t // each) % 2 == 0, low, low * ratio), draw)


def _between(draw: Draw, turn: float) -> Score:
    low, high = draw.between("low", 500.0, 750.0), draw.between("high", 1200.0, 1800.0)
    t = np.arange(int(_SECONDS * RATE)) / RATE
    way = (t / turn) % 1.0
    rising = draw.between("rising", 0.35, 0.7)
    part = np.where(way < rising, way / rising, (1.0 - way) / (1.0 - rising))
    return _driven(low * (high / low) ** part, draw)


def _driven(hertz: Wave, draw: Draw) -> Score:
    n = len(hertz)
    t = np.arange(n) / RATE
    wave = partials(hertz, n, _HORN)
    nearest = draw.between("nearest", 3.0, 11.0)
    level = 1.0 / (1.0 + ((t - nearest) / draw.between("pace", 2.0, 8.0)) ** 2)
    return Score(wave * level, ((0.0, n / RATE),))

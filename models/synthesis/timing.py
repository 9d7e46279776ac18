"""When a device sounds: cycles, bursts, and the envelopes drawn from them.

In: on and off times in seconds. Out: spans and envelopes. Never does: tones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.sound import Spans, Wave

SHORTEST = 0.03
"""A rest of a span shorter than this is not heard as one [s]."""


def cycle(
    pattern: Sequence[tuple[float, float]],
    seconds: float,
    rng: np.random.Generator,
    *,
    least: int = 1,
) -> Spans:
    """A pattern of (on, off) repeated for ever, seen through a window of `seconds`.

    Parameters
    ----------
    pattern : sequence of (float, float)
        On and off times of one cycle [s].
    least : int
        Pulses that must be heard whole; the window begins anywhere in the cycle that allows
        it, and at the cycle's start where none is found.

    Returns
    -------
    tuple of (start, end)
    """
    period = sum(on + off for on, off in pattern)
    pulses: list[tuple[float, float]] = []
    at = 0.0
    for on, off in pattern:
        pulses.append((at, at + on))
        at += on + off
    turns = range(int(seconds / period) + 2)
    for _ in range(24):
        offset = float(rng.uniform(0.0, period))
        spans = [
            (k * period - offset + a, k * period - offset + b) for k in turns for a, b in pulses
        ]
        if sum(1 for a, b in spans if a >= 0.0 and b <= seconds) >= least:
            return clipped(spans, seconds)
    return clipped([(k * period + a, k * period + b) for k in turns for a, b in pulses], seconds)


def clipped(spans: Sequence[tuple[float, float]], seconds: float) -> Spans:
    """The parts of spans within 0..seconds."""
    cut = [(max(0.0, a), min(seconds, b)) for a, b in spans]
    return tuple((a, b) for a, b in cut if b - a >= SHORTEST)


def rounds(spans: Spans, pause: float, rng: np.random.Generator, seconds: float) -> Spans:
    """Spans said again after a pause, as often as chance and `seconds` allow."""
    if not spans:
        return ()
    length = spans[-1][1] + pause
    times = int(rng.integers(1, 4))
    return clipped(
        [(a + i * length, b + i * length) for i in range(times) for a, b in spans], seconds
    )


def gate(spans: Spans, n: int, attack: float, release: float) -> Wave:
    """An envelope that is 1 in the spans, with soft edges inside them.

    A span that touches the window's start or end has a short edge there: it was cut.
    """
    out: Wave = np.zeros(n)
    for start, end in spans:
        first, last = int(start * SAMPLE_RATE), min(n, int(end * SAMPLE_RATE))
        length = last - first
        if length < 8:
            continue
        shape: Wave = np.ones(length)
        up = min(length // 2, max(4, int(attack * SAMPLE_RATE)))
        down = min(length // 2, max(4, int(release * SAMPLE_RATE)))
        shape[:up] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(up) + 0.5) / up)
        shape[length - down :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(down) + 0.5) / down)
        out[first:last] = np.maximum(out[first:last], shape)
    return out


def swell(spans: Spans, n: int, sag: float) -> Wave:
    """A factor that falls exponentially within each span to 1 - `sag` of its start."""
    out: Wave = np.ones(n)
    for start, end in spans:
        first, last = int(start * SAMPLE_RATE), min(n, int(end * SAMPLE_RATE))
        length = last - first
        if length > 0:
            out[first:last] = 1.0 - sag * (1.0 - np.exp(-3.0 * np.arange(length) / length))
    return out


def edges(rng: np.random.Generator) -> tuple[float, float]:
    """Attack and release of an electronic sounder [s]."""
    return float(10.0 ** rng.uniform(-3.3, -1.9)), float(10.0 ** rng.uniform(-3.0, -1.6))


def t3(rng: np.random.Generator, seconds: float) -> Spans:
    """T3, the smoke alarm's times (ISO 8201); a fifth of the devices hurry, as some really do."""
    scale = float(rng.uniform(0.95, 1.05))
    on = float(rng.uniform(0.46, 0.54)) * scale
    if rng.random() < 0.8:
        off = float(rng.uniform(0.46, 0.54)) * scale
        pause = float(rng.uniform(1.38, 1.62)) * scale
    else:
        off = float(rng.uniform(0.28, 0.46)) * scale
        pause = float(rng.uniform(1.0, 1.4)) * scale
    return cycle([(on, off), (on, off), (on, pause)], seconds, rng, least=2)


def t4(rng: np.random.Generator, seconds: float) -> Spans:
    """T4, the carbon monoxide alarm's times (UL 2034), as devices keep it."""
    scale = float(rng.uniform(0.93, 1.07))
    on = float(rng.uniform(0.09, 0.125)) * scale
    off = float(rng.uniform(0.085, 0.125)) * scale
    # Many devices shorten the pause while testing, and after four minutes lengthen it.
    drawn = rng.random()
    if drawn < 0.75:
        pause = float(rng.uniform(4.5, 5.5))
    elif drawn < 0.9:
        pause = float(rng.uniform(0.8, 2.5))
    else:
        pause = float(rng.uniform(5.5, 10.0))
    return cycle([(on, off)] * 3 + [(on, pause)], seconds, rng, least=3)

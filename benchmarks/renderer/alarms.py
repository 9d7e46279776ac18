"""Life-safety alarms, from their standards and from catalogues of sounders.

In: chance. Out: `Score`. T3 (ISO 8201, NFPA 72): 0.5 s on, 0.5 s off, three times, then 1.5 s
of silence; T4 (UL 2034): 0.1 s on, 0.1 s off, four times, then 5 s. A device is off by up to a
tenth on each of its times and keeps to what it has.

Never does: rooms, backgrounds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.envelope import shaped
from benchmarks.renderer.oscillator import breath, disc, partials, square, struck
from benchmarks.renderer.score import RATE, Score, Spans, Wave, again, lay

_SECONDS = 20.5
"""Five cycles of T3, three of T4 and a little."""


def t3_piezo(draw: Draw) -> Score:
    """A smoke alarm with a piezo disc."""
    return _pulses(_t3(draw), _piezo(draw), draw)


def t3_low(draw: Draw) -> Score:
    """A smoke alarm for sleepers: a 520 Hz square wave."""
    return _pulses(_t3(draw), _sleeper(draw), draw)


def t4_piezo(draw: Draw) -> Score:
    """A carbon monoxide alarm with a piezo disc."""
    return _pulses(_t4(draw), _piezo(draw), draw)


def t4_low(draw: Draw) -> Score:
    """A carbon monoxide alarm with a 520 Hz square wave."""
    return _pulses(_t4(draw), _sleeper(draw), draw)


def fire_horn(draw: Draw) -> Score:
    """An electromechanical horn: a rough buzz, steady or in slow pulses."""
    hertz = draw.octaves("hertz", 380.0, 900.0)
    n = int(12.0 * RATE)
    wave = partials(hertz, n, [1.0 / (k**0.6) for k in range(1, 14)])
    wave += 0.05 * breath(n, 500.0, 6000.0, draw)
    if draw.happens("steady", 0.5):
        return lay([(0.0, shaped(wave, 0.02, 0.05))])
    on, off = draw.between("on", 0.4, 1.1), draw.between("off", 0.4, 1.1)
    return _pulses(again([(0.0, on)], on + off, int(12.0 / (on + off))), lambda m: wave[:m], draw)


def fire_sweep(draw: Draw) -> Score:
    """A slow whoop: 500 to 1200 Hz in 3.5 s, half a second of rest (NEN 2575)."""
    low, high = draw.about("low", 500.0, 0.08), draw.about("high", 1200.0, 0.08)
    up, rest = draw.about("up", 3.5, 0.1), draw.about("rest", 0.5, 0.2)

    def whoop(n: int) -> Wave:
        return partials(np.linspace(low, high, n), n, [1.0, 0.3, 0.2, 0.1])

    return _pulses(again([(0.0, up)], up + rest, 4), whoop, draw)


def fire_gong(draw: Draw) -> Score:
    """A bell under a striker, many times a second."""
    rate = draw.between("strikes", 9.0, 24.0)
    lowest = draw.octaves("hertz", 500.0, 1300.0)
    ratios = [1.0, 1.52, 2.03, 2.74, 3.4, 4.21, 5.4]
    n = int(0.5 * RATE)
    stroke = struck(
        [lowest * r * draw.rng.uniform(0.99, 1.01) for r in ratios],
        [1.0, 0.8, 0.9, 0.6, 0.5, 0.4, 0.3],
        [0.3, 0.25, 0.22, 0.18, 0.12, 0.1, 0.07],
        n,
    )
    times = np.arange(0.0, 10.0, 1.0 / rate)
    times = times + draw.rng.normal(0.0, 0.03 / rate, len(times)).clip(-0.01, 0.01)
    notes = [(float(max(0.0, t)), stroke * draw.rng.uniform(0.7, 1.0)) for t in times]
    return Score(lay(notes).wave, ((0.0, 10.2),))


def _t3(draw: Draw) -> Spans:
    on, off = draw.about("on", 0.5, 0.1), draw.about("off", 0.5, 0.1)
    pause = draw.about("pause", 1.5, 0.1)
    row = [(k * (on + off), k * (on + off) + on) for k in range(3)]
    cycle = 3 * on + 2 * off + pause
    return again(row, cycle, round(_SECONDS / cycle))


def _t4(draw: Draw) -> Spans:
    on, off = draw.about("on", 0.1, 0.1), draw.about("off", 0.1, 0.1)
    pause = draw.about("pause", 5.0, 0.1)
    row = [(k * (on + off), k * (on + off) + on) for k in range(4)]
    return again(row, 4 * on + 3 * off + pause, 4)


def _piezo(draw: Draw) -> Callable[[int], Wave]:
    return disc(draw.between("hertz", 2790.0, 3600.0), draw)


def _sleeper(draw: Draw) -> Callable[[int], Wave]:
    hertz, duty = draw.about("hertz", 520.0, 0.1), draw.between("duty", 0.44, 0.56)
    return lambda n: square(hertz, n, duty)


def _pulses(spans: Spans, tone: Callable[[int], Wave], draw: Draw) -> Score:
    """One tone in pulses that wander by less than a hundredth of a second."""
    rise, fall = draw.octaves("rise", 0.001, 0.03), draw.octaves("fall", 0.002, 0.03)
    notes = []
    for start, end in spans:
        n = int((end - start) * RATE)
        wander = float(draw.rng.normal(0.0, 0.001))
        notes.append((max(0.0, start + wander), shaped(tone(n)[:n], rise, fall)))
    return lay(notes)

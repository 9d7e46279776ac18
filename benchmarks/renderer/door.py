"""Doorbells.

In: chance. Out: `Score`. Never does: knocks.
"""

from __future__ import annotations

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.envelope import dying, shaped
from benchmarks.renderer.oscillator import partials, struck
from benchmarks.renderer.score import RATE, Score, lay


def dingdong(draw: Draw) -> Score:
    """Two bars, the second a third or a fourth below."""
    first = draw.octaves("hertz", 550.0, 1400.0)
    second = first / draw.one_of("interval", [1.26, 1.26, 1.189, 1.335])
    fall = draw.between("fall", 0.3, 1.1)
    apart = draw.between("apart", 0.35, 0.9)
    notes = []
    for at, hertz in ((0.0, first), (apart, second)):
        n = int(2.5 * fall * RATE)
        falls = [fall, 0.4 * fall, 0.2 * fall]
        notes.append((at, struck([hertz, 2.76 * hertz, 5.4 * hertz], [1.0, 0.3, 0.15], falls, n)))
    return lay(notes)


def buzzer(draw: Draw) -> Score:
    """A reed on the mains."""
    hertz = draw.one_of("mains", [100.0, 120.0])
    times = draw.whole("times", 1, 3)
    notes = []
    at = 0.0
    for _ in range(times):
        n = int(draw.between("length", 0.3, 1.2) * RATE)
        notes.append(
            (at, shaped(partials(hertz, n, [1 / k**0.5 for k in range(1, 40)]), 0.01, 0.02))
        )
        at += n / RATE + draw.between("pause", 0.15, 0.5)
    return lay(notes)


def melody(draw: Draw) -> Score:
    """An electronic chime of four to eight notes."""
    steps = [1.0, 1.125, 1.26, 1.335, 1.5, 1.682, 2.0]
    lowest = draw.octaves("hertz", 420.0, 900.0)
    each = draw.between("each", 0.22, 0.5)
    notes = []
    for k in range(draw.whole("notes", 4, 8)):
        hertz = lowest * steps[int(draw.rng.integers(len(steps)))]
        wave = dying(partials(hertz, int(1.6 * each * RATE), [1.0, 0.4, 0.2, 0.1]), each)
        notes.append((k * each, shaped(wave, 0.004, 0.05)))
    return lay(notes)

"""What is mistaken for an alarm: appliances, clocks, telephones, birds, flutes, jingles.

In: chance. Out: `Score`. Their ranges are those of real devices and animals, wide. Never does:
the standards' cadences; a microwave oven whose three beeps have a smoke alarm's times is
possible, and stays in.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.envelope import dying, shaped
from benchmarks.renderer.oscillator import breath, disc, partials, square, struck
from benchmarks.renderer.score import RATE, Score, Wave, lay


def microwave(draw: Draw) -> Score:
    """Three to five beeps, some ovens again after a while; or one long one."""
    hertz = draw.octaves("hertz", 1850.0, 2800.0)
    if draw.happens("high", 0.1):
        hertz = draw.between("high_hertz", 3800.0, 4200.0)
    if draw.happens("one_long", 0.1):
        return lay([(0.0, _beeper(hertz, draw)(draw.between("length", 1.5, 4.0)))])
    on, off = draw.between("on", 0.25, 1.2), draw.between("off", 0.25, 1.1)
    count = draw.whole("count", 3, 5)
    rounds = 2 if draw.happens("again", 0.3) else 1
    wait = draw.between("wait", 20.0, 40.0)
    beep = _beeper(hertz, draw)
    return lay([(r * wait + k * (on + off), beep(on)) for r in range(rounds) for k in range(count)])


def kitchen_timer(draw: Draw) -> Score:
    """Short beeps in twos to fours, again each second or so; or a clockwork bell."""
    if draw.happens("clockwork", 0.2):
        return _ringing(draw, draw.between("length", 1.5, 6.0))
    hertz = draw.octaves("hertz", 2000.0, 4100.0)
    on, off = draw.between("on", 0.03, 0.13), draw.between("off", 0.03, 0.13)
    count, every = draw.whole("count", 2, 4), draw.between("every", 0.9, 2.2)
    every = max(every, count * (on + off) + 0.25)
    times = draw.whole("times", 4, 12)
    beep = _beeper(hertz, draw)
    return lay([(t * every + k * (on + off), beep(on)) for t in range(times) for k in range(count)])


def reversing_beeper(draw: Draw) -> Score:
    """Equal pulses for as long as it goes backwards; or the rushing kind."""
    on = draw.between("on", 0.3, 0.65)
    off = on * draw.between("off_part", 0.8, 1.25)
    count = draw.whole("count", 4, 12)
    if draw.happens("rushing", 0.25):
        low = draw.between("low", 400.0, 1200.0)
        tone: Callable[[int], Wave] = lambda n: breath(n, low, 5500.0, draw)  # noqa: E731
    else:
        hertz, edge = draw.octaves("hertz", 950.0, 2900.0), draw.between("edge", 0.0, 0.5)
        tone = lambda n: partials(hertz, n, [1.0, edge, 0.6 * edge])  # noqa: E731
    return lay([(k * (on + off), shaped(tone(int(on * RATE)), 0.01, 0.01)) for k in range(count)])


def phone(draw: Draw) -> Score:
    """An old bell, a warble, a ring tone."""
    kind = draw.whole("kind", 0, 2)
    if kind == 0:
        length, pause = draw.between("length", 0.8, 2.0), draw.between("pause", 1.5, 4.0)
        one = _ringing(draw, length).wave
        return Score(
            lay([(k * (length + pause), one) for k in range(3)]).wave,
            tuple((k * (length + pause), k * (length + pause) + length) for k in range(3)),
        )
    if kind == 1:
        low = draw.octaves("hertz", 700.0, 2600.0)
        high = low * draw.between("ratio", 1.12, 1.4)
        turn, length = draw.between("turn", 0.03, 0.09), draw.between("length", 0.6, 1.6)
        t = np.arange(int(length * RATE)) / RATE
        hertz = np.where((t // turn) % 2 == 0, low, high)
        pause = draw.between("pause", 0.8, 3.0)
        one = shaped(partials(hertz, len(t), [1.0, 0.4, 0.3]), 0.01, 0.02)
        return lay([(k * (length + pause), one) for k in range(4)])
    return _tune(draw, draw.between("each", 0.09, 0.32), draw.whole("notes", 6, 20), 600.0, 1500.0)


def alarm_clock(draw: Draw) -> Score:
    """Four beeps a second, beeps without end that grow louder, a bell, a buzzer."""
    kind = draw.whole("kind", 0, 3)
    hertz = draw.octaves("hertz", 1600.0, 4100.0)
    beep = _beeper(hertz, draw)
    if kind == 0:
        on, off = draw.between("on", 0.05, 0.1), draw.between("off", 0.05, 0.1)
        every = draw.between("every", 0.85, 1.6)
        every = max(every, 4 * (on + off) + 0.2)
        starts = [t * every + k * (on + off) for t in range(12) for k in range(4)]
        return lay([(at, beep(on)) for at in starts])
    if kind == 1:
        on, off = draw.between("on", 0.1, 0.6), draw.between("off", 0.1, 0.6)
        return lay(
            [
                (k * (on + off), min(1.0, 0.2 + 0.1 * k) * beep(on))
                for k in range(int(12 / (on + off)))
            ]
        )
    if kind == 2:
        return _ringing(draw, draw.between("length", 4.0, 12.0))
    on, off = draw.between("on", 0.2, 1.0), draw.between("off", 0.1, 0.8)
    buzz = draw.octaves("buzz", 150.0, 500.0)
    tone = shaped(square(buzz, int(on * RATE), draw.between("duty", 0.2, 0.5)), 0.005, 0.01)
    return lay([(k * (on + off), tone) for k in range(int(10 / (on + off)))])


def bird_song(draw: Draw) -> Score:
    """Phrases of whistles, trills and chirps, said again and again."""
    notes: list[tuple[float, Wave]] = []
    phrase = []
    at = 0.0
    for _ in range(draw.whole("figures", 1, 5)):
        length = draw.octaves("length", 0.04, 0.6)
        begin = draw.octaves("hertz", 1700.0, 6500.0)
        bend = draw.one_of("bend", [1.0, 1.0, 1.05, 0.8, 1.3, 0.6])
        repeats = draw.whole("repeats", 1, 5)
        gap = draw.octaves("gap", 0.02, 0.5)
        for _ in range(repeats):
            phrase.append((at, length, begin, begin * bend))
            at += length + gap
    every = at + draw.octaves("pause", 0.3, 4.0)
    for k in range(max(1, int(12.0 / every))):
        for start, length, begin, end in phrase:
            n = int(length * RATE)
            hertz = np.minimum(np.geomspace(begin, end, n), 7400.0)
            notes.append(
                (
                    k * every + start,
                    shaped(partials(hertz, n, [1.0, 0.08]), 0.4 * length, 0.4 * length),
                )
            )
    return lay(notes)


def flute(draw: Draw) -> Score:
    """A tune on a flute or whistle, with breath and vibrato; some notes come again."""
    lowest = draw.octaves("hertz", 260.0, 1500.0)
    steps = [1.0, 1.125, 1.26, 1.335, 1.5, 1.682, 1.888, 2.0]
    each = draw.between("each", 0.25, 0.6)
    at, notes, step = 0.0, [], 3
    for _ in range(draw.whole("notes", 6, 20)):
        if draw.rng.random() < 0.6:
            step = int(np.clip(step + draw.rng.integers(-2, 3), 0, 7))
        length = each * float(draw.rng.choice([1.0, 1.0, 2.0]))
        n = int(0.92 * length * RATE)
        t = np.arange(n) / RATE
        vibrato = 1.0 + draw.rng.uniform(0.0, 0.012) * np.sin(2 * np.pi * 5.3 * t)
        hertz = lowest * steps[step]
        tone = partials(hertz * vibrato, n, [1.0, 0.35, 0.12, 0.05])
        tone += 0.06 * breath(n, 0.7 * hertz, 3.0 * hertz, draw)
        notes.append((at, shaped(tone, 0.05, 0.06)))
        at += length + (each if draw.rng.random() < 0.12 else 0.0)
    return lay(notes)


def news_jingle(draw: Draw) -> Score:
    """A time signal, a row of stabs, tones as of a telegraph."""
    kind = draw.whole("kind", 0, 2)
    if kind == 0:
        hertz, short = draw.about("hertz", 1000.0, 0.05), draw.about("short", 0.1, 0.2)
        beep = _beeper(hertz, draw)
        pips = [(float(k), beep(short)) for k in range(draw.whole("pips", 3, 6))]
        return lay([*pips, (float(len(pips)), beep(draw.between("long", 0.4, 0.8)))])
    if kind == 1:
        return _tune(
            draw, draw.between("each", 0.12, 0.5), draw.whole("notes", 8, 24), 300.0, 900.0
        )
    hertz, dot = draw.octaves("hertz", 500.0, 1600.0), draw.between("dot", 0.05, 0.12)
    beep = _beeper(hertz, draw)
    at, notes = 0.0, []
    for _ in range(draw.whole("signs", 10, 30)):
        length = dot * float(draw.rng.choice([1.0, 3.0]))
        notes.append((at, beep(length)))
        at += length + dot * float(draw.rng.choice([1.0, 1.0, 3.0]))
    return lay(notes)


def low_battery_chirp(draw: Draw) -> Score:
    """One chirp, and the next after most of a minute."""
    hertz, length = draw.between("hertz", 2790.0, 3600.0), draw.octaves("length", 0.012, 0.09)
    every = draw.between("every", 30.0, 60.0)
    beep = _beeper(hertz, draw)
    return lay([(k * every, beep(length)) for k in range(3)])


def _beeper(hertz: float, draw: Draw) -> Callable[[float], Wave]:
    """One device that beeps: a function of the length in seconds."""
    tone = disc(hertz, draw) if hertz > 1500.0 else lambda n: partials(hertz, n, [1.0, 0.2, 0.15])
    return lambda seconds: shaped(tone(int(seconds * RATE)), 0.003, 0.006)


def _ringing(draw: Draw, seconds: float) -> Score:
    """A clapper between two bells."""
    rate = draw.between("clapper", 12.0, 28.0)
    lowest = draw.octaves("bell_hertz", 900.0, 2600.0)
    n = int(0.3 * RATE)
    bells = [
        struck([f, 2.1 * f, 2.9 * f, 4.3 * f], [1.0, 0.7, 0.5, 0.3], [0.2, 0.15, 0.1, 0.06], n)
        for f in (lowest, lowest * draw.between("second_bell", 1.05, 1.3))
    ]
    times = np.arange(0.0, seconds, 1.0 / rate)
    score = lay([(float(t), bells[k % 2]) for k, t in enumerate(times)])
    return Score(score.wave, ((0.0, seconds),))


def _tune(draw: Draw, each: float, count: int, low: float, high: float) -> Score:
    lowest = draw.octaves("tune_hertz", low, high)
    steps = [1.0, 1.125, 1.26, 1.5, 1.682, 2.0]
    notes = []
    motif = [int(draw.rng.integers(len(steps))) for _ in range(draw.whole("motif", 2, 6))]
    for k in range(count):
        hertz = lowest * steps[motif[k % len(motif)]]
        wave = partials(hertz, int(each * 1.1 * RATE), [1.0, 0.5, 0.3, 0.2])
        notes.append((k * each, shaped(dying(wave, 2.0 * each), 0.005, 0.03)))
    return lay(notes)

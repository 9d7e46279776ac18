"""Life-safety alarms: T3 smoke, T4 carbon monoxide, fire sounders, and alarms that do not say.

T3 (ISO 8201): three pulses of 0.5 s with 0.5 s between, 1.5 s pause. T4: four pulses of
0.1 s with 0.1 s between, 5 s pause. Real devices keep these within about ten per cent.
In: a generator and a length. Out: sounds.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker, low_pass
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.timing import cycle, edges, gate, swell, t3, t4
from models.synthesis.tone import (
    any_timbre,
    contact,
    drifting,
    impulses,
    piezo,
    rectangle,
    reed,
    square,
    steady,
    struck,
    tone,
    wander,
)


def smoke_piezo(rng: np.random.Generator, seconds: float) -> Sound:
    """A piezo smoke alarm in the T3 pattern, near 3.1 kHz."""
    return _piezo(t3(rng, seconds), rng, seconds, _alarm_hertz(rng))


def smoke_pips(rng: np.random.Generator, seconds: float) -> Sound:
    """A piezo smoke alarm without T3: pips for ever (EN 14604 leaves the pattern free)."""
    if rng.random() < 0.5:
        on, off = float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.08, 0.35))
    else:
        on, off = float(rng.uniform(0.15, 0.6)), float(rng.uniform(0.03, 0.2))
    hertz = _alarm_hertz(rng) if rng.random() < 0.75 else float(rng.uniform(2350, 2800))
    return _piezo(cycle([(on, off)], seconds, rng, least=2), rng, seconds, hertz)


def smoke_low(rng: np.random.Generator, seconds: float) -> Sound:
    """A 520 Hz square-wave smoke alarm in the T3 pattern, made for sleepers."""
    return _low_sounder(t3(rng, seconds), rng, seconds)


def co_piezo(rng: np.random.Generator, seconds: float) -> Sound:
    """A carbon monoxide alarm in the T4 pattern."""
    return _piezo(t4(rng, seconds), rng, seconds, _alarm_hertz(rng))


def co_low(rng: np.random.Generator, seconds: float) -> Sound:
    """A 520 Hz square-wave carbon monoxide alarm in the T4 pattern."""
    return _low_sounder(t4(rng, seconds), rng, seconds)


def fire_steady(rng: np.random.Generator, seconds: float) -> Sound:
    """An electronic sounder on one tone, continuous or pulsed slowly."""
    n = int(seconds * SAMPLE_RATE)
    hertz = float(rng.choice([660, 800, 825, 950, 970, 1000, 2400, 2850, 3200]))
    hertz *= float(rng.uniform(0.95, 1.05))
    spans: Spans = ((0.0, seconds),)
    if rng.random() < 0.35:
        on = float(rng.uniform(0.3, 1.2))
        spans = cycle([(on, float(rng.uniform(0.3, 1.2)))], seconds, rng)
    return _sounder(drifting(hertz, n, rng, 0.002, 1.0), spans, rng)


def fire_two_tone(rng: np.random.Generator, seconds: float) -> Sound:
    """Two tones in turn, 800 and 970 Hz and their relatives."""
    n = int(seconds * SAMPLE_RATE)
    low = float(rng.choice([440, 554, 800, 800, 800, 825, 990, 2400]) * rng.uniform(0.95, 1.05))
    high = low * float(rng.choice([1.2125, 1.2125, 1.26, 1.19, 1.333]) * rng.uniform(0.98, 1.02))
    period = 1.0 / float(rng.choice([1.0, 1.0, 2.0, 2.0, 4.0, 7.0]) * rng.uniform(0.9, 1.1))
    first = float(rng.uniform(0.4, 0.6))
    where = _turns(n, period, rng)
    hertz = np.where(where < first, low, high)
    return _sounder(hertz, ((0.0, seconds),), rng)


def fire_whoop(rng: np.random.Generator, seconds: float) -> Sound:
    """Sweeps: slow whoop (NEN 2575), falling (DIN), or a fast sweep up and down."""
    n = int(seconds * SAMPLE_RATE)
    drawn = int(rng.integers(4))
    low, high = float(rng.uniform(450, 850)), float(rng.uniform(950, 1300))
    spans: Spans = ((0.0, seconds),)
    if drawn == 0:  # slow whoop: 3.5 s up, half a second of silence
        up, pause = float(rng.uniform(2.5, 4.0)), float(rng.uniform(0.3, 0.7))
        where = _turns(n, up + pause, rng)
        hertz = low + (high - low) * np.minimum(where * (up + pause) / up, 1.0)
        spans = _where(where < up / (up + pause), seconds)
    elif drawn == 1:  # DIN: 1200 to 500 Hz every second
        where = _turns(n, float(rng.uniform(0.8, 1.2)), rng)
        hertz = high - (high - low) * where
    elif drawn == 2:  # fast sweep, 7 to 50 times a second
        where = _turns(n, 1.0 / float(np.exp(rng.uniform(np.log(3), np.log(25)))), rng)
        hertz = low + (high - low) * where
    else:  # up and down
        where = _turns(n, float(rng.uniform(0.3, 2.0)), rng)
        hertz = low + (high - low) * (1.0 - np.abs(2.0 * where - 1.0))
    if rng.random() < 0.2:
        hertz = hertz * float(rng.uniform(2.0, 2.6))
    return _sounder(hertz, spans, rng)


def fire_horn(rng: np.random.Generator, seconds: float) -> Sound:
    """A horn with a vibrating plate: harsh, steady, in march time, or in the T3 pattern."""
    n = int(seconds * SAMPLE_RATE)
    drawn = rng.random()
    spans: Spans = ((0.0, seconds),)
    if drawn < 0.35:
        spans = cycle([(0.25, 0.25)] if rng.random() < 0.5 else [(0.5, 0.5)], seconds, rng)
    elif drawn < 0.7:
        spans = t3(rng, seconds)
    hertz = float(np.exp(rng.uniform(np.log(280), np.log(1100))))
    wave = tone(drifting(hertz, n, rng, 0.008, 12.0), reed(rng, 26), rng)
    if rng.random() < 0.5:  # the plate rattles against its stop
        wave *= 1.0 + 0.5 * tone(steady(float(rng.uniform(40, 130)), n), reed(rng, 6), rng)
    wave *= gate(spans, n, float(rng.uniform(0.003, 0.03)), float(rng.uniform(0.005, 0.05)))
    return Sound(loudspeaker(wave, rng, (300, 900), (3500, 7600)), spans)


def fire_bell(rng: np.random.Generator, seconds: float) -> Sound:
    """A mechanical bell struck many times a second."""
    n = int(seconds * SAMPLE_RATE)
    rate = float(rng.uniform(8, 26))
    spans: Spans = ((0.0, seconds),)
    if rng.random() < 0.25:
        spans = cycle([(float(rng.uniform(0.6, 3)), float(rng.uniform(0.5, 2)))], seconds, rng)
    times = np.concatenate([np.arange(a, b, 1.0 / rate) for a, b in spans])
    times = times + rng.normal(0.0, 0.04 / rate, len(times))
    strike = impulses(times, rng.uniform(0.6, 1.0, len(times)), n)
    strike = low_pass(strike, float(rng.uniform(2500, 7000)))
    lowest = float(np.exp(rng.uniform(np.log(500), np.log(1500))))
    ratios = np.array([1.0, 2.0, 2.4, 3.0, 3.9, 4.5, 5.6, 6.8]) * (1 + rng.normal(0, 0.06, 8))
    ratios = np.concatenate([ratios, ratios[:3] * (1 + rng.uniform(0.001, 0.008, 3))])
    decays = rng.uniform(0.3, 1.6, 11) * (1.0 / ratios**0.3)
    gains = rng.uniform(0.2, 1.0, 11)
    wave = struck(strike, lowest * ratios, decays, gains)
    rattle = contact(strike, rng, float(rng.uniform(0.01, 0.08)))
    wave += float(rng.uniform(0.02, 0.4)) * float(np.abs(wave).max()) * rattle
    return Sound(wave * _tail(spans, n, 0.4), spans)


def alarm_beeps(rng: np.random.Generator, seconds: float) -> Sound:
    """Fast beeps that say alarm, but not which."""
    n = int(seconds * SAMPLE_RATE)
    on = float(rng.uniform(0.05, 0.35))
    off = on * float(rng.uniform(0.5, 1.6))
    # Above 2.3 kHz it would be one of the smoke alarms that pip.
    hertz = float(np.exp(rng.uniform(np.log(500), np.log(2300))))
    spans = cycle([(on, off)], seconds, rng, least=2)
    wave = tone(steady(hertz, n), any_timbre(rng), rng) * gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (100, 900), (3500, 7600)), spans)


def alarm_buzzer(rng: np.random.Generator, seconds: float) -> Sound:
    """An intruder or machine alarm: a harsh low buzz, continuous or in blasts."""
    n = int(seconds * SAMPLE_RATE)
    hertz = drifting(float(rng.uniform(90, 450)), n, rng, 0.01, 3.0)
    spans: Spans = ((0.0, seconds),)
    if rng.random() < 0.75:
        on = float(rng.uniform(0.3, 1.5))
        spans = cycle([(on, float(rng.uniform(0.25, 1.2)))], seconds, rng)
    wave = tone(hertz, rectangle(float(rng.uniform(0.05, 0.5)), 60), rng)
    if rng.random() < 0.4:
        detuned = hertz * float(rng.uniform(1.01, 1.3))
        wave += tone(detuned, rectangle(float(rng.uniform(0.05, 0.5)), 60), rng)
    wave *= gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (150, 700), (3000, 7500)), spans)


def alarm_rising(rng: np.random.Generator, seconds: float) -> Sound:
    """An intruder siren: tones that climb, fall or trill, again and again."""
    n = int(seconds * SAMPLE_RATE)
    low = float(rng.uniform(600, 2200))
    high = min(4500.0, low * float(rng.uniform(1.3, 2.5)))
    period = float(np.exp(rng.uniform(np.log(0.08), np.log(1.2))))
    where = _turns(n, period, rng)
    if rng.random() < 0.4:
        where = 1.0 - np.abs(2.0 * where - 1.0)
    if rng.random() < 0.3:
        where = np.floor(where * 6.0) / 5.0
    hertz = low * (high / low) ** np.clip(where, 0.0, 1.0)
    wave = tone(hertz, any_timbre(rng), rng)
    return Sound(loudspeaker(wave, rng, (200, 900), (4000, 7600)), ((0.0, seconds),))


def low_battery(rng: np.random.Generator, seconds: float) -> Sound:
    """The chirp of a detector whose battery is low: one short pip, rarely two."""
    on = float(rng.uniform(0.03, 0.14))
    first = float(rng.uniform(0.0, max(0.01, min(0.5, seconds - 0.4))))
    spans: Spans = ((first, first + on),)
    if rng.random() < 0.2:
        second = first + on + float(rng.uniform(0.1, 0.5))
        if second + on < seconds:
            spans += ((second, second + on),)
    sound = _piezo(spans, rng, min(seconds, spans[-1][1] + 0.05), _alarm_hertz(rng))
    return Sound(sound.wave, spans, len(spans))


def _alarm_hertz(rng: np.random.Generator) -> float:
    """Mostly near 3.1 to 3.4 kHz, seldom at the edges of 2.8 to 3.6."""
    return float(np.clip(rng.normal(3150.0, 170.0), 2780.0, 3650.0))


def _piezo(spans: Spans, rng: np.random.Generator, seconds: float, hertz: float) -> Sound:
    """A horn disc: quick edges, a glide while it settles, a level that sags, a wobble."""
    n = int(seconds * SAMPLE_RATE)
    glide = float(rng.choice([0.0, rng.normal(0.0, 0.006)]))
    moving = hertz * (1.0 + glide * (swell(spans, n, 1.0) - 0.5))
    wave = tone(moving * (1.0 + 0.0008 * wander(n, rng, 6.0)), piezo(rng), rng)
    attack, release = edges(rng)
    if rng.random() < 0.3:  # a slow-starting oscillator
        attack = float(rng.uniform(0.01, 0.06))
    envelope = gate(spans, n, attack, release) * swell(spans, n, float(rng.uniform(-0.2, 0.4)))
    if rng.random() < 0.25:  # self-driven discs flutter
        depth = float(rng.uniform(0.05, 0.4))
        rate = float(rng.uniform(5, 90))
        envelope *= 1.0 - depth * (
            0.5 + 0.5 * np.sin(2 * np.pi * rate * np.arange(n) / SAMPLE_RATE)
        )
    wave *= envelope * (1.0 + 0.08 * wander(n, rng, 3.0))
    if rng.random() < 0.2:  # a second, detuned mode of the disc or a neighbour's unit
        other = hertz * float(rng.uniform(1.002, 1.05))
        wave += float(rng.uniform(0.1, 0.6)) * tone(steady(other, n), piezo(rng), rng) * envelope
    return Sound(loudspeaker(wave, rng, (100, 1500), (4500, 7600)), spans)


def _low_sounder(spans: Spans, rng: np.random.Generator, seconds: float) -> Sound:
    """A square wave near 520 Hz, within the tolerance of UL 217."""
    n = int(seconds * SAMPLE_RATE)
    hertz = float(520.0 * (1.0 + rng.uniform(-0.1, 0.1)))
    wave = tone(steady(hertz, n), square(rng), rng) * gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (150, 500), (2500, 7500)), spans)


def _sounder(hertz: Wave, spans: Spans, rng: np.random.Generator) -> Sound:
    """A driver in a horn, fed with something like a square."""
    n = len(hertz)
    amplitudes = square(rng) if rng.random() < 0.6 else any_timbre(rng)
    wave = tone(hertz, amplitudes, rng) * gate(spans, n, *edges(rng))
    wave *= 1.0 + 0.05 * wander(n, rng, 3.0)
    return Sound(loudspeaker(wave, rng, (200, 700), (3000, 7600)), spans)


def _turns(n: int, period: float, rng: np.random.Generator) -> Wave:
    """Position within a cycle, 0..1, from a random start, shape (n,)."""
    return np.asarray((np.arange(n) / SAMPLE_RATE / period + rng.random()) % 1.0, float)


def _where(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], seconds: float) -> Spans:
    steps = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    spans = zip(steps[::2] / SAMPLE_RATE, steps[1::2] / SAMPLE_RATE, strict=True)
    return tuple((float(a), min(seconds, float(b))) for a, b in spans if b - a > 0.05)


def _tail(spans: Spans, n: int, fall: float) -> Wave:
    """1 within spans, then a decay: a bell damped by its own clapper."""
    out: Wave = np.ones(n)
    for _, end in spans:
        last = int(end * SAMPLE_RATE)
        rest = n - last
        if rest > 0:
            out[last:] *= np.exp(-np.arange(rest) / (fall * SAMPLE_RATE))
    for start, end in spans:
        out[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = 1.0
    return out

"""In the street: horns, reversing beepers, bells, brakes, whistles.

In: a generator and a length. Out: sounds; the count is of beeps, honks or rings.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import bandpass, high_pass, loudspeaker, low_pass
from models.synthesis.siren import passing
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.timing import clipped, cycle, edges, gate
from models.synthesis.tone import (
    any_timbre,
    contact,
    drifting,
    impulses,
    reed,
    square,
    steady,
    struck,
    tone,
    wander,
)


def reversing_beeper(rng: np.random.Generator, seconds: float) -> Sound:
    """A lorry going backwards: about one beep a second near 1.2 kHz."""
    n = int(seconds * SAMPLE_RATE)
    period = float(rng.uniform(0.75, 1.25))
    duty = float(rng.uniform(0.35, 0.6))
    spans = cycle([(period * duty, period * (1.0 - duty))], seconds, rng)
    hertz = float(rng.uniform(950, 1450)) if rng.random() < 0.93 else float(rng.uniform(2300, 3000))
    amplitudes = square(rng) if rng.random() < 0.5 else any_timbre(rng)
    wave = tone(passing(steady(hertz, n), rng, 0.006), amplitudes, rng)
    wave *= gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (200, 700), (2000, 7500)), spans)


def reversing_noise(rng: np.random.Generator, seconds: float) -> Sound:
    """The broadband kind: bursts of noise in the beeper's rhythm."""
    n = int(seconds * SAMPLE_RATE)
    period = float(rng.uniform(0.6, 1.2))
    duty = float(rng.uniform(0.35, 0.6))
    spans = cycle([(period * duty, period * (1.0 - duty))], seconds, rng)
    noise = bandpass(
        rng.standard_normal(n), float(rng.uniform(1200, 3500)), float(rng.uniform(0.3, 1))
    )
    wave = high_pass(noise, float(rng.uniform(300, 900))) * gate(spans, n, 0.006, 0.015)
    return Sound(wave, spans)


def car_horn(rng: np.random.Generator, seconds: float) -> Sound:
    """Two reedy notes near 400 and 500 Hz: one to four honks."""
    honks = int(rng.choice([1, 1, 2, 2, 3, 4]))
    at, spans = 0.0, []
    for _ in range(honks):
        length = float(np.exp(rng.uniform(np.log(0.12), np.log(1.0 if honks > 1 else 2.5))))
        spans.append((at, at + length))
        at += length + float(rng.uniform(0.08, 0.5))
    heard = clipped(spans, seconds)
    n = min(int(seconds * SAMPLE_RATE), int((heard[-1][1] + 0.06) * SAMPLE_RATE))
    wave = _horn_pair(rng, n) * gate(heard, n, float(rng.uniform(0.004, 0.03)), 0.02)
    return Sound(loudspeaker(wave, rng, (150, 500), (2500, 7500)), heard, len(heard))


def car_alarm(rng: np.random.Generator, seconds: float) -> Sound:
    """A car alarm: the horn in even blasts, or six siren patterns in turn."""
    n = int(seconds * SAMPLE_RATE)
    if rng.random() < 0.4:
        on = float(rng.uniform(0.25, 0.8))
        spans = cycle([(on, on * float(rng.uniform(0.7, 1.3)))], seconds, rng)
        wave = _horn_pair(rng, n) * gate(spans, n, 0.01, 0.02)
        return Sound(loudspeaker(wave, rng, (150, 500), (2500, 7500)), spans)
    t = np.arange(n) / SAMPLE_RATE
    each = float(rng.uniform(1.0, 2.6))
    base = float(rng.uniform(600, 1400))
    hertz: Wave = np.empty(n)
    level: Wave = np.ones(n)
    offset = float(rng.uniform(0, each))
    order = rng.permutation(6)
    for turn in range(int((seconds + offset) / each) + 1):
        first = max(0, int((turn * each - offset) * SAMPLE_RATE))
        last = min(n, int(((turn + 1) * each - offset) * SAMPLE_RATE))
        if last <= first:
            continue
        hertz[first:last], level[first:last] = _car_pattern(
            int(order[turn % 6]), t[first:last] - t[first], base, each
        )
    wave = tone(hertz, square(rng), rng) * level
    return Sound(loudspeaker(wave, rng, (300, 800), (3500, 7600)), ((0.0, seconds),))


def level_crossing(rng: np.random.Generator, seconds: float) -> Sound:
    """A crossing's bell: a gong or its electronic copy, two to four strikes a second."""
    n = int(seconds * SAMPLE_RATE)
    rate = float(rng.uniform(1.4, 5.0))
    times = np.arange(float(rng.uniform(0, 1.0 / rate)), seconds - 0.05, 1.0 / rate)
    hertz = float(np.exp(rng.uniform(np.log(450), np.log(1900))))
    strike = impulses(times, rng.uniform(0.8, 1.0, len(times)), n)
    strike = low_pass(strike, float(rng.uniform(2500, 7000)))
    ratios = np.array([1.0, 1.52, 2.0, 2.74, 3.4, 4.2, 1.004]) * (1 + rng.normal(0, 0.02, 7))
    gains = rng.uniform(0.1, 1.0, 7) * np.array([1.5, 1, 1, 0.8, 0.6, 0.4, 0.6])
    wave = struck(strike, hertz * ratios, rng.uniform(0.3, 1.4) / ratios**0.5, gains)
    clapper = contact(strike, rng, float(rng.uniform(0.01, 0.08)))
    wave += 10.0 ** float(rng.uniform(-2.3, -0.6)) * float(np.abs(wave).max()) * clapper
    return Sound(wave, ((float(times[0]), seconds),))


def bicycle_bell(rng: np.random.Generator, seconds: float) -> Sound:
    """A thumb bell: a rattle of strikes on a small dome, or one clear ping."""
    hertz = float(np.exp(rng.uniform(np.log(1500), np.log(4200))))
    rings = int(rng.choice([1, 1, 2, 2, 3]))
    single = rng.random() < 0.4
    onsets: list[float] = []
    times: list[float] = []
    at = float(rng.uniform(0.0, 0.05))
    for _ in range(rings):
        if at > seconds - 0.3:
            break
        onsets.append(at)
        if single:
            times.append(at)
        else:
            gaps = float(rng.uniform(0.02, 0.05)) * (
                1 + rng.normal(0, 0.1, int(rng.integers(4, 12)))
            )
            times += [float(x) for x in at + np.cumsum(np.abs(gaps))]
        at = times[-1] + float(rng.uniform(0.2, 0.7))
    decay = float(rng.uniform(0.5, 2.2))
    n = min(int(seconds * SAMPLE_RATE), int((times[-1] + 0.75 * decay + 0.1) * SAMPLE_RATE))
    strike = impulses(times, rng.uniform(0.3, 1.0, len(times)), n)
    ratios = np.array([1.0, 1.006, 1.62, 2.3, 0.43]) * (1 + rng.normal(0, 0.02, 5))
    wave = struck(strike, hertz * ratios, decay / ratios**0.5, rng.uniform(0.2, 1.0, 5))
    thumb = contact(strike, rng, float(rng.uniform(0.005, 0.05)))
    wave += 10.0 ** float(rng.uniform(-2.3, -0.6)) * float(np.abs(wave).max()) * thumb
    end = n / SAMPLE_RATE
    return Sound(wave, ((onsets[0], min(end, times[-1] + 0.35 * decay)),), len(onsets))


def train_horn(rng: np.random.Generator, seconds: float) -> Sound:
    """A chord of air horns, or a ship's single deep one."""
    blasts = int(rng.choice([1, 1, 2, 3, 4]))
    ship = rng.random() < 0.3
    at, spans = 0.0, []
    for _ in range(blasts):
        length = float(rng.uniform(0.5, 3.0))
        spans.append((at, at + length))
        at += length + float(rng.uniform(0.2, 0.9))
    heard = clipped(spans, seconds)
    n = min(int(seconds * SAMPLE_RATE), int((heard[-1][1] + 0.3) * SAMPLE_RATE))
    root = float(rng.uniform(70, 200)) if ship else float(rng.uniform(220, 420))
    chords = (
        ([1.0], [1.0, 1.5])
        if ship
        else ([1, 1.26, 1.5, 1.68], [1, 1.19, 1.5], [1, 1.25], [1, 1.33, 1.6, 2.0])
    )
    chord = chords[int(rng.integers(len(chords)))]
    shape = gate(heard, n, float(rng.uniform(0.03, 0.2)), float(rng.uniform(0.05, 0.25)))
    bend = 1.0 - float(rng.uniform(0.0, 0.05)) * (1.0 - shape)
    wave: Wave = np.zeros(n)
    for ratio in chord:
        tuned = root * ratio * float(rng.uniform(0.99, 1.01))
        moving = drifting(tuned, n, rng, 0.003, 4.0) * bend
        wave += float(rng.uniform(0.5, 1.0)) * tone(moving, reed(rng, 20), rng)
    wave *= shape
    air = low_pass(rng.standard_normal(n), 3000.0) * shape
    wave += float(rng.uniform(0.0, 0.15)) * air * np.abs(wave).max()
    return Sound(loudspeaker(wave, rng, (60, 200), (1500, 6500)), heard, len(heard))


def referee_whistle(rng: np.random.Generator, seconds: float) -> Sound:
    """A pea whistle: two or three close tones, trilled by the pea."""
    spans = _blows(rng, seconds, (0.2, 1.5))
    n = min(int(seconds * SAMPLE_RATE), int((spans[-1][1] + 0.05) * SAMPLE_RATE))
    shape = gate(spans, n, 0.02, 0.04)
    hertz = float(rng.uniform(2100, 4200)) * (0.96 + 0.04 * shape)
    trill = float(rng.uniform(20, 75))
    pea = np.sin(2 * np.pi * trill * np.arange(n) / SAMPLE_RATE + 2.0 * wander(n, rng, 8.0))
    deep = float(rng.uniform(0.0, 0.02)) if rng.random() < 0.75 else 0.0
    wave: Wave = np.zeros(n)
    for ratio in (1.0, float(rng.uniform(1.02, 1.12)), float(rng.uniform(0.9, 0.98)))[
        : int(rng.integers(1, 4))
    ]:
        wave += float(rng.uniform(0.4, 1.0)) * tone(
            hertz * ratio * (1 + deep * pea), [1.0, 0.15], rng
        )
    wave *= 1.0 + (deep > 0) * 0.45 * pea
    air = bandpass(rng.standard_normal(n), 3200.0, 0.7)
    return Sound((wave + float(rng.uniform(0.05, 0.4)) * air) * shape, spans, len(spans))


def mouth_whistle(rng: np.random.Generator, seconds: float) -> Sound:
    """Somebody whistles: a call that bends, or a few notes."""
    spans = _blows(rng, seconds, (0.15, 0.8))
    n = min(int(seconds * SAMPLE_RATE), int((spans[-1][1] + 0.05) * SAMPLE_RATE))
    hertz = np.full(n, 1500.0)
    for start, end in spans:
        first, last = int(start * SAMPLE_RATE), min(n, int(end * SAMPLE_RATE))
        points = np.exp(rng.uniform(np.log(800), np.log(3000)) + rng.normal(0, 0.2, 4))
        hertz[first:last] = np.interp(np.linspace(0, 3, last - first), np.arange(4), points)
    hertz = np.clip(hertz, 600.0, 3900.0)
    vibrato = 0.01 * np.sin(2 * np.pi * rng.uniform(4, 7) * np.arange(n) / SAMPLE_RATE)
    shape = gate(spans, n, 0.04, 0.05)
    wave = tone(hertz * (1 + vibrato), [1.0, float(rng.uniform(0, 0.08))], rng)
    air = bandpass(rng.standard_normal(n), 2500.0, 0.6)
    return Sound((wave + float(rng.uniform(0.02, 0.25)) * air) * shape, spans)


def tire_screech(rng: np.random.Generator, seconds: float) -> Sound:
    """Rubber that slips and grips: rough tones that wander, over noise."""
    length = min(seconds, float(rng.uniform(0.6, 3.5)))
    n = int(length * SAMPLE_RATE)
    slide = 1.0 + float(rng.uniform(-0.35, 0.15)) * np.linspace(0, 1, n)
    wave: Wave = np.zeros(n)
    for _ in range(int(rng.integers(2, 4))):
        hertz = float(np.exp(rng.uniform(np.log(500), np.log(1800)))) * slide
        rough = 1.0 + 0.03 * wander(n, rng, 30.0) + 0.01 * wander(n, rng, 180.0)
        level = np.clip(0.7 + 0.6 * wander(n, rng, 9.0), 0.0, 2.0)
        wave += tone(hertz * rough, reed(rng, 8), rng) * level * float(rng.uniform(0.3, 1.0))
    noise = bandpass(rng.standard_normal(n), float(rng.uniform(800, 2200)), 0.8)
    wave += float(rng.uniform(0.3, 1.2)) * noise * float(wave.std()) / float(noise.std())
    shape = gate(((0.0, length),), n, float(rng.uniform(0.02, 0.3)), float(rng.uniform(0.05, 0.4)))
    return Sound(wave * shape, ((0.0, length),))


def wind_chimes(rng: np.random.Generator, seconds: float) -> Sound:
    """Metal or bamboo tubes struck at random."""
    n = int(seconds * SAMPLE_RATE)
    tubes = int(rng.integers(4, 8))
    metal = rng.random() < 0.8
    root = float(np.exp(rng.uniform(np.log(450), np.log(2200))))
    scale = np.array([0, 2, 4, 7, 9, 12, 14])[:tubes]
    pitches = root * 2.0 ** (scale / 12.0) * (1 + rng.normal(0, 0.01, tubes))
    rate = float(rng.uniform(1.5, 9.0))
    times = np.cumsum(rng.exponential(1.0 / rate, int(seconds * rate * 2) + 4))
    times = np.concatenate([[0.0], times[times < seconds - 0.05]])
    which = rng.integers(0, tubes, len(times))
    decay = float(rng.uniform(1.0, 4.0)) if metal else float(rng.uniform(0.06, 0.2))
    wave: Wave = np.zeros(n)
    for tube in range(tubes):
        mine = times[which == tube]
        if not len(mine):
            continue
        strike = low_pass(impulses(mine, rng.uniform(0.15, 1.0, len(mine)) ** 1.5, n), 7000.0)
        ratios = np.array([1.0, 2.756, 5.404])
        gains = np.array([1.0, rng.uniform(0.1, 0.8), rng.uniform(0.0, 0.3)])
        wave += struck(strike, pitches[tube] * ratios, decay / ratios**0.8, gains)
    return Sound(wave, ((0.0, seconds),))


def _horn_pair(rng: np.random.Generator, n: int) -> Wave:
    low = float(rng.uniform(310, 460))
    ratio = float(rng.choice([1.2, 1.25, 1.26]) * rng.uniform(0.98, 1.02))
    wave = tone(drifting(low, n, rng, 0.002, 4.0), reed(rng), rng)
    if rng.random() < 0.8:
        wave += float(rng.uniform(0.6, 1.0)) * tone(steady(low * ratio, n), reed(rng), rng)
    return wave


def _car_pattern(which: int, t: Wave, base: float, each: float) -> tuple[Wave, Wave]:
    """One of the six sounds of the common car alarm: frequency and level."""
    ones: Wave = np.ones(len(t))
    if which == 0:  # yelp up
        return base * (1.0 + 1.2 * ((t * 5.0) % 1.0)), ones
    if which == 1:  # hi-lo
        return np.where((t * 2.5) % 1.0 < 0.5, base, base * 1.3), ones
    if which == 2:  # slow rise
        return base * (1.0 + 1.3 * t / each), ones
    if which == 3:  # stutter
        return base * 1.4 * ones, np.asarray((t * 8.0) % 1.0 < 0.55, float)
    if which == 4:  # trill
        return base * (1.4 + 0.5 * np.abs(2.0 * ((t * 12.0) % 1.0) - 1.0)), ones
    return base * (2.2 - 1.2 * ((t * 3.0) % 1.0)), ones  # falling


def _blows(rng: np.random.Generator, seconds: float, length: tuple[float, float]) -> Spans:
    at, spans = 0.0, []
    for _ in range(int(rng.choice([1, 1, 2, 3]))):
        blow = float(np.exp(rng.uniform(np.log(length[0]), np.log(length[1]))))
        spans.append((at, at + blow))
        at += blow + float(rng.uniform(0.05, 0.5))
    return clipped(spans, seconds)

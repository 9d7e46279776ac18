"""Clocks, timers, ovens, kettles and fans.

In: a generator and a length. Out: sounds; the count is of beeps.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import bandpass, loudspeaker, low_pass
from models.synthesis.melody import Note, melody, play
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.timing import clipped, cycle, edges, gate, rounds
from models.synthesis.tone import (
    any_timbre,
    contact,
    drifting,
    impulses,
    piezo,
    square,
    steady,
    struck,
    tone,
    wander,
)


def clock_beeps(rng: np.random.Generator, seconds: float) -> Sound:
    """A digital alarm clock: bursts of mostly four short beeps each second."""
    n = int(seconds * SAMPLE_RATE)
    burst = int(rng.choice([1, 2, 3, 4, 4, 4, 4, 5]))
    on, off = float(rng.uniform(0.04, 0.11)), float(rng.uniform(0.035, 0.12))
    pause = float(rng.uniform(0.3, 0.8))
    spans = cycle([(on, off)] * (burst - 1) + [(on, pause)], seconds, rng)
    hertz = float(np.exp(rng.uniform(np.log(900), np.log(4200))))
    wave = tone(steady(hertz, n), piezo(rng) if rng.random() < 0.6 else square(rng), rng)
    wave *= gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (300, 1200), (4000, 7600)), spans)


def clock_buzz(rng: np.random.Generator, seconds: float) -> Sound:
    """A bedside clock's harsh buzzer, steady or on and off."""
    n = int(seconds * SAMPLE_RATE)
    on = float(rng.uniform(0.2, 0.7))
    spans: Spans = cycle([(on, on * float(rng.uniform(0.6, 1.4)))], seconds, rng)
    hertz = float(np.exp(rng.uniform(np.log(200), np.log(1000))))
    wave = tone(steady(hertz, n), any_timbre(rng), rng)
    if rng.random() < 0.5:
        rate = float(rng.uniform(15, 60))
        wave *= 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * rate * np.arange(n) / SAMPLE_RATE))
    wave *= gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (200, 800), (3000, 7600)), spans)


def twin_bell(rng: np.random.Generator, seconds: float) -> Sound:
    """A wind-up clock: a hammer between two small bells, slowing as the spring runs down."""
    n = int(seconds * SAMPLE_RATE)
    rate = float(rng.uniform(14, 34))
    slow = float(rng.uniform(0.0, 0.06))
    times = np.cumsum(1.0 / (rate * np.exp(-slow * np.arange(int(seconds * rate) + 1) / rate)))
    times = times[times < seconds] + rng.normal(0, 0.0015, int((times < seconds).sum()))
    wave: Wave = np.zeros(n)
    hertz = float(np.exp(rng.uniform(np.log(1400), np.log(3600))))
    for which, base in ((times[::2], hertz), (times[1::2], hertz * float(rng.uniform(1.02, 1.2)))):
        strike = low_pass(impulses(which, rng.uniform(0.5, 1.0, len(which)), n), 7000.0)
        ratios = np.array([1.0, 1.004, 1.7, 2.4, 0.55]) * (1 + rng.normal(0, 0.02, 5))
        gains = rng.uniform(0.2, 1.0, 5)
        wave += struck(strike, base * ratios, rng.uniform(0.15, 0.8, 5), gains)
        case = np.array([rng.uniform(300, 900)])
        wave += 0.15 * struck(strike, case, np.array([0.03]), np.ones(1))
    rattle = contact(impulses(times, np.ones(len(times)), n), rng, float(rng.uniform(0.01, 0.15)))
    wave += 10.0 ** float(rng.uniform(-1.7, -0.2)) * float(np.abs(wave).max()) * rattle
    return Sound(wave, ((0.0, seconds),))


def clock_motif(rng: np.random.Generator, seconds: float) -> Sound:
    """A bedside radio's or telephone's waking motif: quick notes on two pitches, again, louder."""
    first = float(np.exp(rng.uniform(np.log(400), np.log(1900))))
    second = first * float(rng.choice([1.0, 1.2599, 1.3348, 1.4983, 2.0]))
    unit = float(rng.uniform(0.09, 0.2))
    motif = [first if rng.random() < 0.6 else second for _ in range(int(rng.integers(3, 7)))]
    length = unit * len(motif) + float(rng.uniform(0.2, 0.8))
    notes = [
        Note(turn * length + i * unit, hertz, unit * 0.8)
        for turn in range(int(seconds / length) + 1)
        for i, hertz in enumerate(motif)
        if turn * length + i * unit < seconds - 0.05
    ]
    sound = play(notes, rng, seconds, percussive=rng.random() < 0.4)
    louder = np.linspace(float(rng.uniform(0.35, 1.0)), 1.0, len(sound.wave))
    return Sound(sound.wave * louder, sound.active)


def timer(rng: np.random.Generator, seconds: float) -> Sound:
    """A kitchen timer: piezo beeps in pairs, threes or fours, for as long as it likes."""
    n = int(seconds * SAMPLE_RATE)
    burst = int(rng.integers(1, 5))
    on, off = float(rng.uniform(0.05, 0.15)), float(rng.uniform(0.05, 0.12))
    once: Spans = tuple((i * (on + off), i * (on + off) + on) for i in range(burst))
    spans = rounds(once, float(rng.uniform(0.3, 0.9)), rng, seconds)
    hertz = float(np.exp(rng.uniform(np.log(1900), np.log(4400))))
    n = min(n, int((spans[-1][1] + 0.05) * SAMPLE_RATE))
    wave = tone(steady(hertz, n), piezo(rng), rng) * gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (300, 1500), (4500, 7600)), spans, len(spans))


def beep(rng: np.random.Generator, seconds: float) -> Sound:
    """A device that acknowledges: one to three beeps of any pitch."""
    on = float(np.exp(rng.uniform(np.log(0.04), np.log(0.7))))
    off = float(rng.uniform(0.06, 0.5))
    spans = clipped(
        [(i * (on + off), i * (on + off) + on) for i in range(int(rng.integers(1, 4)))], seconds
    )
    n = min(int(seconds * SAMPLE_RATE), int((spans[-1][1] + 0.05) * SAMPLE_RATE))
    hertz = float(np.exp(rng.uniform(np.log(350), np.log(4200))))
    wave = tone(steady(hertz, n), any_timbre(rng), rng) * gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (100, 900), (3000, 7600)), spans, len(spans))


def notification(rng: np.random.Generator, seconds: float) -> Sound:
    """A message has come: two to four quick notes."""
    notes = melody(rng, int(rng.integers(2, 5)), (500.0, 1800.0), (0.05, 0.16))
    return play(notes, rng, seconds, percussive=rng.random() < 0.7)


def microwave(rng: np.random.Generator, seconds: float) -> Sound:
    """Done: three to five long beeps."""
    on = float(np.exp(rng.uniform(np.log(0.35), np.log(1.2))))
    off = float(np.exp(rng.uniform(np.log(0.25), np.log(1.3))))
    spans = clipped(
        [(i * (on + off), i * (on + off) + on) for i in range(int(rng.integers(3, 6)))], seconds
    )
    n = min(int(seconds * SAMPLE_RATE), int((spans[-1][1] + 0.05) * SAMPLE_RATE))
    usual = rng.random() < 0.75
    hertz = float(rng.uniform(1600, 2700)) if usual else float(rng.uniform(900, 1600))
    amplitudes = square(rng) if rng.random() < 0.5 else piezo(rng)
    wave = tone(steady(hertz, n), amplitudes, rng) * gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (200, 900), (3500, 7600)), spans, len(spans))


def kettle(rng: np.random.Generator, seconds: float) -> Sound:
    """A whistling kettle: turbulence first, then a tone that climbs and steadies."""
    n = int(seconds * SAMPLE_RATE)
    t = np.arange(n) / n
    first = float(np.exp(rng.uniform(np.log(1000), np.log(3000))))
    climb = float(rng.uniform(0.0, 0.5)) * (rng.random() < 0.75)
    speed = float(rng.uniform(1.0, 6.0))
    hertz = first * (1.0 + climb * (1.0 - np.exp(-speed * t))) * (1 + 0.006 * wander(n, rng, 9.0))
    strength = np.clip((t - float(rng.uniform(-0.5, 0.25))) * float(rng.uniform(2, 8)), 0.02, 1.0)
    strength *= 1.0 + 0.25 * wander(n, rng, 12.0)
    wave = (
        tone(hertz, [1.0, float(rng.uniform(0, 0.4)), float(rng.uniform(0, 0.2))], rng) * strength
    )
    if rng.random() < 0.45:  # two holes, two tones
        wave += float(rng.uniform(0.3, 0.9)) * tone(
            hertz * float(rng.uniform(1.05, 1.6)), [1.0, 0.1], rng
        ) * strength  # fmt: skip
    steam = rng.standard_normal(n)
    hiss = bandpass(
        steam, min(6500.0, first * float(rng.uniform(1.0, 2.0))), float(rng.uniform(0.4, 2))
    )
    boil = low_pass(steam, float(rng.uniform(250, 900)))
    wave += float(rng.uniform(0.1, 0.9)) * hiss + float(rng.uniform(0.0, 0.8)) * boil
    level = gate(((0.0, seconds),), n, float(rng.uniform(0.01, 0.3)), 0.01)
    return Sound(wave * level, ((0.0, seconds),))


def fan(rng: np.random.Generator, seconds: float) -> Sound:
    """A fan: broad noise, a blade tone, the motor's hum."""
    n = int(seconds * SAMPLE_RATE)
    noise = rng.standard_normal(n)
    wave = low_pass(noise, float(np.exp(rng.uniform(np.log(250), np.log(3500)))))
    wave += 0.3 * bandpass(noise, float(rng.uniform(150, 1500)), float(rng.uniform(0.5, 3)))
    wave /= wave.std()
    blade = drifting(float(rng.uniform(30, 220)), n, rng, 0.006, 1.0)
    falling = rng.uniform(0.1, 1.0, 10) * np.arange(1, 11) ** -1.0
    wave += float(rng.uniform(0.1, 1.2)) * tone(blade, falling, rng)
    hum = float(rng.choice([100.0, 120.0]))
    wave += float(rng.uniform(0.0, 0.8)) * tone(steady(hum, n), falling[:6], rng)
    if rng.random() < 0.4:
        rate = float(rng.uniform(0.5, 12))
        wave *= 1.0 + 0.3 * np.sin(2 * np.pi * rate * np.arange(n) / SAMPLE_RATE)
    return Sound(wave, ((0.0, seconds),))

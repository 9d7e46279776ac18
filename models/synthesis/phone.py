"""Telephones: the bell with two gongs, the electronic warble, ringtones, vibration.

In: a generator and a length. Out: sounds; the count is of rings.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker, low_pass
from models.synthesis.melody import Note, melody, play
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.timing import clipped, cycle, edges, gate
from models.synthesis.tone import any_timbre, contact, drifting, impulses, struck, tone


def phone_bell(rng: np.random.Generator, seconds: float) -> Sound:
    """A clapper between two gongs, 20 or 25 times a second, in the exchange's cadence."""
    n = int(seconds * SAMPLE_RATE)
    spans = _cadence(rng, seconds)
    rate = float(rng.choice([20.0, 25.0, 16.7, 30.0]) * rng.uniform(0.96, 1.04))
    times = np.concatenate([np.arange(a, b, 0.5 / rate) for a, b in spans])
    first = float(np.exp(rng.uniform(np.log(900), np.log(2200))))
    second = first * float(rng.uniform(1.08, 1.35))
    wave: Wave = np.zeros(n)
    for hertz, which in ((first, times[::2]), (second, times[1::2])):
        strength = rng.uniform(0.7, 1.0, len(which)) * float(rng.uniform(0.5, 1.0))
        strike = low_pass(impulses(which + rng.normal(0, 0.001, len(which)), strength, n), 6500.0)
        ratios = np.array([1.0, 1.6, 2.3, 2.9, 3.7]) * (1 + rng.normal(0, 0.05, 5))
        ratios[4] = 1.0 + float(rng.uniform(0.001, 0.006))
        gains = np.array([1.0, 0.5, 0.5, 0.3, 0.5]) * rng.uniform(0.4, 1.2, 5)
        wave += struck(strike, hertz * ratios, rng.uniform(0.3, 1.3) / ratios**0.4, gains)
        wave += 0.2 * struck(
            strike, np.array([rng.uniform(250, 700)]), np.array([0.04]), np.ones(1)
        )
    rattle = contact(impulses(times, np.ones(len(times)), n), rng, 0.03)
    wave += float(rng.uniform(0.0, 0.25)) * float(np.abs(wave).max()) * rattle
    ringing = clipped([(a, b + 0.15) for a, b in spans], seconds)
    return Sound(wave, ringing, _rings(spans))


def phone_warble(rng: np.random.Generator, seconds: float) -> Sound:
    """Two tones in quick turns: the electronic ringer."""
    n = int(seconds * SAMPLE_RATE)
    spans = _cadence(rng, seconds)
    low = float(np.exp(rng.uniform(np.log(400), np.log(2200))))
    high = low * float(rng.uniform(1.1, 1.5))
    rate = float(rng.uniform(8, 30))
    where = (np.arange(n) / SAMPLE_RATE * rate + rng.random()) % 1.0
    hertz = np.where(where < 0.5, low, high)
    if rng.random() < 0.2:  # three tones
        hertz = np.where(where > 0.75, high * high / low, hertz)
    wave = tone(np.minimum(hertz, 3800.0), any_timbre(rng), rng)
    if rng.random() < 0.3:
        wave *= 0.6 + 0.4 * np.sign(
            np.sin(2 * np.pi * rng.uniform(10, 25) * np.arange(n) / SAMPLE_RATE)
        )
    wave *= gate(spans, n, *edges(rng))
    return Sound(loudspeaker(wave, rng, (200, 900), (3000, 7600)), spans, _rings(spans))


def ringtone(rng: np.random.Generator, seconds: float) -> Sound:
    """A tune, said again until somebody answers; fast arpeggios or marimba-like."""
    tune = melody(rng, int(rng.integers(5, 16)), (400.0, 1300.0), (0.07, 0.25))
    length = tune[-1].start + tune[-1].length + float(rng.uniform(0.0, 0.8))
    notes: list[Note] = []
    for turn in range(int(seconds / length) + 1):
        notes += [Note(x.start + turn * length, x.hertz, x.length) for x in tune]
    notes = [note for note in notes if note.start < seconds - 0.05]
    return play(notes, rng, seconds, percussive=rng.random() < 0.5)


def phone_modern(rng: np.random.Generator, seconds: float) -> Sound:
    """An office telephone or an application: short motifs, a pause, again."""
    motif = melody(rng, int(rng.integers(2, 6)), (500.0, 1400.0), (0.06, 0.18))
    length = motif[-1].start + motif[-1].length
    repeat, pause = int(rng.integers(1, 4)), float(rng.uniform(0.5, 2.0))
    cycle_length = length * repeat + pause
    notes: list[Note] = []
    rings = 0
    while rings * cycle_length < seconds - 0.3 and rings < 12:
        for turn in range(repeat):
            start = rings * cycle_length + turn * length
            notes += [Note(x.start + start, x.hertz, x.length) for x in motif]
        rings += 1
    notes = [note for note in notes if note.start < seconds - 0.05]
    sound = play(notes, rng, seconds, percussive=rng.random() < 0.4)
    return Sound(sound.wave, sound.active, rings)


def vibrate(rng: np.random.Generator, seconds: float) -> Sound:
    """A motor against a table: a low buzz with rattle, in bursts."""
    n = int(seconds * SAMPLE_RATE)
    on = float(rng.uniform(0.3, 1.5))
    spans = cycle([(on, float(rng.uniform(0.3, 2.0)))], seconds, rng)
    shape = gate(spans, n, 0.04, 0.05)
    hertz = drifting(float(rng.uniform(110, 230)), n, rng, 0.02, 4.0) * (0.7 + 0.3 * shape)
    amplitudes = rng.uniform(0.2, 1.0, 24) * np.arange(1, 25) ** -float(rng.uniform(0.4, 1.2))
    hum = tone(hertz, amplitudes, rng)
    hum /= np.abs(hum).max() + 1e-9
    noise = rng.standard_normal(n) * np.maximum(0.0, hum) ** 2
    wave = (hum + float(rng.uniform(0.1, 0.8)) * noise) * shape
    return Sound(loudspeaker(wave, rng, (60, 250), (1500, 6000)), spans)


def _rings(spans: Spans) -> int:
    """A double ring is one ring."""
    return 1 + sum(1 for (_, b), (a, _) in pairwise(spans) if a - b > 0.35)


def _cadence(rng: np.random.Generator, seconds: float) -> Spans:
    """2 s on, 4 s off; the British double ring; or others."""
    drawn = int(rng.integers(4))
    k = float(rng.uniform(0.9, 1.1))
    if drawn == 0:
        pattern = [(2.0 * k, 4.0 * k)]
    elif drawn == 1:
        pattern = [(0.4 * k, 0.2 * k), (0.4 * k, 2.0 * k)]
    elif drawn == 2:
        pattern = [(1.0 * k, float(rng.uniform(1.0, 4.0)))]
    else:
        pattern = [(float(rng.uniform(0.4, 1.6)), float(rng.uniform(0.4, 2.0)))]
    return cycle(pattern, seconds, rng)

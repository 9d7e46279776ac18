"""At the door: chimes, electronic melodies, buzzers and knocks.

In: a generator and a length. Out: sounds; the count is of rings or knocks.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker, low_pass
from models.synthesis.melody import Note, melody, play
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.timing import clipped, edges, gate
from models.synthesis.tone import contact, drifting, impulses, rectangle, struck, tone


def ding_dong(rng: np.random.Generator, seconds: float) -> Sound:
    """A plunger on two metal bars: ding when pressed, dong when let go, maybe again."""
    gap = float(rng.uniform(0.25, 1.0))
    high = float(np.exp(rng.uniform(np.log(480), np.log(1100))))
    low = high / float(
        rng.choice([1.2599, 1.2599, 1.1892, 1.3348, 1.4983]) * rng.uniform(0.98, 1.02)
    )
    return _bars(rng, seconds, ((0.0, high), (gap, low)))


def single_ding(rng: np.random.Generator, seconds: float) -> Sound:
    """One bar or one small bell, as a back door has it or a shop's counter."""
    return _bars(rng, seconds, ((0.0, float(np.exp(rng.uniform(np.log(500), np.log(2400))))),))


def wireless_chime(rng: np.random.Generator, seconds: float) -> Sound:
    """An electronic imitation of ding-dong through a small loudspeaker."""
    high = float(np.exp(rng.uniform(np.log(450), np.log(1400))))
    low = high / float(rng.choice([1.2599, 1.1892, 1.3348]))
    gap = float(rng.uniform(0.3, 0.8))
    rings = int(rng.choice([1, 2, 3], p=[0.55, 0.35, 0.1]))
    every = 2.0 * gap + float(rng.uniform(0.0, 0.6))
    notes: list[Note] = []
    for i in range(rings):
        notes.append(Note(i * every, high, gap * 1.3))
        notes.append(Note(i * every + gap, low, gap * 2.0))
    return _counted(play(notes, rng, seconds, percussive=True), rings, every, seconds)


def westminster(rng: np.random.Generator, seconds: float) -> Sound:
    """The Westminster quarters, whole or in part."""
    root = float(np.exp(rng.uniform(np.log(260), np.log(800))))
    degrees = {"e": 4, "d": 2, "c": 0, "g": -5}
    changes = ["ecdg", "cdeg", "cedg", "gdec", "edcg"]
    chosen = "".join(changes[int(i)] for i in rng.permutation(5)[: int(rng.choice([1, 2, 2]))])
    beat = float(rng.uniform(0.28, 0.65))
    notes: list[Note] = []
    at = 0.0
    for i, name in enumerate(chosen):
        length = beat * (1.6 if i % 4 == 3 else 1.0)
        notes.append(Note(at, root * 2.0 ** (degrees[name] / 12.0), length * 1.8))
        at += length
    return _counted(play(notes, rng, seconds, percussive=rng.random() < 0.85), 1, 99.0, seconds)


def melody_chime(rng: np.random.Generator, seconds: float) -> Sound:
    """A short tune of three to eight notes."""
    notes = melody(rng, int(rng.integers(3, 9)), (350.0, 1500.0), (0.16, 0.5))
    return _counted(play(notes, rng, seconds, percussive=rng.random() < 0.75), 1, 99.0, seconds)


def buzzer(rng: np.random.Generator, seconds: float) -> Sound:
    """An armature buzzer on the mains: 50 or 60 Hz and its many harmonics."""
    n = int(seconds * SAMPLE_RATE)
    mains = float(rng.choice([50.0, 60.0, 100.0, 120.0, rng.uniform(70, 300)]))
    presses = int(rng.choice([1, 2, 3], p=[0.55, 0.3, 0.15]))
    at, spans = 0.0, []
    for _ in range(presses):
        length = float(rng.uniform(0.25, 1.6))
        spans.append((at, at + length))
        at += length + float(rng.uniform(0.15, 0.9))
    heard = clipped(spans, seconds)
    n = min(n, int((heard[-1][1] + 0.05) * SAMPLE_RATE))
    amplitudes = rectangle(float(rng.uniform(0.03, 0.4)), 120) * rng.uniform(0.3, 1.0, 120)
    hertz = drifting(mains, n, rng, 0.004, 4.0)
    wave = tone(hertz, amplitudes, rng)
    rattle = rng.standard_normal(n) * np.maximum(0.0, wave / (np.abs(wave).max() + 1e-9)) ** 2
    wave = wave + float(rng.uniform(0.0, 0.5)) * rattle * np.abs(wave).max()
    wave *= gate(heard, n, *edges(rng))
    wave = loudspeaker(wave, rng, (150, 900), (2500, 7500))
    return Sound(wave, heard, len(heard))


def knock(rng: np.random.Generator, seconds: float) -> Sound:
    """Knuckles on a door: two to six knocks, a panel that answers low and shortly."""
    knocks = int(rng.integers(2, 7))
    gaps = np.exp(rng.uniform(np.log(0.11), np.log(0.42))) * (1.0 + rng.normal(0, 0.08, knocks))
    if rng.random() < 0.2 and knocks >= 4:  # two and two
        gaps[knocks // 2 - 1] *= float(rng.uniform(2.0, 3.0))
    times = float(rng.uniform(0.0, 0.1)) + np.concatenate([[0.0], np.cumsum(np.abs(gaps[:-1]))])
    times = times[times < seconds - 0.15]
    n = min(int(seconds * SAMPLE_RATE), int((times[-1] + 0.5) * SAMPLE_RATE))
    strengths = rng.uniform(0.5, 1.0, len(times))
    strike = impulses(times, strengths, n)
    hardness = float(np.exp(rng.uniform(np.log(700), np.log(7000))))
    strike = low_pass(strike, hardness)
    modes = int(rng.integers(5, 13))
    lowest = float(rng.uniform(70, 320))
    hertz = lowest * np.cumsum(np.concatenate([[1.0], rng.uniform(0.3, 1.4, modes - 1)]))
    decays = float(rng.uniform(0.06, 0.35)) * (lowest / hertz) ** 0.5 * rng.uniform(0.6, 1.4, modes)
    gains = (lowest / hertz) ** float(rng.uniform(0.0, 1.2)) * rng.uniform(0.3, 1.0, modes)
    wave = struck(strike, hertz, decays, gains)
    noise = contact(strike, rng, float(rng.uniform(0.03, 0.15)))
    noise = low_pass(noise, min(7400.0, hardness * 2.0))
    level = np.abs(wave).max() / (np.abs(noise).max() + 1e-9)
    wave = wave + float(rng.uniform(0.15, 1.0)) * level * noise
    spans: Spans = tuple((float(t), float(min(t + 0.08, n / SAMPLE_RATE))) for t in times)
    return Sound(wave, spans, len(times))


def _bars(
    rng: np.random.Generator, seconds: float, strikes: tuple[tuple[float, float], ...]
) -> Sound:
    rings = int(rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1]))
    length = strikes[-1][0] + float(rng.uniform(0.5, 1.6))
    decay = float(np.exp(rng.uniform(np.log(0.6), np.log(3.5))))
    stiffness = np.array([1.0, 2.756, 5.404, 8.933])  # a free bar's modes
    if rng.random() < 0.35:
        stiffness = np.array([1.0, 2.0, 3.01, 4.1]) * (1 + rng.normal(0, 0.03, 4))  # tubes, bells
    falls = np.array([1.0, rng.uniform(0.1, 0.7), rng.uniform(0.03, 0.4), rng.uniform(0.0, 0.2)])
    detune = 1.0 + float(rng.uniform(0.0005, 0.004))
    kept = [i for i in range(rings) if i == 0 or i * length < seconds - 0.3]
    onsets = [i * length + at for i in kept for at, _ in strikes]
    n = min(int(seconds * SAMPLE_RATE), int((onsets[-1] + decay * 0.75 + 0.2) * SAMPLE_RATE))
    wave: Wave = np.zeros(n)
    for at, hertz in strikes:
        times = [i * length + at + float(rng.normal(0, 0.01)) * (i > 0) for i in kept]
        strike = low_pass(impulses(times, rng.uniform(0.7, 1.0, len(times)), n), 6000.0)
        partials = np.concatenate([hertz * stiffness, [hertz * detune]])
        decays = decay / np.concatenate([stiffness, [1.0]]) ** 0.7
        gains = np.concatenate([falls, [float(rng.uniform(0.1, 0.6))]])
        wave += struck(strike, partials, decays, gains)
        box = np.array([rng.uniform(150, 400), rng.uniform(800, 2500)])  # around the plunger
        wave += float(rng.uniform(0.02, 0.3)) * struck(
            strike, box, np.array([0.08, 0.03]), np.ones(2)
        )
        plunger = contact(strike, rng, float(rng.uniform(0.02, 0.12)))
        wave += 10.0 ** float(rng.uniform(-2.3, -0.5)) * float(np.abs(wave).max()) * plunger
    if rng.random() < 0.3:
        wave = loudspeaker(wave, rng, (100, 400), (3500, 7600))
    audible = decay * 0.35
    spans = clipped([(t, t + max(0.15, audible)) for t in onsets], n / SAMPLE_RATE)
    return Sound(wave, _merged(spans), len(kept))


def _merged(spans: Spans) -> Spans:
    out: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1] + 0.02:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return tuple(out)


def _counted(sound: Sound, rings: int, every: float, seconds: float) -> Sound:
    heard = sum(1 for i in range(rings) if i * every < seconds - 0.2)
    return Sound(sound.wave, sound.active, heard)

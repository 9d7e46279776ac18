"""Music as a detector of alarms meets it: tunes, chords, drums, and one voice that glides.

In: a generator and a length. Out: sounds that last as long as that. It need not please; it
has to hold the steady, the ringing and the gliding tones of real music in endless variety,
so that no siren, bell or beep is learnt as "anything with a pitch".
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker
from models.synthesis.melody import melody, play
from models.synthesis.sound import Sound, Wave
from models.synthesis.tone import any_timbre, drifting, modulated, reed, steady, tone, wander

_CHORDS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 11), (0, 3, 7, 10), (0, 5, 7), (0, 7, 12))
_STEPS = (0, 0, 2, 4, 5, 5, 7, 7, 9)
"""Roots that chords stand on, in semitones over the key."""
_VOWELS = (
    (730, 1090, 2440), (530, 1840, 2480), (390, 1990, 2550), (570, 840, 2410), (440, 1020, 2240),
)  # fmt: skip
"""First formants of a, e, i, o, u [Hz] (Peterson and Barney 1952, men)."""


def band(rng: np.random.Generator, seconds: float) -> Sound:
    """Two or more of chords, bass, a tune and drums, on one beat."""
    n = int(seconds * SAMPLE_RATE)
    beat = float(rng.uniform(0.28, 0.8))
    key = float(np.exp(rng.uniform(np.log(98.0), np.log(262.0))))
    parts = [_chords(rng, n, beat, key), _tune(rng, n, seconds, beat, key)]
    if rng.random() < 0.6:
        parts.append(_bass(rng, n, beat, key))
    if rng.random() < 0.55:
        parts.append(_drums(rng, n, beat))
    wave: Wave = np.zeros(n)
    for part in parts:
        size = float(np.sqrt(np.mean(part**2))) + 1e-9
        wave += part / size * 10.0 ** (float(rng.uniform(-14.0, 0.0)) / 20.0)
    return Sound(loudspeaker(wave, rng, (60, 400), (3000, 7800)), ((0.0, seconds),))


def solo(rng: np.random.Generator, seconds: float) -> Sound:
    """A band under one voice that slides and trembles: a fiddle, a reed, somebody humming.

    Such a voice alone may well be a siren, also to an ear.
    """
    under = band(rng, seconds)
    voice = _voice(rng, int(seconds * SAMPLE_RATE))
    level = float(np.std(under.wave) / (np.std(voice) + 1e-9))
    wave = under.wave + voice * level * 10.0 ** (float(rng.uniform(-8.0, 5.0)) / 20.0)
    return Sound(wave, under.active)


def _voice(rng: np.random.Generator, n: int) -> Wave:
    """One note at a time, joined by glides."""
    seconds = n / SAMPLE_RATE
    notes = melody(rng, int(seconds / 0.3) + 2, (160.0, 700.0), (0.18, 0.9))
    target = np.full(n, notes[0].hertz)
    for note in notes:
        target[int(note.start * SAMPLE_RATE) :] = note.hertz
    glide = float(10.0 ** rng.uniform(-2.5, -0.9))
    pole = np.exp(-1.0 / (glide * SAMPLE_RATE))
    hertz = lfilter([1.0 - pole], [1.0, -pole], target, zi=[pole * target[0]])[0]
    depth, rate = float(rng.uniform(0.0, 0.025)), float(rng.uniform(4.0, 7.5))
    trembling = np.sin(2.0 * np.pi * rate * np.arange(n) / SAMPLE_RATE + rng.uniform(0.0, 6.0))
    hertz = hertz * (1.0 + depth * trembling * np.clip(wander(n, rng, 2.0) + 0.7, 0.0, 1.0))
    wave = tone(hertz, reed(rng) if rng.random() < 0.6 else any_timbre(rng), rng)
    if rng.random() < 0.5:
        wave = _sung(wave, rng, n)
    # Notes are bowed or blown anew, some more softly than others.
    swell = np.ones(n)
    for note in notes:
        at, length = int(note.start * SAMPLE_RATE), int(0.06 * SAMPLE_RATE)
        if at + length < n and rng.random() < 0.6:
            swell[at : at + length] *= np.linspace(float(rng.uniform(0.1, 0.8)), 1.0, length)
    wave = wave * swell * 10.0 ** (4.0 * wander(n, rng, 1.0) / 20.0)
    return loudspeaker(wave, rng, (80, 400), (3000, 7800))


def _chords(rng: np.random.Generator, n: int, beat: float, key: float) -> Wave:
    """Chords held for some beats each, struck or sustained."""
    wave: Wave = np.zeros(n)
    amplitudes = any_timbre(rng) if rng.random() < 0.7 else reed(rng)
    struck = rng.random() < 0.5
    at = 0
    while at < n:
        held = min(n - at, int(beat * float(rng.choice([1.0, 2.0, 4.0])) * SAMPLE_RATE))
        root = key * 2.0 ** (float(rng.choice(_STEPS)) / 12.0)
        shape = _note_shape(held, rng, struck)
        for step in _CHORDS[int(rng.integers(len(_CHORDS)))]:
            hertz = drifting(root * 2.0 ** (step / 12.0), held, rng, 0.002, 3.0)
            wave[at : at + held] += tone(hertz, amplitudes, rng) * shape
        at += held
    return wave


def _tune(rng: np.random.Generator, n: int, seconds: float, beat: float, key: float) -> Wave:
    count = int(seconds / beat * 1.5) + 4
    notes = melody(rng, count, (2.0 * key, 4.0 * key), (0.5 * beat, beat))
    wave = play(notes, rng, seconds, percussive=rng.random() < 0.5).wave[:n]
    return np.pad(wave, (0, n - len(wave)))


def _bass(rng: np.random.Generator, n: int, beat: float, key: float) -> Wave:
    wave: Wave = np.zeros(n)
    length = int(beat * SAMPLE_RATE)
    low = key / 2.0 if key > 130.0 else key
    for at in range(0, n - 64, length):
        held = min(length, n - at)
        hertz = steady(low * 2.0 ** (float(rng.choice(_STEPS)) / 12.0), held)
        wave[at : at + held] += modulated(hertz, 1.0, float(rng.uniform(0.2, 1.5)), rng) * (
            _note_shape(held, rng, struck=True)
        )
    return wave


def _drums(rng: np.random.Generator, n: int, beat: float) -> Wave:
    """A low thump on the beat, noise against it, and something thin in between."""
    wave: Wave = np.zeros(n)
    thump = float(rng.uniform(45.0, 110.0))
    for i, time in enumerate(np.arange(0.0, n / SAMPLE_RATE, beat / 2.0)):
        at = int(time * SAMPLE_RATE)
        length = min(n - at, int(0.25 * SAMPLE_RATE))
        t = np.arange(length) / SAMPLE_RATE
        if i % 4 == 0:
            wave[at : at + length] += np.sin(2 * np.pi * thump * t * (1 + np.exp(-30 * t))) * (
                np.exp(-14.0 * t)
            )
        elif i % 4 == 2:
            wave[at : at + length] += 0.5 * rng.standard_normal(length) * np.exp(-25.0 * t)
        elif rng.random() < 0.8:
            hiss = np.diff(rng.standard_normal(length + 1))
            wave[at : at + length] += 0.15 * hiss * np.exp(-60.0 * t)
    return wave


def _note_shape(n: int, rng: np.random.Generator, struck: bool) -> Wave:
    t = np.arange(n) / SAMPLE_RATE
    shape = np.exp(-float(rng.uniform(1.5, 6.0)) * t) if struck else np.ones(n)
    edge = min(n // 3, int(float(rng.uniform(0.004, 0.06)) * SAMPLE_RATE))
    if edge:
        shape[:edge] *= np.linspace(0.0, 1.0, edge)
        shape[-edge:] *= np.linspace(1.0, 0.0, edge)
    return np.asarray(shape, float)


def _sung(wave: Wave, rng: np.random.Generator, n: int) -> Wave:
    """Through the formants of a vowel or two."""
    halves = np.array_split(np.arange(n), int(rng.integers(1, 4)))
    size = float(rng.uniform(0.95, 1.25))
    out: Wave = np.zeros(n)
    for part in halves:
        for formant in _VOWELS[int(rng.integers(len(_VOWELS)))]:
            radius = np.exp(-np.pi * float(rng.uniform(60.0, 180.0)) / SAMPLE_RATE)
            angle = 2.0 * np.pi * formant * size / SAMPLE_RATE
            filtered = lfilter(
                [1.0 - radius], [1.0, -2.0 * radius * np.cos(angle), radius**2], wave[part]
            )
            out[part] += filtered
    return out

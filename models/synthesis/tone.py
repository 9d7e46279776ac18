"""Oscillators that do not alias, and the timbres of cheap sounders.

In: frequencies in Hz, constant or per sample, and harmonic amplitudes. Out: waves at
16 kHz. Never does: envelopes or loudspeakers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import lfilter

from edge_aac.types import SAMPLE_RATE
from models.synthesis.sound import Wave

HIGHEST_HZ = 7900.0
"""No harmonic is rendered above this, so none folds back."""


def steady(hertz: float, n: int) -> Wave:
    """A constant frequency, shape (n,)."""
    return np.full(n, hertz)


def drifting(hertz: float, n: int, rng: np.random.Generator, depth: float, rate: float) -> Wave:
    """A frequency that wanders by a relative `depth`, at about `rate` Hz, shape (n,)."""
    return hertz * (1.0 + depth * wander(n, rng, rate))


def wander(n: int, rng: np.random.Generator, rate: float) -> Wave:
    """Slow random movement within about -1..1, shape (n,)."""
    points = max(3, int(n / SAMPLE_RATE * rate) + 3)
    where = np.linspace(0.0, points - 1.0, n)
    return np.interp(where, np.arange(points), rng.uniform(-1.0, 1.0, points))


def tone(hertz: Wave, amplitudes: Sequence[float] | Wave, rng: np.random.Generator) -> Wave:
    """Harmonics of a (moving) fundamental, those near and over Nyquist left out.

    Parameters
    ----------
    hertz : ndarray, shape (n,)
    amplitudes : sequence of float
        Of harmonics 1, 2, ...; negative ones have the opposite phase.

    Returns
    -------
    ndarray, shape (n,)
    """
    phase = 2.0 * np.pi * (np.cumsum(hertz) / SAMPLE_RATE + rng.random())
    sine, twice_cosine = np.sin(phase), 2.0 * np.cos(phase)
    lowest, highest = float(hertz.min()), float(hertz.max())
    # sin(k x) = 2 cos(x) sin((k - 1) x) - sin((k - 2) x), in place: two products a harmonic.
    before: Wave = np.zeros_like(sine)
    now: Wave = sine
    out: Wave = np.zeros_like(sine)
    scratch: Wave = np.empty_like(sine)
    for k, amplitude in enumerate(amplitudes, start=1):
        if k * lowest >= HIGHEST_HZ:
            break
        if k * highest < HIGHEST_HZ - 300.0:
            np.multiply(now, amplitude, out=scratch)
        else:
            np.multiply(now, np.clip((HIGHEST_HZ - k * hertz) / 300.0, 0.0, 1.0), out=scratch)
            scratch *= amplitude
        out += scratch
        np.multiply(twice_cosine, now, out=scratch)
        np.subtract(scratch, before, out=before)
        before, now = now, before
    return out


def modulated(hertz: Wave, ratio: float, index: Wave | float, rng: np.random.Generator) -> Wave:
    """Two-operator FM: a carrier at `hertz`, its modulator at `ratio` times that."""
    phase = 2.0 * np.pi * (np.cumsum(hertz) / SAMPLE_RATE + rng.random())
    return np.sin(phase + index * np.sin(ratio * phase))


def struck(excitation: Wave, hertz: Sequence[float] | Wave, decays: Wave, gains: Wave) -> Wave:
    """Resonances rung by an excitation: a bar, a gong, a panel.

    Parameters
    ----------
    excitation : ndarray, shape (n,)
        Impulses (each one a strike) or noise.
    hertz, decays, gains : sequences of one length
        Frequency [Hz], time to fall by 60 dB [s] and amplitude of each partial.

    Returns
    -------
    ndarray, shape (n,)
    """
    out: Wave = np.zeros(len(excitation))
    for f, decay, gain in zip(hertz, decays, gains, strict=True):
        if not 20.0 < f < HIGHEST_HZ:
            continue
        radius = 10.0 ** (-3.0 / (max(float(decay), 0.005) * SAMPLE_RATE))
        angle = 2.0 * np.pi * float(f) / SAMPLE_RATE
        # sin(angle) in the numerator makes an impulse ring with amplitude `gain`.
        out += lfilter(
            [0.0, float(gain) * np.sin(angle)],
            [1.0, -2.0 * radius * np.cos(angle), radius * radius],
            excitation,
        )
    return out


def impulses(times: Sequence[float] | Wave, strengths: Sequence[float] | Wave, n: int) -> Wave:
    """An excitation of single strikes at `times` [s], shape (n,)."""
    out: Wave = np.zeros(n)
    for time, strength in zip(times, strengths, strict=True):
        at = int(time * SAMPLE_RATE)
        if 0 <= at < n:
            out[at] += strength
    return out


def contact(strike: Wave, rng: np.random.Generator, decay: float) -> Wave:
    """The noise of hammer against metal or knuckle against wood: a burst at each strike.

    Parameters
    ----------
    strike : ndarray, shape (n,)
        The excitation; its size is the bursts' size.
    decay : float
        Time to fall by 60 dB [s].
    """
    pole = 10.0 ** (-3.0 / (decay * SAMPLE_RATE))
    envelope = lfilter([1.0], [1.0, -pole], np.abs(strike))
    noise = rng.standard_normal(len(strike)) * envelope
    return np.asarray(noise / (np.abs(noise).max() + 1e-9), float)


def square(rng: np.random.Generator, harmonics: int = 24) -> Wave:
    """A rectangle's harmonics, duty near a half."""
    return rectangle(float(np.clip(rng.normal(0.5, 0.04), 0.3, 0.5)), harmonics)


def rectangle(duty: float, harmonics: int = 24) -> Wave:
    """Harmonic amplitudes of a rectangle of the given duty."""
    k = np.arange(1, harmonics + 1)
    return np.asarray(np.sin(np.pi * k * duty) / k / np.sin(np.pi * duty), float)


def piezo(rng: np.random.Generator) -> Wave:
    """A resonant piezo disc: a strong fundamental, the second and third by chance."""
    falls = np.array([0.0, rng.uniform(6, 45), rng.uniform(6, 40), rng.uniform(20, 50)])
    signs = rng.choice([-1.0, 1.0], 4)
    return np.asarray(signs * 10.0 ** (-falls / 20.0), float)


def reed(rng: np.random.Generator, harmonics: int = 20) -> Wave:
    """A reed's or diaphragm's buzz: harmonics that fall slowly, under a formant."""
    k = np.arange(1, harmonics + 1)
    slope, centre = float(rng.uniform(0.3, 1.2)), float(rng.uniform(2, 7))
    formant = 1.0 + float(rng.uniform(0.5, 3.0)) * np.exp(-(((k - centre) / 2.5) ** 2))
    uneven = 10.0 ** (rng.normal(0.0, 4.0, harmonics) / 20.0)
    signs = rng.choice([-1.0, 1.0], harmonics)
    return np.asarray(k ** (-slope) * formant * uneven * signs, float)


def any_timbre(rng: np.random.Generator) -> Wave:
    """Sine, piezo, square, narrow pulse, or a soft tone of a few harmonics."""
    drawn = int(rng.integers(5))
    if drawn == 0:
        return np.array([1.0, 0.0, float(rng.uniform(0, 0.05))])
    if drawn == 1:
        return piezo(rng)
    if drawn == 2:
        return square(rng)
    if drawn == 3:
        return rectangle(float(rng.uniform(0.1, 0.4)))
    k = np.arange(1, 9)
    return np.asarray(k ** (-float(rng.uniform(1.0, 2.5))) * rng.choice([-1.0, 1.0], 8), float)

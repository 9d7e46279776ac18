"""A room by image sources, a distance, a housing.

In: a dry wave. Out: what a microphone elsewhere in the room gets, as long as the wave and its
tail. A shoebox with one absorption for all walls (Allen and Berkley, 1979); the late tail that
the images do not reach is noise which decays at the same pace.

Never does: choosing the level; the mixer does.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.score import RATE, Wave

_SPEED = 343.0
_ORDER = 6
"""Reflections along each axis."""


def in_a_room(wave: Wave, draw: Draw) -> Wave:
    """Let a sound stand in a drawn room."""
    size = np.array(
        [
            draw.between("room_length", 2.2, 9.0),
            draw.between("room_width", 1.8, 6.0),
            draw.between("room_height", 2.2, 3.4),
        ]
    )
    rt60 = draw.octaves("rt60", 0.15, 1.1)
    source = size * draw.rng.uniform(0.12, 0.88, 3)
    ear = size * draw.rng.uniform(0.12, 0.88, 3)
    response = _housing(_response(size, source, ear, rt60, draw), draw)
    return np.asarray(fftconvolve(wave, response))


def _response(size: Wave, source: Wave, ear: Wave, rt60: float, draw: Draw) -> Wave:
    volume, walls = size.prod(), 2 * (size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    # Eyring: the absorption that gives this reverberation time.
    kept = np.sqrt(np.exp(-0.161 * volume / (walls * rt60)))
    n = int(min(1.2, 1.1 * rt60) * RATE) + 400
    response = np.zeros(n)
    steps = np.arange(-_ORDER, _ORDER + 1)
    axes = []
    for length, s, e in zip(size, source, ear, strict=True):
        where = np.where(steps % 2 == 0, steps * length + s, (steps + 1) * length - s)
        axes.append((where - e, np.abs(steps)))
    x, y, z = np.meshgrid(*(a for a, _ in axes), indexing="ij")
    hits = sum(np.meshgrid(*(h for _, h in axes), indexing="ij"))
    distance = np.sqrt(x * x + y * y + z * z)
    at = np.round(distance / _SPEED * RATE).astype(int)
    gain = kept**hits / np.maximum(distance, 0.3)
    inside = at < n
    np.add.at(response, at[inside], gain[inside])
    return response + _tail(response, n, rt60, draw)


def _tail(images: Wave, n: int, rt60: float, draw: Draw) -> Wave:
    begin = min(n - 1, int(0.04 * RATE))
    t = np.arange(n) / RATE
    noise = draw.rng.standard_normal(n) * np.exp(-6.91 * t / rt60)
    noise[:begin] *= np.linspace(0.0, 1.0, begin)
    early = float(np.sum(images[:begin] ** 2))
    part = draw.between("tail_part", 0.05, 0.6)
    return np.asarray(noise * np.sqrt(part * early / (np.sum(noise**2) + 1e-12)))


def _housing(response: Wave, draw: Draw) -> Wave:
    """A box around the source and air on the way: two broad bumps, a softer treble."""
    n = len(response)
    spectrum = np.fft.rfft(response, 2 * n)
    f = np.fft.rfftfreq(2 * n, 1.0 / RATE)
    for name in ("bump", "dip"):
        centre = draw.octaves(f"{name}_hertz", 300.0, 5000.0)
        width = draw.between(f"{name}_width", 0.3, 1.0)
        bell = np.exp(-0.5 * (np.log2(np.maximum(f, 20.0) / centre) / width) ** 2)
        spectrum *= 10 ** (draw.between(f"{name}_db", -6.0, 6.0) * bell / 20.0)
    spectrum /= 1.0 + (f / draw.octaves("treble_hertz", 3500.0, 12000.0)) ** 2
    return np.asarray(np.fft.irfft(spectrum, 2 * n)[:n])

"""Pulses of tones at given times, as alarms and what resembles them make."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

Spans = list[tuple[float, float]]


def row(start: float, on: float, off: float, count: int) -> Spans:
    return [(start + k * (on + off), start + k * (on + off) + on) for k in range(count)]


def t3(start: float, cycles: int) -> Spans:
    return [span for c in range(cycles) for span in row(start + 4.0 * c, 0.5, 0.5, 3)]


def t4(start: float, cycles: int) -> Spans:
    return [span for c in range(cycles) for span in row(start + 5.7 * c, 0.1, 0.1, 4)]


def clock(seconds: float) -> FloatArray:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def inside(seconds: float, spans: Iterable[tuple[float, float]]) -> FloatArray:
    """1 within the spans, else 0."""
    on = np.zeros(int(seconds * SAMPLE_RATE))
    for start, end in spans:
        on[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = 1.0
    return on


def sound(
    seconds: float, spans: Iterable[tuple[float, float]], hertz: float = 3_100.0,
    level: float = 0.1, noise: float = 0.001,
) -> FloatArray:  # fmt: skip
    t, on = clock(seconds), inside(seconds, spans)
    hiss = np.random.default_rng(1).standard_normal(len(t))
    return (level * on * np.sin(2 * np.pi * hertz * t) + noise * hiss).astype(np.float32)


def square(seconds: float, spans: Iterable[tuple[float, float]], level: float) -> FloatArray:
    """A square wave at 520 Hz, by its partials: its corners would fold back at this rate."""
    spans = list(spans)
    parts = [
        sound(seconds, spans, hertz=520.0 * k, level=level * 4 / np.pi / k, noise=0.0)
        for k in (1, 3, 5, 7, 9, 11, 13)
    ]
    return np.sum(parts, axis=0, dtype=np.float32)


def voice(seconds: float, spans: Iterable[tuple[float, float]], level: float) -> FloatArray:
    """Something like a voice: many partials of a low pitch that glides."""
    t, on = clock(seconds), inside(seconds, spans)
    pitch = 110.0 + 15.0 * np.sin(2 * np.pi * 1.5 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    return np.asarray(level * on * sum(np.sin(k * phase) / k for k in range(1, 30)), np.float32)

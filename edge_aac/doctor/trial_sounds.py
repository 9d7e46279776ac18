"""Sounds that are made here, to be played and heard.

In: the name of a sound. Out: samples, and the label that it ought to be heard as. An
alarm lasts for as many of its cycles as its pattern is known by. Never does: playing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from edge_aac.audio.sounders import CHIME, alarm_pulse, chime_bar
from edge_aac.types import SAMPLE_RATE, FloatArray

_PEAK = 0.7
"""Loud, and short of what a small loudspeaker distorts."""
_HISS, _SEED = 1e-3, 7
"""Root mean square of the noise beside it: what hears it was never in a room without any."""
_T3 = tuple(4.0 * cycle + one for cycle in range(4) for one in (0.0, 1.0, 2.0))
"""When the half-second pulses of a smoke alarm begin [s] (ISO 8201)."""
_T4 = tuple(5.7 * cycle + 0.2 * one for cycle in range(4) for one in range(4))
"""When the pulses of 0.1 s of a carbon monoxide alarm begin [s] (UL 2034)."""
_HORNS = (435.0, 580.0)
"""Of a German emergency vehicle, nearly a fourth apart (DIN 14610) [Hz]."""
_HORN_SECONDS, _HORN_TURNS = 0.75, 12

Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One sound."""

    label: str
    accepted: frozenset[str]
    """Labels by which it is heard as what it is; a more exact one may follow later."""
    make: Callable[[], Wave]

    @property
    def samples(self) -> FloatArray:
        """Mono at 16 kHz, shape (n,), peak about 0.7; the same at every call."""
        wave = self.make()
        hiss = _HISS * np.random.default_rng(_SEED).standard_normal(len(wave))
        return np.asarray(_PEAK * wave / np.abs(wave).max() + hiss, np.float32)


def _doorbell() -> Wave:
    rng = np.random.default_rng(7)
    return _laid([(after, chime_bar(hertz, rng)) for after, hertz in CHIME])


def _pulses(starts: Sequence[float], seconds: float) -> Wave:
    return _laid([(start, alarm_pulse(seconds)) for start in starts])


def _horns() -> Wave:
    """Two compressed-air horns in turn, rich in overtones."""
    time = np.arange(int(_HORN_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    edge = np.minimum(1.0, np.minimum(time, time[-1] - time) / 0.02)
    tones = []
    for hertz in _HORNS:
        wave = sum(np.sin(2 * np.pi * hertz * k * time) / k**0.8 for k in range(1, 9))
        tones.append(wave * edge)
    return _laid([(_HORN_SECONDS * turn, tones[turn % 2]) for turn in range(_HORN_TURNS)])


def _laid(notes: Sequence[tuple[float, Wave]]) -> Wave:
    """Notes at their times [s]."""
    places = [(round(start * SAMPLE_RATE), note) for start, note in notes]
    whole = np.zeros(max(at + len(note) for at, note in places))
    for at, note in places:
        whole[at : at + len(note)] += note
    return whole


_ALL = (
    Rendered("doorbell", frozenset({"doorbell"}), _doorbell),
    Rendered("smoke_alarm", frozenset({"smoke_alarm"}), lambda: _pulses(_T3, 0.5)),
    Rendered("co_alarm", frozenset({"co_alarm"}), lambda: _pulses(_T4, 0.1)),
    Rendered("siren", frozenset({"siren"}), _horns),
)
SOUNDS: Mapping[str, Rendered] = MappingProxyType({one.label: one for one in _ALL})
"""By the names that `edge-aac test` takes."""

"""What the renderer gives, and how to ask for it.

In: a kind and a seed. Out: a frozen `Rendered`, the same to the bit for the same seed. Never
does: mixing with a background.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.renderer import alarms, confusers, door, sirens
from benchmarks.renderer.draw import Draw
from benchmarks.renderer.room import in_a_room
from benchmarks.renderer.score import RATE, FloatArray, Score

_MAKERS: Mapping[str, Callable[[Draw], Score]] = {
    "t3_piezo": alarms.t3_piezo,
    "t3_low": alarms.t3_low,
    "t4_piezo": alarms.t4_piezo,
    "t4_low": alarms.t4_low,
    "fire_horn": alarms.fire_horn,
    "fire_sweep": alarms.fire_sweep,
    "fire_gong": alarms.fire_gong,
    "siren_wail": sirens.wail,
    "siren_yelp": sirens.yelp,
    "siren_hilo": sirens.hilo,
    "door_dingdong": door.dingdong,
    "door_buzzer": door.buzzer,
    "door_melody": door.melody,
    "microwave": confusers.microwave,
    "kitchen_timer": confusers.kitchen_timer,
    "reversing_beeper": confusers.reversing_beeper,
    "phone": confusers.phone,
    "alarm_clock": confusers.alarm_clock,
    "bird_song": confusers.bird_song,
    "flute": confusers.flute,
    "news_jingle": confusers.news_jingle,
    "low_battery_chirp": confusers.low_battery_chirp,
}
STANDARD = ("t3_piezo", "t3_low", "t4_piezo", "t4_low")
"""Alarms that say by their cadence what they are."""
CONFUSERS = (
    "microwave", "kitchen_timer", "reversing_beeper", "phone", "alarm_clock", "bird_song",
    "flute", "news_jingle", "low_battery_chirp",
)  # fmt: skip
KINDS = tuple(_MAKERS)


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """One sound."""

    kind: str
    samples: FloatArray
    """Mono at 16 kHz, shape (n,), float32, peak 0.5."""
    spans: tuple[tuple[float, float], ...]
    """When the device sounds [s]; a room's tail is not counted."""
    drawn: Mapping[str, float]
    """What chance decided."""

    @property
    def onset(self) -> float:
        """When the first pulse begins [s]."""
        return self.spans[0][0]


def render(kind: str, seed: int, room: bool = True) -> Rendered:
    """Render one sound.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    seed : int
        Another seed is another device, played otherwise, in another room.
    room : bool
        Whether it stands in a room, at a distance.

    Raises
    ------
    KeyError
        There is no such kind.
    """
    draw = Draw(np.random.default_rng([zlib.crc32(kind.encode()), seed]))
    score = _MAKERS[kind](draw)
    wave = in_a_room(score.wave, draw) if room else score.wave
    samples = np.asarray(wave * (0.5 / (np.abs(wave).max() + 1e-12)), np.float32)
    return Rendered(kind, samples, score.spans, dict(draw.drawn))


def seconds(rendered: Rendered) -> float:
    """How long a sound lasts, its room's tail included [s]."""
    return len(rendered.samples) / RATE

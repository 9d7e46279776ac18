"""How scenes are drawn: levels, lengths, shares, and which labels may lie under others.

In: nothing. Out: the frozen `Recipe` and sets of labels. Never does: composing.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.ground.corpus import BACKGROUND
from models.synthesis import KINDS

BACKGROUND_LABELS = frozenset(
    {
        BACKGROUND, "rain", "wind", "traffic", "babble", "music", "speech", "fan", "engine",
        "sea_waves", "stream", "crickets", "chirping_birds", "airplane", "train",
        "water_running", "washing_machine", "vacuum_cleaner", "crackling_fire", "insects",
        "keyboard_typing", "clock_tick", "construction", "helicopter", "thunderstorm",
    }
)  # fmt: skip
COUNTABLE = frozenset(
    {
        "dog", "door_wood_knock", "doorbell", "car_horn", "sneezing", "coughing", "gunshot",
        "explosion", "beep", "microwave_beep", "rooster", "cow", "sheep", "cat", "crow",
        "train_horn", "mouse_click", "church_bells", "bicycle_bell", "door_close",
    }
)  # fmt: skip

RENDERABLE = tuple(sorted(set(KINDS.values())))
"""Labels that can be rendered, each once."""
WILDEST = 0.5
"""Largest natural-log change of speed of a wild sound: from 0.6 to 1.65 times."""
BACKWARDS = 0.1
"""Share of wild sounds that are turned around in time."""


@dataclass(frozen=True)
class Recipe:
    """How scenes are drawn; levels in dB, lengths in seconds."""

    single_seconds: float = 5.12
    scene_seconds: float = 10.24
    speed: float = 0.10
    room: float = 0.35
    device: float = 0.4
    codec: float = 0.08
    balance: float = 0.45
    """Labels are drawn with (number of recordings) ** balance."""
    company: float = 0.0
    """Share of singles that sound over a recorded background."""
    recorded_bed: float = 0.55
    """Share of scenes whose background is recorded rather than noise."""
    distance: float = 0.0
    """Share of a scene's sounds that are put far away or near on purpose."""

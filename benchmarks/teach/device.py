"""The devices that are taught: recorded and rendered, each one sound.

In: the corpus. Out: `Device` values. Never does: rooms and beds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.renderer.rendered import render
from edge_aac.taught.example import sounding
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import Corpus

APPLIANCES = ("kettle", "microwave_beep", "clock_alarm", "phone_ringing")
RENDERED = ("door_dingdong", "door_buzzer", "door_melody", "microwave", "kitchen_timer")
SEED = 20261130
SEEDS = (71,)
"""Of rendered devices."""


@dataclass(frozen=True, slots=True, eq=False)
class Device:
    """One sound."""

    name: str
    kind: str
    group: str
    samples: FloatArray


def devices(corpus: Corpus, split: str, most: int) -> list[Device]:
    """Recorded and rendered devices."""
    found: list[Device] = []
    groups: set[str] = set()
    for label in ("doorbell", *APPLIANCES):
        rows = [c for c in corpus.select(None, split) if c.label == label]
        order = np.random.default_rng(SEED).permutation(len(rows))
        limit = most if label == "doorbell" else 2
        for clip in (rows[i] for i in order):
            wave = _alone(corpus.read(clip))
            if wave is None or clip.group in groups or limit == 0:
                continue
            groups.add(clip.group)
            limit -= 1
            kind = "recorded doorbells" if label == "doorbell" else "recorded appliances"
            found.append(Device(clip.path, kind, clip.group, wave))
    for kind in RENDERED:
        for seed in SEEDS:
            wave = _alone(render(kind, seed, room=False).samples)
            if wave is not None:
                description = (
                    "rendered doorbells" if kind.startswith("door") else "rendered kitchen beeps"
                )
                name = f"{kind}-{seed}"
                found.append(Device(name, description, name, wave))
    return found


def _alone(samples: FloatArray) -> FloatArray | None:
    place = sounding(samples)
    if place is None or place[1] - place[0] < 0.2 * SAMPLE_RATE:
        return None
    return np.asarray(samples[place[0] : place[1]], np.float32)

"""Which scenes are composed: false alarms, alarms, look-alikes, events.

In: the material and how much. Out: lists of `Spec`. Never does: composing.
"""

from __future__ import annotations

import zlib
from collections import defaultdict

import numpy as np

from benchmarks.renderer.rendered import CONFUSERS, STANDARD
from benchmarks.soundscapes.material import Material
from benchmarks.soundscapes.spec import Spec

ENVIRONMENTS = ("household", "street", "night")
LEVELS_DB = (-10.0, -5.0, 0.0, 5.0, 10.0, 20.0)
_CLEAR_DB = (0.0, 20.0)
"""Look-alikes are loud enough to be mistaken."""
OTHER_ALARMS = (
    "fire_horn", "fire_sweep", "fire_gong", "siren_wail", "siren_yelp", "siren_hilo",
    "door_dingdong", "door_buzzer", "door_melody",
)  # fmt: skip
MISTAKEN = frozenset({"beep", "notification", "bell", "clock_alarm", "music"})
"""Raw labels of real recordings that are mistaken for alarms."""


def false_alarms(hours: float) -> list[Spec]:
    """Minutes without any announced sound, a third of them in each environment."""
    minutes = round(hours * 60)
    return [
        Spec("false", i, ENVIRONMENTS[i * 3 // minutes], 60.0, scattered=True)
        for i in range(minutes)
    ]


FIRST_SEED = 26_000
"""Devices with smaller seeds were looked at while the detector was mended, and prove nothing."""


def alarms(each: int) -> list[Spec]:
    """Every standard alarm at every level, half of them from the start of a cycle."""
    return [
        Spec("alarms", i, ENVIRONMENTS[i % 3], 0.0, f"rendered:{kind}", level, i % 2 == 0)
        for kind in STANDARD
        for level in LEVELS_DB
        for i in range(FIRST_SEED, FIRST_SEED + each)
    ]


def other_alarms(each: int) -> list[Spec]:
    """What the second renderer makes beside them: fire sounders, sirens, doorbells."""
    return [
        Spec("other", i, ENVIRONMENTS[i % 3], 0.0, f"rendered:{kind}", level)
        for kind in OTHER_ALARMS
        for level in LEVELS_DB
        for i in range(FIRST_SEED, FIRST_SEED + each)
    ]


def confusers(each: int, material: Material) -> list[Spec]:
    """Rendered ones, and every real recording of their kind."""
    rng = np.random.default_rng(7)
    kinds = [f"rendered:{kind}" for kind in CONFUSERS for _ in range(each)]
    real = [c for c in (*material.singles, *material.salient) if c.raw_label in MISTAKEN]
    kinds += [clip.path for clip in real]
    return [
        Spec("look-alikes", i, ENVIRONMENTS[i % 3], 0.0, kind, float(rng.uniform(*_CLEAR_DB)))
        for i, kind in enumerate(kinds, FIRST_SEED)
    ]


def events(most: int, material: Material) -> list[Spec]:
    """Real salient recordings, at most so many of a label, each at every level."""
    by_label = defaultdict(list)
    for clip in material.salient:
        by_label[clip.label].append(clip)
    specs: list[Spec] = []
    for label, clips in sorted(by_label.items()):
        order = np.random.default_rng(zlib.crc32(label.encode())).permutation(len(clips))
        for level in LEVELS_DB:
            for k, i in enumerate(order[:most].tolist()):
                where = ENVIRONMENTS[k % 2]  # a horn in the night is a horn in a quiet street
                specs.append(Spec("events", len(specs), where, 0.0, clips[i].path, level))
    return specs

"""A device taught by so many takes, and what became of it.

In: a bench, a device. Out: `Outcome` values: what was known of the tests, what was called falsely.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.teach.beds import Beds
from benchmarks.teach.bench import Bench
from benchmarks.teach.device import SEED, Device
from benchmarks.teach.take import Takes
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.teacher import Teacher
from edge_aac.taught.example import Example
from edge_aac.taught.learning import Lesson
from edge_aac.types import FloatArray

EXAMPLES = (3, 5, 10)
DECIBELS = (20, 10, 5)
TESTS = 4
"""Takes at each level."""
CONFIRM, WITHIN, RELEASE = 2, 8, 25
"""Hops: as `timing.toml` confirms and ends what was taught."""


@dataclass(slots=True)
class Outcome:
    """A device taught by so many takes."""

    device: Device
    count: int
    refused: str = ""
    known: dict[int, list[bool]] = field(default_factory=dict)
    right: list[bool] = field(default_factory=list)
    false: Counter[str] = field(default_factory=Counter)
    """By the label of the recording that it was called in."""
    lesson: Lesson | None = None
    seconds: float = 0.0


def events(margins: FloatArray) -> list[int]:
    """Hops at which a listener would confirm an event."""
    above = (margins > 0.0).astype(np.int64)
    counts = np.convolve(above, np.ones(WITHIN, np.int64))[: len(above)]
    found: list[int] = []
    last = -RELEASE - 1
    for at in np.flatnonzero(counts >= CONFIRM).tolist():
        if at - last > RELEASE:
            found.append(at)
        last = at
    return found


def false_alarms(lesson: Lesson, device: Device, beds: Beds) -> Counter[str]:
    """Recordings, by label, in which a device is called that is not in them."""
    margins = lesson.classifier.margins(beds.rows)
    edges = np.flatnonzero(np.diff(beds.clip)) + 1
    found: Counter[str] = Counter()
    # Most recordings have no row above the threshold.
    for clip, part in zip(beds.clips, np.split(margins, edges), strict=True):
        if clip.group != device.group and (part > 0.0).any():
            found[clip.label] += len(events(part))
    return found


def teach(bench: Bench, device: Device) -> list[Outcome]:
    """Teach one device by 3, 5 and 10 takes, test each."""
    teacher, taught, tests, beds = bench.teacher, bench.taught, bench.tests, bench.beds
    assert beds is not None
    outcomes = []
    chance = np.random.default_rng([SEED, len(device.samples)])
    takes = [
        taught.take(device.samples, chance.uniform(15, 30), chance) for _ in range(max(EXAMPLES))
    ]
    trials = [(db, tests.take(device.samples, db, chance)) for db in DECIBELS for _ in range(TESTS)]
    heard = [(db, one.rows(teacher)) for db, one in trials]
    for count in EXAMPLES:
        outcome = Outcome(device, count)
        before = time.process_time()
        try:
            given = [
                Example.of(f"take {i + 1}", one.samples) for i, one in enumerate(takes[:count])
            ]
            outcome.lesson = teacher.learn(given)
        except EdgeAacError as error:
            outcome.refused = str(error)
            outcomes.append(outcome)
            continue
        outcome.seconds = time.process_time() - before
        for db, rows in heard:
            known = bool(events(outcome.lesson.classifier.margins(rows)))
            outcome.known.setdefault(db, []).append(known)
        outcome.false = false_alarms(outcome.lesson, device, beds)
        outcomes.append(outcome)
    return outcomes


def together(outcomes: Sequence[Outcome], teacher: Teacher, tests: Takes) -> tuple[int, int, int]:
    """Twenty at once: takes at 10 dB that are known, of them by the right name; all takes."""
    some = [one for one in outcomes if one.lesson is not None][:20]
    chance = np.random.default_rng(SEED)
    known = right = count = 0
    for one in some:
        for _ in range(2):
            rows = tests.take(one.device.samples, 10.0, chance).rows(teacher)
            best = [
                _second(other.lesson.classifier.margins(rows)) for other in some if other.lesson
            ]
            count += 1
            known += max(best) > 0.0
            right += max(best) > 0.0 and int(np.argmax(best)) == some.index(one)
    return known, right, count


def _second(margins: FloatArray) -> float:
    return float(np.sort(margins)[-2]) if len(margins) > 1 else -np.inf

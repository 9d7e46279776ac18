"""Ask how well a sound that a person teaches is known again, and how often it is called falsely.

    python -m benchmarks.teach

Each device is one sound: recordings of doorbells and appliances (`score` rows, one of each original
recording), and doorbells and kitchen beeps of the benchmarks' own renderer. It is taught by 3, 5
and 10 takes in rooms and beds that its tests do not have (measured room responses, every second
group; beds of `calibrate`, 15 to 30 dB weaker), and tested in the others over beds of `score` that
are 20, 10 and 5 dB weaker. A take counts as known where two hops within 1.28 s are above its
threshold while it sounds, as the listener confirms it.

False alarms are counted over all recordings of `calibrate` and `score` that are not of the device,
each heard from silence; electronic chimes and beeps of other devices are counted apart. What is
refused is counted apart, too, and as missed. `wrong_use` adds wrong use, and a taught
alarm clock beside smoke alarms in the whole listener.
ProtoSound's library is taught as it is, three clips a class, and tested with the other two; its
classes are kinds of sound and not devices, and its clips are in the background that the model
ships, so this is less than a home would have.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from benchmarks.renderer.rendered import render
from benchmarks.teach.wrong_use import use
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.teacher import Teacher
from edge_aac.settings import Settings, load_settings
from edge_aac.taught.example import Example, sounding
from edge_aac.taught.learning import Lesson
from edge_aac.taught.likeness import Likeness
from edge_aac.teaching import build_teacher
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from models.ground.corpus import ROOM_RESPONSE, Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.intervals import bootstrap
from models.ground.result import RESULTS, today

T = TypeVar("T")
R = TypeVar("R")

EXAMPLES = (3, 5, 10)
DECIBELS = (20, 10, 5)
TESTS = 4
"""Takes at each level."""
CHIMES = frozenset({"doorbell", "beep", "microwave_beep", "phone_ringing", "clock_alarm"})
"""Labels of electronic sounds: another device's chime is no false alarm of a quiet home."""
HAZARDS = frozenset({"smoke_alarm", "fire_alarm", "alarm", "co_alarm"})
APPLIANCES = ("kettle", "microwave_beep", "clock_alarm", "phone_ringing")
RENDERED = ("door_dingdong", "door_buzzer", "door_melody", "microwave", "kitchen_timer")
SEED = 20261130
SEEDS = (71,)
"""Of rendered devices."""
CONFIRM, WITHIN, RELEASE = 2, 8, 25
"""Hops: as `timing.toml` confirms and ends what was taught."""


@dataclass(frozen=True, slots=True, eq=False)
class Device:
    """One sound."""

    name: str
    kind: str
    group: str
    samples: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Beds:
    """What everything else is like."""

    rows: FloatArray
    clip: FloatArray
    """Which recording each row is of."""
    clips: tuple[Clip, ...]

    @property
    def hours(self) -> float:
        """How long all of it lasts."""
        return len(self.rows) * HOP_SAMPLES / SAMPLE_RATE / 3600.0


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
                told = "rendered doorbells" if kind.startswith("door") else "rendered kitchen beeps"
                name = f"{kind}-{seed}"
                found.append(Device(name, told, name, wave))
    return found


def _alone(samples: FloatArray) -> FloatArray | None:
    place = sounding(samples)
    if place is None or place[1] - place[0] < 0.2 * SAMPLE_RATE:
        return None
    return np.asarray(samples[place[0] : place[1]], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A device that sounds in a bed."""

    samples: FloatArray
    start: int
    end: int
    """First sample of the sound in it, and the one after its last."""

    def rows(self, teacher: Teacher) -> FloatArray:
        """Of the hops that the sound fills, as a network that knows the past alone hears them."""
        first = self.start // HOP_SAMPLES + 1
        hops = slice(first, max(first + 1, -(-self.end // HOP_SAMPLES)))
        return teacher.likeness(self.samples)[hops].rows()


class Bench:
    """What each process measures with; those after the first get theirs when they begin.

    Parameters
    ----------
    corpus : Corpus
    settings : Settings
    split : str
        Whose devices and beds are tested.
    jobs : int
        Processes.
    """

    def __init__(self, corpus: Corpus, settings: Settings, split: str, jobs: int) -> None:
        self.corpus, self.settings, self._jobs = corpus, settings, jobs
        self.taught = Takes(corpus, "calibrate", odd=False)
        self.tests = Takes(corpus, split, odd=True)
        self.beds: Beds | None = None

    @cached_property
    def teacher(self) -> Teacher:
        """One for each process: the networks do not survive a fork."""
        return build_teacher(self.settings)

    def each(self, work: Callable[[Bench, T], R], items: Sequence[T]) -> Iterator[R]:
        """Work through items, in order."""
        if self._jobs == 1:
            yield from (work(self, one) for one in items)
            return
        self.__dict__.pop("teacher", None)
        begun = partial(_begin, self)
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self._jobs, context, begun) as pool:
            yield from pool.map(partial(_work, work), items)


_BENCH: list[Bench] = []
"""Of this process."""


def _begin(bench: Bench) -> None:
    _BENCH[:] = [bench]


def _work(work: Callable[[Bench, T], R], item: T) -> R:
    return work(_BENCH[0], item)


class Takes:
    """Takes of a device in rooms and beds.

    Parameters
    ----------
    corpus : Corpus
    split : str
        Of the beds.
    odd : bool
        Which half of the rooms.
    """

    def __init__(self, corpus: Corpus, split: str, *, odd: bool) -> None:
        rooms = [c for c in corpus.clips if c.label == ROOM_RESPONSE]
        names = sorted({c.group for c in rooms})
        self._corpus = corpus
        self._rooms = [c for c in rooms if names.index(c.group) % 2 == odd]
        self._beds = [
            c
            for c in corpus.select(None, split)
            if c.seconds > 2.0 and c.label not in CHIMES | HAZARDS
        ]

    def take(self, wave: FloatArray, decibels: float, chance: np.random.Generator) -> Take:
        """The device elsewhere, over a bed that is so much weaker."""
        response = self._corpus.read(self._rooms[chance.integers(len(self._rooms))])[:SAMPLE_RATE]
        response = response / np.abs(response).max()
        n = 1 << (len(wave) + len(response)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(wave, n) * np.fft.rfft(response, n), n)
        wet = wet[: len(wave) + SAMPLE_RATE // 2]
        power = float(np.mean(wet[: len(wave)] ** 2))
        wet *= 10.0 ** (chance.uniform(-38.0, -20.0) / 20.0) / np.sqrt(power)
        start = int(chance.uniform(1.2, 2.0) * SAMPLE_RATE)
        bed = self._bed(start + len(wet) + SAMPLE_RATE // 2, chance)
        here = float(np.sqrt(np.mean(bed[start : start + len(wave)] ** 2)))
        loud = float(np.sqrt(np.mean(wet[: len(wave)] ** 2)))
        bed *= loud / 10.0 ** (decibels / 20.0) / max(here, 1e-6)
        bed[start : start + len(wet)] += wet
        return Take(np.clip(bed, -1.0, 1.0).astype(np.float32), start, start + len(wave))

    def _bed(self, length: int, chance: np.random.Generator) -> FloatArray:
        while True:
            bed = self._corpus.read(self._beds[chance.integers(len(self._beds))])
            if np.mean(bed**2) > 1e-8:
                return np.resize(bed[chance.integers(len(bed) // 2) :], length)


def hear_beds(corpus: Corpus, bench: Bench) -> Beds:
    """Hear all recordings of `calibrate` and `score`."""
    clips = [c for c in corpus.select(None, "calibrate", "score") if c.label != ROOM_RESPONSE]
    heard = bench.each(_bed, clips)
    parts, which = [], []
    kept: list[Clip] = []
    for clip, part in zip(clips, tqdm(heard, total=len(clips), disable=None), strict=True):
        if part is None:
            continue
        parts.append(part)
        which.append(np.full(len(part), len(kept), np.float32))
        kept.append(clip)
    return Beds(Likeness.joined(parts).rows(), np.concatenate(which), tuple(kept))


def _bed(bench: Bench, clip: Clip) -> Likeness | None:
    samples = bench.corpus.read(clip)
    return bench.teacher.likeness(samples) if len(samples) else None


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


def library(teacher: Teacher, corpus: Corpus) -> tuple[int, int, int]:
    """ProtoSound's classes: clips known, clips tried, and lessons refused."""
    known = tried = refused = 0
    clips = [c for c in corpus.clips if c.source == "protosound"]
    for label in sorted({c.raw_label for c in clips}):
        rows = [c for c in clips if c.raw_label == label]
        for chosen in itertools.islice(itertools.combinations(range(len(rows)), 3), 4):
            try:
                given = [Example.of(rows[i].path, corpus.read(rows[i])) for i in chosen]
                lesson = teacher.learn(given)
            except EdgeAacError:
                refused += 1
                continue
            for i in set(range(len(rows))) - set(chosen):
                margins = lesson.classifier.margins(teacher.likeness(corpus.read(rows[i])).rows())
                tried += 1
                known += bool(events(margins))
    return known, tried, refused


def share(hits: Sequence[bool], groups: Sequence[str]) -> str:
    """So many of so many, with an interval over devices."""
    if not hits:
        return "none"
    low, high = bootstrap([float(one) for one in hits], groups)
    percent = f"{100 * np.mean(hits):.0f} % ({100 * low:.0f} to {100 * high:.0f})"
    return f"{sum(hits)} of {len(hits)}, {percent}, {len(set(groups))} devices"


def _share(pairs: Sequence[tuple[bool, str]]) -> str:
    return share([hit for hit, _ in pairs], [group for _, group in pairs])


def rows_of(outcomes: Sequence[Outcome], beds: Beds) -> list[tuple[str, str]]:
    """What is printed."""
    table = []
    for count in EXAMPLES:
        some = [one for one in outcomes if one.count == count]
        taught = [one for one in some if one.lesson is not None]
        table.append((f"{count} examples, sounds taught", f"{len(taught)} of {len(some)}"))
        for kind in sorted({one.device.kind for one in some}):
            for db in DECIBELS:
                pairs = [
                    (hit, one.device.group)
                    for one in taught
                    if one.device.kind == kind
                    for hit in one.known[db]
                ]
                table.append((f"{count} examples, {kind}, {db} dB, known", _share(pairs)))
        for db in DECIBELS:
            pairs = [(hit, one.device.group) for one in taught for hit in one.known[db]]
            missed = [(False, one.device.group) for one in some if one.lesson is None] * TESTS
            every = f"{_share(pairs)}; refused devices as missed: {_share(pairs + missed)}"
            table.append((f"{count} examples, all that were taught, {db} dB, known", every))
        for name, labels in (("other devices' chimes and beeps", True), ("everything else", False)):
            number = [
                float(sum(k for label, k in one.false.items() if (label in CHIMES) == labels))
                for one in taught
            ]
            rate = [one / beds.hours for one in number]
            low, high = bootstrap(rate, [one.device.group for one in taught])
            told = (
                f"{np.mean(rate):.3f} an hour a sound ({low:.3f} to {high:.3f}), "
                f"{sum(one == 0 for one in number)} of {len(number)} sounds without any, "
                f"in {beds.hours:.2f} distinct hours"
            )
            table.append((f"{count} examples, false alarms in {name}", told))
        builtin = Counter[str]()
        for one in taught:
            builtin += one.false
        named = ", ".join(f"{label} {k}" for label, k in builtin.most_common(8))
        table.append(
            (f"{count} examples, labels of the recordings called falsely", named or "none")
        )
        hazards = sum(k for one in taught for label, k in one.false.items() if label in HAZARDS)
        clips = sum(clip.label in HAZARDS for clip in beds.clips)
        told = f"{hazards} in {clips} recordings by {len(taught)} sounds"
        table.append((f"{count} examples, called in hazard alarms, before the hazard's veto", told))
    return table


def main() -> None:
    """Teach, test, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--split", default="score", help="whose devices are taught and beds tested")
    parser.add_argument("--doorbells", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, default=RESULTS / "teach.json")
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    settings: Settings = load_settings({"model": args.model}, environ={}).settings
    bench = Bench(corpus, settings, args.split, args.jobs)
    bench.beds = beds = hear_beds(corpus, bench)
    some = devices(corpus, args.split, args.doorbells)
    outcomes: list[Outcome] = []
    for each in tqdm(bench.each(teach, some), total=len(some), disable=None):
        outcomes += each
    teacher = bench.teacher
    table = rows_of(outcomes, beds)
    five = [one for one in outcomes if one.count == 5]
    known, right, count = together(five, teacher, bench.tests)
    table.append(
        ("twenty taught at once, 10 dB", f"{known} of {count} known, {right} by the right name")
    )
    known, count, refused = library(teacher, corpus)
    told = f"{known} of {count} clips known, {refused} of {refused + count // 2} lessons refused"
    table.append(("ProtoSound's library, 3 clips a class", told))
    table += use(teacher, settings)
    spent = [one.seconds for one in outcomes if one.count == max(EXAMPLES) and one.lesson]
    table.append(
        (
            f"{max(EXAMPLES)} examples, CPU time to learn",
            f"{np.median(spent):.1f} s, longest {max(spent):.1f} s",
        )
    )
    for what, figure in table:
        print(f"{what}: {figure}")
    details = {
        "outcomes": [
            {
                "device": one.device.name,
                "kind": one.device.kind,
                "examples": one.count,
                "refused": one.refused,
                "known": {str(db): sum(hits) for db, hits in one.known.items()},
                "false": dict(one.false),
            }
            for one in outcomes
        ],
        "cpu_seconds_of_the_last_lessons": spent,
        "tests_a_level": TESTS,
    }
    today("A sound of one's own, taught", "python -m benchmarks.teach", table, details).write(
        args.out
    )


if __name__ == "__main__":
    at_desk(main)

"""What the shipped listener announces of real recordings, and how often falsely.

    python -m benchmarks.operating_point --bundle models/edge-aac-s

Rows of `score` alone. Every recording without an announced sound is heard once, as it is, one
after the other in a drawn order, by the pipeline that `edge-aac listen` runs: each event is a
false alarm. Every recording with one is heard by itself; it is found when its group is announced
before it has been over for `AFTER_SECONDS`. Counted are events of the detector: what the gate
withholds because it was said a moment ago would not be heard twice, but it is wrong all the same.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from edge_aac.build import build_pipeline
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, Event, Priority
from models.evaluation.report import share
from models.evaluation.share import share_of
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.jobs import shared
from models.ground.result import today
from models.ground.sorted_sounds import sorted_sounds
from models.listening.blocks import Blocks

SPLIT = "score"
SEED = 20261130
AFTER_SECONDS = 1.0
"""A sound that is announced so long after its end was heard."""
HUSH = 1e-4
TOGETHER = 60
"""Recordings in one process before its listener begins anew."""
QUESTION = "Real recordings at the shipped operating point: what is announced, what falsely?"


@dataclass(frozen=True, slots=True)
class Announced:
    """One event, and the recording in which it was confirmed."""

    path: str
    label: str
    group: str
    score: float
    seconds: float
    """From the recording's start."""


@dataclass(frozen=True, slots=True)
class Group:
    """Recordings that one listener hears, joined or apart."""

    paths: tuple[str, ...]
    apart: bool


def hear(bundle: Path | None, data: Path | None, group: Group) -> list[Announced]:
    """Let one listener hear a group of recordings."""
    corpus = load_corpus(data)
    known = {clip.path: clip for clip in corpus.clips}
    settings = Settings()
    if bundle is not None:
        encoder = settings.encoder.model_copy(update={"model": bundle})
        settings = settings.model_copy(update={"encoder": encoder})
    pipeline = build_pipeline(settings)
    rng = np.random.default_rng(SEED)
    heard: list[Announced] = []
    blocks = Blocks()
    for path in group.paths:
        samples = corpus.read(known[path])
        began = blocks.clock / SAMPLE_RATE
        outputs = blocks.played(pipeline, samples)
        if group.apart:
            hush = rng.normal(0.0, HUSH, int(AFTER_SECONDS * SAMPLE_RATE)).astype(np.float32)
            # Every event is over, and the next recording begins as the first one did.
            outputs += [*blocks.played(pipeline, hush), *pipeline.interrupt()]
        heard += [
            Announced(path, one.label, one.group, one.score, round(one.t - began, 2))
            for one in outputs
            if isinstance(one, Event)
        ]
    return heard


def sorted_rows(corpus: Corpus, split: str) -> tuple[list[Clip], list[Clip]]:
    """Recordings without and with an announced sound."""
    found = sorted_sounds(corpus.select(None, split))
    return list(found.quiet), list(found.announced)


def main() -> None:
    """Hear, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--split", default=SPLIT, choices=["calibrate", "score"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/operating-point.json"))
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    quiet, loud = sorted_rows(corpus, args.split)
    order = np.random.default_rng(SEED).permutation(len(quiet))
    quiet = [quiet[i] for i in order]
    groups = [
        Group(tuple(c.path for c in clips[at : at + TOGETHER]), apart)
        for clips, apart in ((quiet, False), (loud, True))
        for at in range(0, len(clips), TOGETHER)
    ]
    heard = list(
        zip(groups, shared(partial(hear, args.bundle, args.data), groups, args.jobs), strict=True)
    )
    false = [one for group, events in heard if not group.apart for one in events]
    found = [one for group, events in heard if group.apart for one in events]
    rows = [*false_rows(false, quiet), *found_rows(found, loud)]
    for what, figure in rows:
        print(f"{what}: {figure}")
    details = {
        "false": [[one.path, one.label, one.score, one.seconds] for one in false],
        "found": [[one.path, one.label, one.score, one.seconds] for one in found],
    }
    command = "python -m benchmarks.operating_point"
    today(QUESTION, command, rows, details=details).write(args.out)


def false_rows(false: Sequence[Announced], quiet: Sequence[Clip]) -> list[tuple[str, str]]:
    """How often, and what, in hours without announced sounds."""
    hours = sum(clip.seconds for clip in quiet) / 3600
    labels = Counter(one.label for one in false).most_common()
    critical = [one for one in false if load_taxonomy()[one.label].priority is Priority.CRITICAL]
    hazards = sum(one.group == "hazard_alarm" for one in false)
    what = ", ".join(f"{label.replace('_', ' ')} {count}" for label, count in labels)
    return [
        (
            "false alarms in distinct real hours",
            f"{len(false)} in {hours:.2f} h of {len(quiet)} recordings, "
            f"{len(false) / hours:.2f} an hour; {len(critical)} of critical labels, "
            f"{hazards} hazard alarms",
        ),
        ("which", what or "none"),
    ]


def found_rows(found: Sequence[Announced], loud: Sequence[Clip]) -> list[tuple[str, str]]:
    """How many recordings of each group are announced, and as something else."""
    group_of = {one.name: one.group for one in load_taxonomy().labels}
    heard: dict[str, set[str]] = defaultdict(set)
    for one in found:
        heard[one.path].add(one.group)
    rows = []
    for group in sorted({group_of[clip.label] for clip in loud}):
        own = [clip for clip in loud if group_of[clip.label] == group]
        hits = [group in heard[clip.path] for clip in own]
        wrong = Counter(g for clip in own for g in heard[clip.path] if g != group)
        other = ", ".join(f"{g.replace('_', ' ')} {n}" for g, n in wrong.most_common(3))
        figure = share(share_of(hits, own).as_json())
        rows.append(
            (f"{group.replace('_', ' ')} announced", figure + (f"; also {other}" if other else ""))
        )
    return rows


if __name__ == "__main__":
    at_desk(main)

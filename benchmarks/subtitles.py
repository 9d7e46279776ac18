"""Subtitles of composed programmes: how exactly cues begin, how much of what sounds has one.

    python -m benchmarks.subtitles

Programmes are composed of `score` rows, ten minutes each. A cue counts for a sound where it names
the sound's group while that sounds. It also measures what captioning costs, and writes the first
programme's subtitles beside the result.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.programme import PLACES, Placed, Programme, programme
from edge_aac.build import build_transcriber
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles import formats
from edge_aac.subtitles.layout import CHARACTERS_PER_SECOND, cues, joined
from edge_aac.subtitles.words import load_words
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import (
    ROW_SECONDS,
    SAMPLE_RATE,
    FloatArray,
    HopResult,
    Priority,
)
from models.ground.desk import at_desk
from models.ground.result import today
from models.listening.blocks import Blocks

QUESTION = "Subtitles: how exactly do cues begin, and what has one?"
HARDLY = 0.1
"""A score that says nothing, 0..1: no threshold that names few sounds falsely finds it."""
LATE_ROWS = 7
"""Rows (half a second) that the network may be late."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A sound that has a cue."""

    announced: bool
    onset: float
    """Of the cue after that of the sound [s]."""
    end: float


def match(placed: Placed, sounds: list[SoundSpan]) -> Matched | None:
    """The sound's nearest stretch of the same group."""
    near = [
        one
        for one in sounds
        if one.group == placed.group and one.start < placed.end and one.end > placed.onset
    ]
    if not near:
        return None
    best = min(near, key=lambda one: abs(one.start - placed.onset))
    announced = load_taxonomy()[placed.label].priority is not Priority.AMBIENT
    return Matched(announced, best.start - placed.onset, best.end - placed.end)


def invented(of: Programme, sounds: list[SoundSpan]) -> int:
    """Stretches whose group neither was placed then nor sounds in the bed."""
    return sum(
        one.group not in of.around
        and not any(
            one.group == other.group and one.start < other.end and one.end > other.onset
            for other in of.placed
        )
        for one in sounds
    )


def unknown(of: Programme, found: list[Matched | None], scores: FloatArray) -> int:
    """Sounds without a stretch whose group the network scores below `HARDLY` while they last."""
    labels = load_taxonomy().labels
    count = 0
    for placed, one in zip(of.placed, found, strict=True):
        columns = [i for i, label in enumerate(labels) if label.group == placed.group]
        rows = scores[int(placed.onset / ROW_SECONDS) : int(placed.end / ROW_SECONDS) + LATE_ROWS]
        count += one is None and float(rows[:, columns].max()) < HARDLY
    return count


def errors(some: list[Matched]) -> str:
    """Onset errors in words."""
    if not some:
        return "none"
    off = np.abs([one.onset for one in some])
    half, most = np.quantile(off, [0.5, 0.95])
    within = int((off <= 0.5).sum())
    return (
        f"half within {half:.2f} s, 95 of 100 within {most:.2f} s; "
        f"{within} of {len(off)} within 0.5 s"
    )


def main() -> None:
    """Compose, transcribe, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--programmes", type=int, default=len(PLACES))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/subtitles.json"))
    args = parser.parse_args()
    material = material_in(args.data)
    transcriber = build_transcriber(Settings())
    words = load_words("en", load_catalogue().noun)
    matched: list[Matched] = []
    placed = extra = shown = deaf = 0
    cpu = seconds = 0.0
    for seed in range(args.programmes):
        made = programme(material, 100 + seed, args.minutes, PLACES[seed % len(PLACES)])
        began = time.process_time()
        hops: list[HopResult] = []
        sounds = joined(transcriber.sounds(Blocks().of(made.samples), hops.append))
        laid = cues(sounds, words.bracketed)
        cpu += time.process_time() - began
        seconds += len(made.samples) / SAMPLE_RATE
        found = [match(one, sounds) for one in made.placed]
        deaf += unknown(made, found, np.concatenate([hop.posteriors for hop in hops]))
        matched += [one for one in found if one is not None]
        placed, extra, shown = (
            placed + len(found),
            extra + invented(made, sounds),
            shown + len(laid),
        )
        if seed == 0:
            args.out.parent.mkdir(parents=True, exist_ok=True)
            args.out.with_suffix(".srt").write_text(formats.srt(laid), encoding="utf-8")
    ends = np.array([one.end for one in matched])
    rows = [
        ("cues begin with announced sounds", errors([one for one in matched if one.announced])),
        ("cues begin with other sounds", errors([one for one in matched if not one.announced])),
        ("cues begin with any sound (bar: 0.1 s and 0.5 s)", errors(matched)),
        ("stretches end after their sounds", f"median {np.median(ends):+.2f} s"),
        ("placed sounds that have a stretch", f"{len(matched)} of {placed}"),
        (
            "placed sounds without one",
            f"{placed - len(matched)}; in {deaf} the network's score stays below {HARDLY:g}",
        ),
        (
            "stretches of sounds that were neither placed nor in the bed",
            f"{extra} in {seconds / 60:.0f} minutes",
        ),
        ("cues", f"{shown}, at most {CHARACTERS_PER_SECOND:g} characters a second"),
        (
            "CPU of an hour's sounds, without decoding its file",
            f"{cpu / seconds * 3600:.0f} s on one core, "
            f"{cpu / seconds * 1800:.0f} s on two (bar: 60 s)",
        ),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = " ".join(["python -m benchmarks.subtitles", *sys.argv[1:]])
    today(QUESTION, command, rows).write(args.out)


if __name__ == "__main__":
    at_desk(main)

"""A night of eight hours: the digest names every hazard, and invents nothing.

    python -m benchmarks.night

Composes nights from `score` rows and the second renderer: a quiet bed, single sounds now and then,
and hazards at known times. Streams each through the listener with a journal, and asks for a digest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.renderer.rendered import render
from benchmarks.soundscapes.bed import bed
from benchmarks.soundscapes.compose import RENDERED
from benchmarks.soundscapes.material import Material, material_in
from edge_aac.build import build_pipeline
from edge_aac.cli.digest import digest_words
from edge_aac.journal.digest_text import MOST_WORDS, digest
from edge_aac.journal.entries import Happened
from edge_aac.journal.journal_writer import JournalWriter
from edge_aac.journal.keeping import Keeping
from edge_aac.journal.store import Journal, read
from edge_aac.model_opening import open_ambient_watch
from edge_aac.report import clock
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Event,
    EventEnd,
    FloatArray,
    HopResult,
    Priority,
)
from models.ground.desk import at_desk
from models.ground.level import rms
from models.ground.result import today

QUESTION = "A composed night: does the digest name every hazard, and invent nothing?"
PIECE_SECONDS = 600
HAZARDS = ("t3_piezo", "t4_piezo", "fire_horn", "siren_wail")
"""One of each in a night, at a random moment; with recorded glass and screams beside them."""
RECORDED = ("glass_breaking", "scream", "gunshot")
OVER_DB = 20.0
"""A hazard in a room is far louder than the room at night."""
_MATCH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A hazard of the night."""

    label: str
    group: str
    at: float
    sound: FloatArray


def hazards(material: Material, seconds: float, rng: np.random.Generator) -> list[Placed]:
    """What happens in a night, in order."""
    taxonomy = load_taxonomy()
    chosen: list[tuple[str, FloatArray]] = [
        (RENDERED[kind], render(kind, int(rng.integers(30_000, 40_000))).samples)
        for kind in HAZARDS
    ]
    for label in RECORDED:
        clips = [clip for clip in material.salient if clip.label == label]
        chosen.append((label, material.samples(clips[int(rng.integers(len(clips)))])))
    # Far enough from each other that none is taken for the next.
    places = (np.arange(len(chosen)) + rng.uniform(0.1, 0.8, len(chosen))) * seconds / len(chosen)
    order = rng.permutation(len(chosen))
    return [
        Placed(chosen[i][0], taxonomy[chosen[i][0]].group, float(at), chosen[i][1])
        for at, i in zip(places, order.tolist(), strict=True)
    ]


def blocks(
    material: Material, placed: list[Placed], seconds: float, rng: np.random.Generator
) -> Iterator[Block]:
    """The night, ten minutes after ten minutes."""
    for start in range(0, int(seconds), PIECE_SECONDS):
        samples, _ = bed(material, "night", PIECE_SECONDS * SAMPLE_RATE, rng)
        level = rms(samples) * 10 ** (OVER_DB / 20)
        for one in placed:
            if start <= one.at < start + PIECE_SECONDS:
                at = int((one.at - start) * SAMPLE_RATE)
                sound = one.sound[: len(samples) - at]
                samples[at : at + len(sound)] += sound * np.float32(level / rms(one.sound))
        peak = float(np.abs(samples).max())
        samples = samples / np.float32(max(1.0, peak / 0.97))
        for at in range(0, len(samples), HOP_SAMPLES):
            yield Block(samples[at : at + HOP_SAMPLES], start * SAMPLE_RATE + at)


@dataclass(frozen=True, slots=True)
class Night:
    """What became of one night."""

    seed: int
    digest: str
    placed: list[tuple[str, float]]
    missed: list[str]
    critical: list[tuple[str, float]]
    """What the journal holds of hazards."""
    invented: list[tuple[str, float]]
    kinds: list[str]
    unnamed: list[str]
    """Of these, those that the digest does not name."""
    bytes: int
    """Of the journal's file."""


def night(material: Material, seed: int, hours: float, folder: Path) -> Night:
    """One night: what happened, what the journal holds, what the digest says."""
    rng = np.random.default_rng([2027, seed])
    placed = hazards(material, hours * 3600, rng)
    settings = Settings()
    path = folder / f"night-{seed}.journal"
    writer = JournalWriter(Journal(path, days=36_500.0), print, now=lambda: 0.0)
    keeping = Keeping(writer.add, "night", lambda: 0.0, live=False)
    background = open_ambient_watch(settings, keeping.sound)

    def hear(hop: HopResult) -> None:
        keeping.heard(hop.end / SAMPLE_RATE)
        background.hear(hop)

    pipeline = build_pipeline(settings, hearing=hear)
    for block in blocks(material, placed, hours * 3600, rng):
        for one in pipeline.step(block):
            if isinstance(one, Event | EventEnd):
                keeping.report(one)
    for one in pipeline.flush():
        if isinstance(one, Event | EventEnd):
            keeping.report(one)
    background.close()
    keeping.close()
    writer.close()
    sounds = [one for one in read(path, 0.0, float("inf")) if isinstance(one, Happened)]
    critical = [one for one in sounds if one.priority is Priority.CRITICAL]
    words = digest_words("en", clock)
    text = digest(sounds, words, 0.0, 1.0, hours * 3600)
    found = [one for one in placed if any(_same(one, other) for other in critical)]
    return Night(
        seed,
        text,
        [(one.label, round(one.at, 1)) for one in placed],
        [one.label for one in placed if one not in found],
        [(one.label, round(one.start, 1)) for one in critical],
        [
            (other.label, round(other.start, 1))
            for other in critical
            if not any(_same(one, other) for one in placed)
        ],
        sorted({one.label for one in critical}),
        sorted({one.label for one in critical if words.noun(one.label) not in text}),
        path.stat().st_size,
    )


def _same(one: Placed, other: Happened) -> bool:
    near = one.at - 2.0 <= other.start <= one.at + len(one.sound) / SAMPLE_RATE + _MATCH_SECONDS
    return near and one.group == other.group


def main() -> None:
    """Compose, stream, sum up, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--nights", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="seed of the first night")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/night.json"))
    args = parser.parse_args()
    material = material_in(args.data)
    with tempfile.TemporaryDirectory() as folder:
        nights = [
            night(material, seed, args.hours, Path(folder))
            for seed in range(args.first, args.first + args.nights)
        ]
    placed = sum(len(one.placed) for one in nights)
    missed = sum(len(one.missed) for one in nights)
    invented = sum(len(one.invented) for one in nights)
    kinds = sum(len(one.kinds) for one in nights)
    unnamed = sum(len(one.unnamed) for one in nights)
    words = max(len(one.digest.split()) for one in nights)
    rows = [
        ("hazards of the night that the listener detected", f"{placed - missed} of {placed}"),
        ("kinds of hazard in the journal that the digest names", f"{kinds - unnamed} of {kinds}"),
        (
            "hazards that it names and that were not placed",
            f"{invented} in {args.hours * args.nights:.0f} h",
        ),
        ("longest digest", f"{words} words of {MOST_WORDS} at most"),
        ("the digest", nights[0].digest),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = " ".join(["python -m benchmarks.night", *sys.argv[1:]])
    today(QUESTION, command, rows, details={"nights": [asdict(one) for one in nights]}).write(
        args.out
    )


if __name__ == "__main__":
    at_desk(main)

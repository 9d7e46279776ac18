"""Doorbells and alarms: announced once each, and what else is said.

    python -m benchmarks.announcements --bundle models/edge-aac-s

Composes one stream from real recordings (`score` rows): every doorbell and hazard
alarm recording once, at a drawn time and level over real backgrounds, with pauses
long enough that one event has ended before the next begins. The stream is written
to a file and goes through `edge-aac listen --input FILE --json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.activity import active_stretches
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.level import rms
from models.ground.result import today

GROUPS = ("doorbell", "hazard_alarm")
BED_LABELS = frozenset({"fan", "babble", "rain", "traffic", "music", "speech", "background"})
PAUSE = (14.0, 20.0)
LEVEL_DB = (5.0, 20.0)
SEED = 20261123


@dataclass(frozen=True)
class Told:
    """One true event of the stream."""

    path: str
    label: str
    group: str
    onset: float
    end: float
    level_db: float


def compose(corpus: Corpus) -> tuple[FloatArray, list[Told]]:
    """The stream and its truth."""
    rng = np.random.default_rng(SEED)
    taxonomy = load_taxonomy()
    rows = corpus.select(None, "score")
    named = [c for c in rows if c.label in taxonomy.names]
    events = [c for c in named if taxonomy[c.label].group in GROUPS]
    beds = [c for c in rows if c.label in BED_LABELS and c.seconds >= 4.0]
    events = [events[i] for i in rng.permutation(len(events))]
    pieces: list[FloatArray] = []
    truth: list[Told] = []
    position = 0
    for clip in events:
        samples = corpus.read(clip)[: 20 * SAMPLE_RATE]
        stretches = active_stretches(samples)
        if not stretches:
            continue
        pause = int(rng.uniform(*PAUSE) * SAMPLE_RATE)
        bed = _bed(corpus, beds, pause + len(samples), rng)
        level = float(rng.uniform(*LEVEL_DB))
        active = np.concatenate(
            [samples[int(a * SAMPLE_RATE) : int(b * SAMPLE_RATE)] for a, b in stretches]
        )
        gain = rms(bed) * 10 ** (level / 20) / rms(active)
        bed[pause:] += samples * np.float32(gain)
        start = (position + pause) / SAMPLE_RATE
        truth.append(
            Told(
                clip.path, clip.label, taxonomy[clip.label].group,
                start + stretches[0][0], start + stretches[-1][1], round(level, 1),
            )
        )  # fmt: skip
        pieces.append(bed)
        position += len(bed)
    stream = np.concatenate([*pieces, _bed(corpus, beds, 10 * SAMPLE_RATE, rng)])
    return np.asarray(stream * np.float32(0.5 / np.abs(stream).max()), np.float32), truth


def _bed(corpus: Corpus, beds: list[Clip], length: int, rng: np.random.Generator) -> FloatArray:
    clip = beds[int(rng.integers(len(beds)))]
    samples = corpus.read(clip)
    # Each repetition begins elsewhere in the recording: a loop of four seconds is a cadence.
    again = length // len(samples) + 1
    tiled = np.concatenate(
        [np.roll(samples, int(rng.integers(len(samples)))) for _ in range(again)]
    )
    tiled = tiled[:length]
    return np.asarray(tiled * np.float32(0.02 / rms(samples)), np.float32)


def listen(path: Path, bundle: Path | None) -> list[dict[str, Any]]:
    """The lines that the listener prints for a file."""
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", str(path), "--json"]
    command += ["--no-realtime", "--no-speech", *(["--model", str(bundle)] if bundle else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(truth: list[Told], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Match events to truths by group and overlap in time."""
    events: dict[int, list[dict[str, Any]]] = {}
    for line in lines:
        if line["kind"] == "event":
            events.setdefault(line["id"], []).append(line)
    ends = {line["id"]: line["t"] for line in lines if line["kind"] == "end"}
    matched: dict[int, list[int]] = {i: [] for i in range(len(truth))}
    other: Counter[str] = Counter()
    for event, lines_of in events.items():
        hit = [
            i
            for i, t in enumerate(truth)
            if t.group == lines_of[0]["group"] and t.onset - 1.0 <= lines_of[0]["t"] <= t.end + 3.0
        ]
        if hit:
            matched[hit[0]].append(event)
        else:
            other[lines_of[0]["label"]] += 1
    found = [i for i, m in matched.items() if m]
    once = [i for i in found if len(matched[i]) == 1]
    delays = sorted(events[matched[i][0]][0]["t"] - truth[i].onset for i in found)
    errors = sorted(abs(events[matched[i][0]][0]["onset"] - truth[i].onset) for i in found)
    rows = {}
    for group in GROUPS:
        own = [i for i, t in enumerate(truth) if t.group == group]
        rows[group] = {
            "n": len(own),
            "announced": sum(i in found for i in own),
            "announced_once": sum(i in once for i in own),
            "missed": [truth[i].path for i in own if i not in found],
        }
    return {
        "groups": rows,
        "ended": sum(e in ends for m in matched.values() for e in m),
        "first_announcement_s": _spread(delays),
        "onset_error_s": _spread(errors),
        "other_events": dict(other),
        "captions_spoken": [
            [line["t"], line["text"]]
            for line in lines
            if line["kind"] == "caption" and line["spoken"]
        ],
    }


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    return {p: round(float(np.percentile(values, q)), 2) for p, q in (("p50", 50), ("p95", 95))}


def main() -> None:
    """Compose, listen, score, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/announcements.json"))
    args = parser.parse_args()
    stream, truth = compose(load_corpus(args.data))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.wav"
        soundfile.write(path, stream, SAMPLE_RATE, subtype="PCM_16")
        lines = listen(path, args.bundle)
    result = score(truth, lines)
    seconds = len(stream) / SAMPLE_RATE
    rows = [
        (
            group.replace("_", " "),
            f"{row['announced']} of {row['n']} announced, {row['announced_once']} exactly once",
        )
        for group, row in result["groups"].items()
    ]
    rows += [
        ("of those announced, ended by themselves", str(result["ended"])),
        ("onset to first announcement", _words(result["first_announcement_s"])),
        ("error of the reported onset", _words(result["onset_error_s"])),
        (
            f"other announcements in {seconds / 60:.0f} min of backgrounds and events",
            ", ".join(f"{n} {label}" for label, n in result["other_events"].items()) or "none",
        ),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    for t, text in result["captions_spoken"]:
        print(f"{t:8.1f} s  {text}")
    question = "Real doorbells and alarms over real backgrounds (5 to 20 dB): announced once each?"
    today(question, "python -m benchmarks.announcements", rows, details=result).write(args.out)


def _words(spread: dict[str, float]) -> str:
    return ", ".join(f"{name} {value} s" for name, value in spread.items()) or "nothing announced"


if __name__ == "__main__":
    at_desk(main)

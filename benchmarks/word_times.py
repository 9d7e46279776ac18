"""How exactly `edge-aac caption --words` says when the sounds that a sentence names were heard.

    python -m benchmarks.word_times

Scenes are staged from rows of `calibrate`, ten seconds each, two or three events over a bed. The
model never learnt from them, though its probabilities and thresholds were fitted on such rows. A
word counts where it may stand for an event of its scene; a sound that several words name counts
once. What is named and not there has no true time, and is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_aac.build import build_captioner
from edge_aac.pipeline.word_times import TimedWord
from edge_aac.settings import Settings
from models.data.scene import Placed
from models.evaluation.reader import accepted
from models.evaluation.staged import stage
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.result import today

QUESTION = "Words of captions: how exactly is it said when their sounds were heard?"
SCENES = 200
CLOSE = 0.5
"""A start that is no farther off is called close [s]."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A named sound beside the event that it stands for."""

    start: float
    end: float
    """Of the words less that of the event [s]."""
    shared: float
    """Time that both have, of the time that either has, 0..1."""


def matched(words: Iterable[TimedWord], events: Iterable[Placed]) -> list[Timed]:
    """Each sound that a sentence names and that is there, beside its event."""
    times = {
        one.label: (one.start, one.end)
        for one in words
        if one.label is not None and one.start is not None and one.end is not None
    }
    found = []
    for event in events:
        fitting = accepted(event.label)
        for label, (start, end) in times.items():
            if label in fitting:
                both = max(0.0, min(end, event.end) - max(start, event.onset))
                either = max(end, event.end) - min(start, event.onset)
                found.append(Timed(start - event.onset, end - event.end, both / either))
                break
    return found


def main() -> None:
    """Stage, describe, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/word-times.json"))
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    captioner = build_captioner(Settings(), timed=True)
    found: list[Timed] = []
    events = 0
    staged = stage(corpus, corpus.select(None, "calibrate"), args.scenes)
    for scene in tqdm(staged, desc="scenes", disable=None):
        found += matched(captioner.caption(scene.samples).words, scene.events)
        events += len(scene.events)
    command = " ".join(["python -m benchmarks.word_times", *sys.argv[1:]])
    today(QUESTION, command, lines(found, events, len(staged))).write(args.out)


def lines(found: list[Timed], events: int, scenes: int) -> list[tuple[str, str]]:
    """Rows of the result."""
    rows = [("events that the sentence names", f"{len(found)} of {events}, in {scenes} scenes")]
    if found:
        starts = np.abs([one.start for one in found])
        ends = np.abs([one.end for one in found])
        shared = np.array([one.shared for one in found])
        close = int((starts <= CLOSE).sum())
        rows += [
            (
                "start of their words off by",
                f"p50 {np.median(starts):.2f} s, p90 {np.quantile(starts, 0.9):.2f} s; "
                f"{close} of {len(found)} within {CLOSE} s",
            ),
            (
                "end of their words off by",
                f"p50 {np.median(ends):.2f} s, p90 {np.quantile(ends, 0.9):.2f} s",
            ),
            (
                "time of words and of events that is common to both",
                f"mean {shared.mean():.2f} of what either has; more than half for "
                f"{int((shared > 0.5).sum())} of {len(found)}",
            ),
        ]
    return rows


if __name__ == "__main__":
    at_desk(main)

"""Thresholds from hours of sound, not from clips: what fires falsely at most so often.

    python -m benchmarks.soundscapes.tune models/edge-aac-s runs/stream-thresholds.json

Streams hours without any announced sound, made of rows that are kept for calibration (never of
`score`), and looks at the strongest minutes of each announced label: the highest threshold at
which its timing in `timing.toml` would still have fired. The hours are remixed from less than
one distinct hour, so a threshold just above the strongest minute promises nothing about other
recordings. The tail of the minutes is continued instead, as an exponential in log-odds
(B. M. Hill, A simple general approach to inference about the tail of a distribution, Annals of
Statistics 3, 1975), down to the number that is allowed. Hazard alarms share one threshold that
is not fitted: their names need a cadence, and what remains is watched over by the look-alikes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.special import expit, logit
from tqdm import tqdm

from benchmarks.soundscapes import plan
from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.material import material_in
from edge_aac.events.timing import ROW_SECONDS, Timing, load_timing
from edge_aac.pipeline.build import build_pipeline
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, Block, FloatArray, Hearing, Priority
from models.data.corpus import load_corpus
from models.desk import at_desk

HOURS = 15.0
ALLOWED = {"car_horn": 0.5, "dog": 1.0, "siren": 1.0, "crying_baby": 0.5, "doorbell": 0.5,
           "door_wood_knock": 0.5}  # fmt: skip
"""False events in these hours, for sounds that a person would rather hear twice."""
ELSE = 0.1
"""The same for each of the rest. The sum of all is what announced labels together may reach in
the proof: 15 in 30 hours."""
SUPPORTED = 3
"""Real recordings, at least, that a threshold needs. With fewer nothing shows that the label is
heard at all in a street, and a machine that squeals must not be a car that does: the ceiling."""
DANGERS = frozenset({"reversing_beeper", "level_crossing"})
"""Worse missed than told once too often; the tail is good enough for these."""
HAZARD = 0.6
"""Threshold of every hazard alarm; the strongest minute, which is printed, has to lie below."""
TUNED_ON = ("train", "dev", "calibrate")
FLOOR, CEILING = 0.3, 0.99
_TAIL = 12
"""The strongest minutes that show how the tail falls."""
_RUN = 60


@dataclass(frozen=True, slots=True)
class Work:
    """One stream of minutes."""

    first: int
    last: int
    hours: float
    bundle: Path
    data: Path | None


def announced_columns() -> list[int]:
    """Columns of the labels that are announced."""
    labels = load_taxonomy().labels
    return [i for i, one in enumerate(labels) if one.priority is not Priority.AMBIENT]


def posteriors(work: Work) -> NDArray[np.float16]:
    """Posteriors of the announced labels, one row per 80 ms."""
    settings = Settings()
    encoder = settings.encoder.model_copy(update={"model": work.bundle})
    chosen = announced_columns()
    rows: list[FloatArray] = []

    def keep(hearing: Hearing) -> None:
        rows.append(hearing.posteriors[:, chosen])

    pipeline = build_pipeline(settings.model_copy(update={"encoder": encoder}), hearing=keep)
    made_of = material_in(work.data, tuning=True)
    clock = 0
    for spec in plan.false_alarms(work.hours)[work.first : work.last]:
        samples = compose(spec, made_of).samples
        for at in range(0, len(samples), HOP_SAMPLES):
            pipeline.step(Block(samples[at : at + HOP_SAMPLES], clock))
            clock += len(samples[at : at + HOP_SAMPLES])
    return np.concatenate(rows).astype(np.float16)


def strengths(track: NDArray[np.float16], timing: Timing) -> FloatArray:
    """The highest threshold that would still fire, for each minute."""
    smooth = lfilter([timing.rise], [1.0, timing.rise - 1.0], track.astype(np.float32))
    windows = sliding_window_view(
        np.concatenate([np.zeros(timing.within - 1), smooth]), timing.within
    )
    enough = np.partition(windows, -timing.confirm, axis=1)[:, -timing.confirm]
    minute = round(60.0 / ROW_SECONDS)
    return np.array([enough[at : at + minute].max() for at in range(0, len(enough), minute)])


def threshold(strongest: FloatArray, allowed: float) -> float:
    """Where so many of the minutes are expected to fire.

    Parameters
    ----------
    strongest : ndarray, shape (minutes,)
    allowed : float
    """
    odds = np.sort(logit(np.clip(strongest, 1e-4, 1.0 - 5e-4)))[::-1]
    beyond = float(odds[_TAIL])
    scale = float((odds[:_TAIL] - beyond).mean())
    return float(expit(beyond + scale * np.log(_TAIL / allowed)))


def cautious(label: str, fitted: float, recordings: int) -> float:
    """A label's threshold, by what the streams gave and how many real recordings support it."""
    if recordings < SUPPORTED and label not in DANGERS:
        return CEILING
    return round(min(CEILING, max(FLOOR, fitted)), 3)


def main() -> None:
    """Stream, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    minutes = round(args.hours * 60)
    work = [
        Work(first, min(minutes, first + _RUN), args.hours, args.bundle, args.data)
        for first in range(0, minutes, _RUN)
    ]
    with multiprocessing.get_context("spawn").Pool(args.jobs) as pool:
        parts = list(tqdm(pool.imap(posteriors, work), total=len(work), disable=None))
    rows = np.concatenate(parts)
    labels, timings = load_taxonomy().labels, load_timing()
    known = Counter(c.label for c in load_corpus(args.data).select(None, *TUNED_ON))
    chosen: dict[str, float] = {}
    for track, column in zip(rows.T, announced_columns(), strict=True):
        label = labels[column]
        minutes_of = strengths(track, timings[label.group])
        if label.group == "hazard_alarm":
            chosen[label.name] = HAZARD
        else:
            allowed = ALLOWED.get(label.name, ELSE) * args.hours / HOURS
            fitted = threshold(minutes_of, allowed)
            chosen[label.name] = cautious(label.name, fitted, known[label.name])
        print(f"{label.name}: {chosen[label.name]}; strongest minute {minutes_of.max():.2f}")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"thresholds": chosen}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)

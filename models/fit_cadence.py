"""The weights by which the cadence detector believes a group of pulses.

    python -m models.fit_cadence

Renders alarms from their standards in rooms and over recorded beds at -15 to 20 dB, lets the
detector's own bank find candidates in them, in every recording of `train`, `dev` and `calibrate`
that holds no hazard alarm, and in rendered sounds that are mistaken for alarms, and fits the
logarithm of the odds. Every measure keeps
the sign that it must have: a device is never believed less for a steadier pitch. Writes
`edge_aac/events/cadence/weights.toml`. Never reads `score` or `fold4` rows.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.fit import Measures, look
from edge_aac.events.cadence.past import SILENCE, Past
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4, Pattern, Standard
from edge_aac.events.cadence.pitches import Tones, watched
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.corpus import ROOM_RESPONSE, Clip, Corpus, load_corpus
from models.synthesis import render
from models.synthesis.room import reverberate

KINDS = {
    Pattern.T3: ("smoke_piezo", "smoke_low"),
    Pattern.T3_BEGINS: ("smoke_piezo", "smoke_low"),
    Pattern.T4: ("co_piezo",),
}
MISTAKEN = (
    "phone_bell", "phone_warble", "ringtone", "phone_modern", "clock_beeps", "clock_buzz",
    "clock_motif", "timer", "beep", "notification", "microwave", "reversing_beeper", "low_battery",
    "ding_dong", "melody_chime", "mouth_whistle", "band", "solo", "level_crossing", "car_alarm",
)  # fmt: skip
LEVELS_DB = (-15, -10, -5, 0, 10, 20)
SCENES, LIKENED = 40, 20
"""Of alarms for each kind and level, of what is mistaken for them for each kind."""
BED_SECONDS, LEAD_SECONDS = 26, 6
SEED = 5
LIKE = 0.5
"""Candidates are taken from a little below where the detector takes them."""
LAG = 0.03
"""What a column's window makes a tone begin later [s]."""
SIGNS = Measures(
    likeness=1, apart=1, unequal=-1, hole=1, tonal=1, alone=1, wavering=-1, moving=-1, stray=-1,
    company=-1, own=1, beside=-1,
)  # fmt: skip
RIDGE = 1e-3
HARD = 5_000
"""Others that look most like an alarm: those of the second fit."""
OUT = Path(__file__).resolve().parents[1] / "edge_aac/events/cadence/weights.toml"


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate's measures, and when its pulses began and ended [s]."""

    measures: Measures
    start: float
    end: float


class Finder:
    """Finds the candidates of one standard as the detector does."""

    def __init__(self, standard: Standard) -> None:
        pitches = watched(bin_hertz())
        self._ends = standard.cut is None
        self._tones = Tones(pitches, BINS)
        self._bank = Bank(templates(standard), pitches, standard.every)

    def find(self, spectrum: FloatArray) -> list[Found]:
        """All candidates of a clip, shape (n, BINS), n a multiple of 8."""
        past = Past.nothing(self._bank.columns * COLUMN_SECONDS, BINS)
        found = []
        for at in range(0, len(spectrum), HOP_COLUMNS):
            past = past.then(spectrum[at : at + HOP_COLUMNS])
            match = self._bank.match(self._tones.of(past.tones[-self._bank.columns :]))
            for one in self._bank.candidates(match, LIKE):
                window = past.window(one.back, len(one.template))
                seen = look(past.spectrum[window], past.tones[window], one, self._ends)
                if seen is None:
                    continue
                begin = past.heard - one.back - len(one.template)
                first, last = (begin + x for x in (one.template.first, one.template.last))
                found.append(Found(seen.measures, first * COLUMN_SECONDS, last * COLUMN_SECONDS))
        return found


def whole_groups(
    spans: Sequence[tuple[float, float]], standard: Standard
) -> list[tuple[float, float]]:
    """Start and end of the groups that have all their pulses."""
    apart = 1.4 * max(period - sounding for period, sounding in standard.shapes)
    rows: list[list[tuple[float, float]]] = []
    for span in spans:
        if rows and span[0] - rows[-1][-1][1] <= apart:
            rows[-1].append(span)
        else:
            rows.append([span])
    if standard.cut is not None:
        return [(row[0][0], row[1][0] + standard.cut) for row in rows if len(row) > 1]
    return [(row[0][0], row[-1][1]) for row in rows if len(row) == standard.pulses]


def rendered(
    kind: str,
    level_db: float,
    corpus: Corpus,
    beds: Sequence[Clip],
    rooms: Sequence[FloatArray],
    rng: np.random.Generator,
) -> tuple[FloatArray, list[tuple[float, float]]]:
    """The spectrum of a rendered sound over a bed, and when it sounds [s]."""
    sound = render(kind, rng, 20.0)
    wet = sound.samples
    if rng.random() < 0.8:
        wet = reverberate(wet, rng, rooms if rng.random() < 0.5 else None)
    sounding = np.zeros(len(wet), bool)
    for start, end in sound.active:
        sounding[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
    n = BED_SECONDS * SAMPLE_RATE
    bed = corpus.read(beds[int(rng.integers(len(beds)))])
    mixed = np.tile(bed, n // len(bed) + 1)[:n].astype(float)
    gain = _rms(mixed) * 10 ** (level_db / 20) / _rms(wet[sounding])
    lead = LEAD_SECONDS * SAMPLE_RATE
    wet = wet[: n - lead]
    mixed[lead : lead + len(wet)] += wet * gain
    mixed *= 0.3 / np.abs(mixed).max() * 10 ** (rng.uniform(-30, 0) / 20)
    spans = [(a + LEAD_SECONDS, b + LEAD_SECONDS) for a, b in sound.active]
    return NarrowBand().whole(mixed.astype(np.float32)), spans


def fit(
    present: NDArray[np.float64], absent: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Offset and weights of a logistic regression whose weights keep their signs.

    Both sides weigh the same, however many candidates each has.
    """
    rows = np.concatenate([present, absent])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread
    true = np.arange(len(rows)) < len(present)
    share = np.where(true, 0.5 / len(present), 0.5 / len(absent))
    turn = np.where(true, 1.0, -1.0)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = turn * (scaled @ values[:-1] + values[-1])
        cost = float((share * np.logaddexp(0.0, -margin)).sum() + RIDGE * (values[:-1] ** 2).sum())
        slope = -turn * share / (1.0 + np.exp(margin))
        return cost, np.append(scaled.T @ slope + 2 * RIDGE * values[:-1], slope.sum())

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in astuple(SIGNS)]
    solved = minimize(
        loss, np.zeros(rows.shape[1] + 1), jac=True, bounds=[*bounds, (None, None)],
        method="L-BFGS-B",
    )  # fmt: skip
    weights = solved.x[:-1] / spread
    return float(solved.x[-1] - weights @ mean), weights


def hardest(
    present: NDArray[np.float64], absent: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Fit to all, then to those others alone that looked most like it.

    The bulk of what chance makes is told apart by likeness alone. What a promise is broken by is
    the few that are as alike as a device, and they differ in other measures. Not too few: the very
    last are the beeps of other devices, which differ in nothing, and teach nothing.
    """
    offset, weights = fit(present, absent)
    odds = absent @ weights + offset
    return fit(present, absent[odds >= np.sort(odds)[-min(HARD, len(odds))]])


def _rms(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=float))) + 1e-9)


@dataclass(frozen=True, slots=True)
class Work:
    """Candidates of one standard are wanted."""

    standard: Standard
    data: Path | None


def candidates(work: Work) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is measured of true candidates and of others, each of shape (n, measures)."""
    corpus = load_corpus(work.data)
    taxonomy = load_taxonomy()
    hazards = {label.name for label in taxonomy.labels if label.group == "hazard_alarm"}
    clips = [c for c in corpus.select(None, "train", "dev", "calibrate") if c.label not in hazards]
    rooms = [corpus.read(clip) for clip in clips if clip.label == ROOM_RESPONSE]
    clips = [clip for clip in clips if clip.label != ROOM_RESPONSE]
    beds = [clip for clip in clips if clip.seconds >= 4.0]
    rng = np.random.default_rng(SEED)
    silence = np.full((10 * HOP_COLUMNS, BINS), SILENCE, np.float32)
    standard, name = work.standard, work.standard.pattern.value
    finder = Finder(standard)
    present = []
    kinds = [(k, db) for k in KINDS[standard.pattern] for db in LEVELS_DB for _ in range(SCENES)]
    for kind, db in tqdm(kinds, desc=f"{name} rendered", disable=None):
        spectrum, spans = rendered(kind, db, corpus, beds, rooms, rng)
        groups = whole_groups(spans, standard)
        near = 0.1 * standard.shapes[0][1] + 0.04
        present += [
            one.measures
            for one in finder.find(spectrum)
            if any(max(abs(one.start - LAG - a), abs(one.end - LAG - b)) < near for a, b in groups)
        ]
    absent = []
    for clip in tqdm(clips, desc=f"{name} recorded", disable=None):
        spectrum = np.concatenate([NarrowBand().whole(corpus.read(clip)), silence])
        absent += [one.measures for one in finder.find(spectrum)]
    for kind in tqdm(MISTAKEN * LIKENED, desc=f"{name} mistaken", disable=None):
        spectrum, _ = rendered(kind, float(rng.uniform(0, 20)), corpus, beds, rooms, rng)
        absent += [one.measures for one in finder.find(spectrum)]
    return _table(present), _table(absent)


def main() -> None:
    """Render, find, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--kept", type=Path, default=Path("cache/cadence.npz"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    standards = (T3, T4, T3_BEGINS)
    if not args.kept.exists():
        work = [Work(standard, args.data) for standard in standards]
        with multiprocessing.get_context("spawn").Pool(args.jobs) as pool:
            found = pool.map(candidates, work, chunksize=1)
        args.kept.parent.mkdir(parents=True, exist_ok=True)
        tables: dict[str, NDArray[np.float64]] = {}
        for one, (present, absent) in zip(standards, found, strict=True):
            tables |= {f"{one.pattern.name} true": present, f"{one.pattern.name} other": absent}
        np.savez(args.kept, allow_pickle=False, **tables)
    kept = np.load(args.kept)
    text = ["# Written by `python -m models.fit_cadence`: log-odds of a group of pulses.\n"]
    for standard in standards:
        name = standard.pattern.name
        present, absent = kept[f"{name} true"], kept[f"{name} other"]
        offset, weights = hardest(present, absent)
        print(f"{standard.pattern.value}: {len(present)} true and {len(absent)} other candidates")
        text.append(f'["{standard.pattern.value}"]\noffset = {offset:.3f}')
        for field, weight in zip(fields(Measures), weights, strict=True):
            print(f"  {field.name}: {weight:.3f}")
            text.append(f"{field.name} = {weight:.3f}")
        text.append("")
    args.out.write_text("\n".join(text), encoding="utf-8")


def _table(measures: Sequence[Measures]) -> NDArray[np.float64]:
    return np.array([astuple(one) for one in measures])


if __name__ == "__main__":
    main()

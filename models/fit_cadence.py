"""The weights by which the cadence detector believes a group of pulses.

    python -m models.fit_cadence

Renders alarms from their standards in rooms and over recorded beds at -15 to 20 dB, lets the
detector's own bank find candidates in them and in every recording of `train`, `dev` and
`calibrate` that holds no hazard alarm, and fits the logarithm of the odds. Every measure keeps
the sign that it must have: a device is never believed less for a steadier pitch. Writes
`edge_aac/events/cadence/weights.toml`. Never reads `score` or `fold4` rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.fit import Measures, measure
from edge_aac.events.cadence.partials import square_waves
from edge_aac.events.cadence.past import Past
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4, Pattern, Standard
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import COLUMN_FRAMES, FRAME_SECONDS
from edge_aac.features.logmel import BANDS, LogMel, band_hertz
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
LEVELS_DB = (-15, -10, -5, 0, 10, 20)
SCENES = 40
"""For each kind and level."""
BED_SECONDS, LEAD_SECONDS = 26, 6
SEED = 5
LIKE = 0.5
"""Candidates are taken from a little below where the detector takes them."""
SIGNS = Measures(likeness=1, apart=1, unequal=-1, hole=1, tonal=1, alone=1, wavering=-1, moving=-1)
RIDGE = 1e-3
OUT = Path(__file__).resolve().parents[1] / "edge_aac/events/cadence/weights.toml"


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate's measures, and when its pulses began and ended [s]."""

    measures: Measures
    start: float
    end: float


def find(frames: FloatArray, bank: Bank) -> list[Found]:
    """All candidates of a clip, shape (n, 64), n a multiple of 16."""
    past = Past.nothing(bank.columns * COLUMN_FRAMES * FRAME_SECONDS, BANDS)
    found = []
    for at in range(0, len(frames), 16):
        past = past.then(frames[at : at + 16])
        for one in bank.candidates(bank.likeness(past.columns[-bank.columns :]), LIKE):
            length = len(one.template)
            begin = (past.heard - (one.back + length) * COLUMN_FRAMES) * FRAME_SECONDS
            column = COLUMN_FRAMES * FRAME_SECONDS
            found.append(
                Found(
                    measure(past.window(one.back, length), one),
                    begin + one.template.first * column,
                    begin + one.template.last * column,
                )
            )
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
    """Frames of an alarm over a bed, and when it sounds [s]."""  # fmt: skip
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
    mixed[lead : lead + len(wet)] += wet * gain
    mixed *= 0.3 / np.abs(mixed).max() * 10 ** (rng.uniform(-30, 0) / 20)
    spans = [(a + LEAD_SECONDS, b + LEAD_SECONDS) for a, b in sound.active]
    return LogMel().whole(mixed.astype(np.float32)), spans


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


def _rms(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=float))) + 1e-9)


def main() -> None:
    """Render, find, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    taxonomy = load_taxonomy()
    hazards = {label.name for label in taxonomy.labels if label.group == "hazard_alarm"}
    clips = [c for c in corpus.select(None, "train", "dev", "calibrate") if c.label not in hazards]
    rooms = [corpus.read(clip) for clip in clips if clip.label == ROOM_RESPONSE]
    clips = [clip for clip in clips if clip.label != ROOM_RESPONSE]
    beds = [clip for clip in clips if clip.seconds >= 4.0]
    rng = np.random.default_rng(SEED)
    silence = np.full((160, BANDS), -13.8, np.float32)
    text = ["# Written by `python -m models.fit_cadence`: log-odds of a group of pulses.\n"]
    for standard in (T3, T4, T3_BEGINS):
        bank = Bank(templates(standard), standard.every, square_waves(band_hertz()))
        present = []
        kinds = [
            (k, db) for k in KINDS[standard.pattern] for db in LEVELS_DB for _ in range(SCENES)
        ]
        for kind, db in tqdm(kinds, desc=f"{standard.pattern.value} rendered", disable=None):
            frames, spans = rendered(kind, db, corpus, beds, rooms, rng)
            groups = whole_groups(spans, standard)
            edge = 0.5 * standard.shapes[0][1]
            present += [
                one.measures
                for one in find(frames, bank)
                if any(
                    max(abs(one.start - a), abs(one.end - b)) < 0.2 * edge + 0.04 for a, b in groups
                )
            ]
        absent = []
        for clip in tqdm(clips, desc=f"{standard.pattern.value} recorded", disable=None):
            frames = np.concatenate([LogMel().whole(corpus.read(clip)), silence])
            absent += [one.measures for one in find(frames, bank)]
        offset, weights = fit(_table(present), _table(absent))
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

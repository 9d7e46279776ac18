"""The weights by which the cadence detector believes a group of pulses.

    python -m models.fit_cadence

Fits the logarithm of the odds that a device made a candidate (`cadence_candidates`), for discs and
for 520 Hz sounders each by itself: what stands around 3 kHz and what stands around 520 Hz has
little in common. Every measure keeps the sign that it must have: a device is never believed less
for a steadier pitch. Writes `edge_aac/events/cadence/weights.toml`.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import astuple, fields
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from edge_aac.events.cadence.fit import Measures
from edge_aac.events.cadence.patterns import Sounder
from models.cadence_candidates import STANDARDS, TABLES, measured, table
from models.desk import at_desk

SIGNS = Measures(
    likeness=1, apart=1, unequal=-1, hole=1, tonal=1, alone=1, wavering=-1, moving=-1, stray=-1,
    company=-1, own=1, beside=-1,
)  # fmt: skip
RIDGE = 1e-3
HARDEST = 0.04
"""Part of the others that looks most like an alarm: those of the second fit."""
OUT = Path(__file__).resolve().parents[1] / "edge_aac/events/cadence/weights.toml"


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
    return fit(present, absent[odds >= np.quantile(odds, 1.0 - HARDEST)])


def main() -> None:
    """Render, find, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--kept", type=Path, default=Path("cache/cadence.npz"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    if not args.kept.exists():
        args.kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = args.kept.with_suffix(".part.npz")
        np.savez(temporary, allow_pickle=False, **measured(args.data, args.jobs))
        temporary.rename(args.kept)
    kept = np.load(args.kept)
    if missing := TABLES - set(kept.files):
        parser.error(f"{args.kept} holds no {min(missing)}: delete it, and all is heard anew.")
    text = ["# Written by `python -m models.fit_cadence`: log-odds of a group of pulses.\n"]
    for standard, sounder in product(STANDARDS, Sounder):
        pattern = standard.pattern
        present, absent = (kept[table(pattern, sounder, alarm)] for alarm in (True, False))
        offset, weights = hardest(present, absent)
        what = f"{pattern.value}, {sounder.value}"
        print(f"{what}: {len(present)} true and {len(absent)} other candidates")
        text.append(f'["{pattern.value}".{sounder.value}]\noffset = {offset:.3f}')
        for field, weight in zip(fields(Measures), weights, strict=True):
            print(f"  {field.name}: {weight:.3f}")
            text.append(f"{field.name} = {weight:.3f}")
        text.append("")
    args.out.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)

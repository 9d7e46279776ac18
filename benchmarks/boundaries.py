"""Choose the weights by which beginnings and ends of sounds in recordings are refined.

    python -m benchmarks.boundaries

Programmes are composed of rows that nobody trained on and that do not prove anything (`calibrate`,
and what is kept of `train` and `dev`). Each sound that was found offers places for its beginning
and its end; the weights are those under which the true ones are most likely (a conditional logit).
Of two halves of the programmes, each is judged with the weights of the other. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.soundscapes.programme import Programme
from benchmarks.soundscapes.tuning import tuning_programmes
from edge_aac.build import build_transcriber
from edge_aac.events.boundaries import (
    Boundaries,
    BoundaryState,
    Places,
    places_of_end,
    places_of_onset,
)
from edge_aac.settings import Settings
from edge_aac.sound_span import SoundSpan
from edge_aac.types import FloatArray
from models.ground.desk import at_desk
from models.listening.blocks import Blocks

NEAR = 0.05
"""A place this near the true one is right [s]."""
DECAY = 1e-3
"""Of the weights."""
BOUNDS = ((0.0, None),) * 2 + ((None, 0.0),) * 3
"""A change speaks for a place; having been heard before it, and distance, against it."""


class Offering(Boundaries):
    """Changes nothing, and keeps what there is to choose from."""

    def __init__(self) -> None:
        super().__init__()
        self.onsets: dict[float, Places] = {}
        self.ends: dict[float, Places] = {}

    def onset(self, state: BoundaryState, t: float, labels: NDArray[np.int64]) -> float:
        """Where the rows put it."""
        self.onsets[t] = places_of_onset(state, t, labels)
        return t

    def end(self, state: BoundaryState, t: float) -> float:
        """Where the rows put it."""
        self.ends[t] = places_of_end(state, t)
        return t


@dataclass(slots=True)
class Choices:
    """Places to choose from, and the true time [s], of each sound of one half and the other."""

    onsets: tuple[list[tuple[Places, float]], ...] = field(default_factory=lambda: ([], []))
    ends: tuple[list[tuple[Places, float]], ...] = field(default_factory=lambda: ([], []))

    def add(self, of: Programme, half: int, sounds: list[SoundSpan], offered: Offering) -> None:
        """The sounds of a programme that were placed there."""
        for one in sounds:
            same = [
                placed
                for placed in of.placed
                if placed.group == one.group and one.start < placed.end and one.end > placed.onset
            ]
            if not same:
                continue
            onset = min((placed.onset for placed in same), key=lambda t: abs(t - one.start))
            end = min((placed.end for placed in same), key=lambda t: abs(t - one.end))
            for true, t, offers, into in (
                (onset, one.start, offered.onsets, self.onsets[half]),
                (end, one.end, offered.ends, self.ends[half]),
            ):
                if t in offers and len(offers[t].seconds):
                    into.append((offers[t], true))


def fitted(choices: list[tuple[Places, float]]) -> FloatArray:
    """Weights of the columns of evidence, shape (5,)."""
    usable = [(one, np.abs(one.seconds - true) <= NEAR) for one, true in choices]
    usable = [(one, right) for one, right in usable if right.any()]
    scale = np.concatenate([one.evidence for one, _ in usable]).std(axis=0) + 1e-6

    def surprise(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(len(weights))
        for one, right in usable:
            evidence = one.evidence / scale
            score = evidence @ weights
            likely = np.exp(score - score.max())
            likely /= likely.sum()
            sure = float(likely[right].sum()) + 1e-9
            total -= np.log(sure)
            slope -= (np.where(right, likely / sure, 0.0) - likely) @ evidence
        count = len(usable)
        return float(total / count + DECAY * weights @ weights), slope / count + 2 * DECAY * weights

    found = minimize(surprise, np.zeros(5), jac=True, method="L-BFGS-B", bounds=BOUNDS).x
    return np.asarray(found / scale, np.float32)


def judged(halves: tuple[list[tuple[Places, float]], ...]) -> str:
    """Errors of each half with the weights of the other, in words."""
    off: list[float] = []
    for own, other in (halves, halves[::-1]):
        weights = fitted(other)
        for one, true in own:
            off.append(abs(float(one.seconds[int((one.evidence @ weights).argmax())]) - true))
    half, most = np.quantile(off, [0.5, 0.95])
    return f"half within {half:.3f} s, 95 of 100 within {most:.2f} s, n={len(off)}"


def main() -> None:
    """Compose, transcribe, fit, print."""
    choices = Choices()
    for seed, made in tuning_programmes(__doc__):
        offering = Offering()
        transcriber = build_transcriber(Settings(), boundaries=offering)
        choices.add(made, seed % 2, list(transcriber.sounds(Blocks().of(made.samples))), offering)
    for name, halves in (("onset", choices.onsets), ("end", choices.ends)):
        weights = fitted([*halves[0], *halves[1]])
        named = zip(("steep", "lasting", "heard", "earlier", "later"), weights, strict=True)
        print(f"{name}: {', '.join(f'{what} {weight:+.2f}' for what, weight in named)}")
        print(f"{name}, each half with the other's weights: {judged(halves)}")


if __name__ == "__main__":
    at_desk(main)

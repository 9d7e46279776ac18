"""What the encoder is worth beside the tonal detector, and from which score a pattern counts.

    python -m models.tonal.combine models/edge-aac-s --run runs/tonal-d

In: a bundle's encoder, a tonal network, scenes of the `dev` split with rendered devices, loops and
confusers in one stream, the quiet hours of `calibrate` at several speeds. Out: `weights.json` in
the run's folder: for each pattern what its log-odds are made of (`edge_aac.events.scores`), by
logistic regression that is held near the tonal detector's own word; and its threshold, which keeps
a budget of false alarms on the quiet hours and a share of the rendered sounds. Never does: reading
`score`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from edge_aac.events.scores import SILENT, Scores, Weights, odds
from edge_aac.events.timing import load_timing
from edge_aac.events.tonal.patterns import NO_PATTERN, PATTERNS, TonalPattern
from edge_aac.features.narrowband import NarrowBand
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, STEPS_PER_HOP, FloatArray
from models.data.pieces import amplitude
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.level import rms
from models.ground.sorted_sounds import tuning_sounds
from models.listening.stream import SPEEDS, Ear, at_speed
from models.synthesis import render
from models.tonal.device import in_room
from models.tonal.heard import CHECKPOINT, WEIGHTS, hear_all
from models.tonal.judge import BUDGET, RENDERED, threshold_for, threshold_of_share
from models.tonal.lessons import ALARMS, MISTAKEN
from models.tonal.material import SECONDS, Material, fitted
from models.tonal.network import TonalNet, load

MEANT = {"smoke_piezo": TonalPattern.T3, "smoke_low": TonalPattern.T3,
         "co_piezo": TonalPattern.T4, "co_low": TonalPattern.T4,
         "siren_hi_lo": TonalPattern.TWO_TONE}  # fmt: skip
EACH = {"device": 40, "mistaken": 240, "loops": 160}
"""Scenes of each alarm, and of what is none."""
SEED = 20261201
_BETWEEN = 64
"""Hops of a recording before each scene: a detector remembers what was before."""
_FARTHEST = 0.25
"""How firmly weights are held where they would be without the encoder: in units of a scene."""
_LEAST, _MOST = 0.3, 0.9995
_BOUNDS = [(-6.0, 6.0), (0.3, 2.0), (-1.5, 0.0)]
"""Of bias, pattern and rival. Let speak for a pattern, the encoder found more scenes of `dev` and
fewer faint alarms of the second renderer: thresholds rise for those that it does not hear."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """What both made of a sound, hop by hop."""

    pattern: FloatArray
    """(hops, patterns): the tonal detector's scores."""
    rival: FloatArray
    """(hops, patterns): what speaks most against it, held for a while."""

    def measures(self, hop: int, pattern: int) -> FloatArray:
        """Log-odds of both at one hop."""
        at = (hop, pattern)
        return np.asarray([odds(self.pattern[at]), odds(self.rival[at], SILENT)], np.float32)

    def fused(self, pattern: int, weights: Weights) -> FloatArray:
        """The probability of a pattern, (hops,), as the device has it."""
        joint = weights.bias + weights.pattern * odds(self.pattern[:, pattern])
        joint = joint + weights.rival * odds(self.rival[:, pattern], SILENT)
        return np.asarray(1.0 / (1.0 + np.exp(-joint)), np.float32)


class Detectors:
    """Encoder and tonal network, heard beside each other."""

    def __init__(self, bundle: Path, net: TonalNet) -> None:
        self._ear, self._net = Ear(bundle), net
        self._scores = Scores(load_taxonomy(), load_timing().patterns, {})

    def hear(self, sounds: Iterable[FloatArray]) -> Iterator[Together]:
        """Sounds of whole hops one after the other, as one stream; each by itself."""
        memory, held = None, self._scores.start()
        for samples, posteriors in self._ear.heard(sounds):
            found = hear_all(self._net, NarrowBand().whole(samples), memory=memory)
            memory, rival = found.memory, []
            for k in range(len(found.level)):
                for row in posteriors[k * STEPS_PER_HOP : (k + 1) * STEPS_PER_HOP]:
                    held, _ = self._scores.step(held, row, NO_PATTERN)
                rival.append(held.rival)
            against = self._scores.against(np.stack(rival), found.level)
            yield Together(found.level, against)


def in_a_stream(made_of: Material) -> Iterator[tuple[str, FloatArray]]:
    """Scenes in a drawn order, each after some recording: what it is of, "" for the recording."""
    found = list(scenes(made_of))
    for i in made_of.rng.permutation(len(found)):
        yield "", made_of.bed()[: _BETWEEN * HOP_SAMPLES]
        yield found[i]


def scenes(made_of: Material) -> Iterator[tuple[str, FloatArray]]:
    """Rendered devices over recorded beds, confusers, loops: what each is of, and its samples."""
    rng = made_of.rng
    for kind in [*ALARMS, "siren_hi_lo"] * EACH["device"]:
        yield kind, _over_bed(render(kind, rng, SECONDS - 4.0).samples, made_of, (-10.0, 20.0))
    for _ in range(EACH["mistaken"]):
        kind = str(rng.choice(MISTAKEN))
        yield kind, _over_bed(render(kind, rng, SECONDS - 4.0).samples, made_of, (-5.0, 25.0))
    for _ in range(EACH["loops"]):
        clip = made_of.repeated()
        samples = made_of.read(clip)
        once = np.zeros(int(rng.uniform(2.5, 7.5) * SAMPLE_RATE), np.float32)
        part = samples[: len(once)]
        once[: len(part)] = part * np.float32(0.3 / (np.abs(part).max() + 1e-9))
        noise = 10 ** rng.uniform(-4.5, -2.5) * rng.standard_normal(int(SECONDS * SAMPLE_RATE))
        yield f"loop {clip.label}", (fitted(once) + noise).astype(np.float32)


def _over_bed(samples: FloatArray, made_of: Material, levels: tuple[float, float]) -> FloatArray:
    rng = made_of.rng
    bed = made_of.bed()
    wet = in_room(samples, made_of)
    at = int(rng.uniform(1.0, 4.0) * SAMPLE_RATE)
    wet = wet[: len(bed) - at]
    gain = rms(bed) / (rms(wet) + 1e-9) * amplitude(float(rng.uniform(*levels)))
    mixed = bed.copy()
    mixed[at : at + len(wet)] += wet * np.float32(gain)
    peak = float(np.abs(mixed).max()) + 1e-9
    return np.asarray(mixed * (0.5 * amplitude(float(rng.uniform(-25, 0))) / peak), np.float32)


def meant_by(kind: str) -> set[TonalPattern]:
    """The patterns that a scene holds."""
    pattern = MEANT.get(kind)
    if pattern is None:
        return set()
    return {pattern} if pattern is TonalPattern.TWO_TONE else {pattern, TonalPattern.HINT}


def unknown(kind: str, pattern: TonalPattern) -> bool:
    """Whether nobody can say if a scene holds a pattern."""
    if pattern is TonalPattern.TWO_TONE:
        return kind in ("car_alarm", "alarm_rising") or kind.startswith("siren_w")
    siren = kind == "siren_hi_lo"
    return pattern is TonalPattern.HINT and (siren or kind.startswith("alarm_"))


def fitted_weights(x: FloatArray, y: NDArray[np.bool_]) -> Weights:
    """Logistic regression, both classes weighing the same, near a bias of 0 and a weight of 1."""
    full = np.column_stack([np.ones(len(x)), x]).astype(np.float64)
    sign = np.where(y, 1.0, -1.0)
    share = np.where(y, 0.5 / max(1, y.sum()), 0.5 / max(1, (~y).sum())) * len(y)
    usual = np.array([0.0, 1.0, 0.0])

    def cost(w: NDArray[np.float64]) -> float:
        margin = sign * (full @ w)
        return float((share * np.logaddexp(0.0, -margin)).sum() + _held(w, usual))

    best = minimize(cost, usual, method="L-BFGS-B", bounds=_BOUNDS).x
    return Weights(*(round(float(one), 3) for one in best))


def _held(w: NDArray[np.float64], usual: NDArray[np.float64]) -> float:
    return float(np.square((w - usual) / _FARTHEST).sum())


def main() -> None:
    """Hear, fit, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="whose encoder is heard beside")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--speeds", type=int, default=len(SPEEDS))
    args = parser.parse_args()
    torch.set_num_threads(1)
    corpus = load_corpus(args.data)
    detectors = Detectors(args.bundle, load(args.run / CHECKPOINT))
    made_of = Material(corpus, "dev", np.random.default_rng(SEED))
    shown = list(in_a_stream(made_of))
    progress = tqdm(detectors.hear(one for _, one in shown), total=len(shown), disable=None)
    heard = [(kind, one) for (kind, _), one in zip(shown, progress, strict=True) if kind]
    quiet = tuning_sounds(corpus).quiet
    order = list(_pieces(len(quiet), args.speeds))
    sounds = (
        whole_hops(np.concatenate([at_speed(corpus.read(quiet[i]), speed) for i in piece]))
        for speed, piece in order
    )
    pieces = list(tqdm(detectors.hear(sounds), total=len(order), disable=None))
    hours = sum(len(one.rival) for one in pieces) * 0.16 / 3600
    written: dict[str, Any] = {"hours": round(hours, 2), "weights": {}, "recall": {}, "false": {}}
    for i, pattern in enumerate(PATTERNS):
        asked = [(kind, one) for kind, one in heard if not unknown(kind, pattern)]
        y = np.array([pattern in meant_by(kind) for kind, _ in asked])
        # Of every scene the hop that is most like the pattern; of quiet hours each minute's.
        x = [one.measures(int(one.pattern[:, i].argmax()), i) for _, one in asked]
        minutes = [m for one in pieces for m in _minutes(one, i)]
        weights = fitted_weights(
            np.stack([*x, *minutes]), np.concatenate([y, np.zeros(len(minutes), bool)])
        )
        fused = [float(one.fused(i, weights).max()) for _, one in asked]
        # An alarm that is taken for another one is no false alarm: of two patterns the surer names.
        alarm = [bool(meant_by(kind)) for kind, _ in asked]
        stream = np.concatenate([one.fused(i, weights) for one in pieces])
        wrong = np.array([f for f, a in zip(fused, alarm, strict=True) if not a], np.float32)
        by_hours = threshold_for(stream, hours, BUDGET[pattern])
        by_rendered = threshold_of_share(wrong, len(wrong), RENDERED[pattern])
        threshold = float(np.clip(max(by_hours, by_rendered), _LEAST, _MOST))
        right = np.array([f for f, true in zip(fused, y, strict=True) if true])
        written["weights"][pattern.value] = asdict(weights)
        written[pattern.value] = round(threshold, 4)
        written["recall"][pattern.value] = f"{int((right >= threshold).sum())} of {len(right)}"
        written["false"][pattern.value] = f"{int((wrong >= threshold).sum())} of {len(wrong)}"
        print(pattern.value, weights, f"threshold {threshold:.4f} ({by_hours:.4f} by hours,")
        print(f"  {by_rendered:.4f} by rendered); {written['recall'][pattern.value]} found,")
        print(f"  {written['false'][pattern.value]} rendered sounds and loops false")
        ranked = sorted(zip(fused, y, asked, strict=True), key=lambda row: -row[0])
        worst = [f"{kind} {f:.3f}" for f, _, (kind, _) in ranked if not meant_by(kind)][:5]
        print(f"  most like it: {', '.join(worst)}")
    (args.run / WEIGHTS).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def whole_hops(samples: FloatArray) -> FloatArray:
    """Without what is left of a hop."""
    return samples[: len(samples) // HOP_SAMPLES * HOP_SAMPLES]


def _pieces(count: int, speeds: int) -> Iterator[tuple[Fraction, NDArray[np.intp]]]:
    """Recordings in a drawn order, some together, at each speed."""
    for speed in SPEEDS[:speeds]:
        order = np.random.default_rng([3, speed.numerator]).permutation(count)
        for piece in np.array_split(order, max(1, count // 40)):
            yield speed, piece


def _minutes(one: Together, pattern: int) -> Iterator[FloatArray]:
    each = round(60 / 0.16)
    for first in range(0, len(one.rival), each):
        best = first + int(one.pattern[first : first + each, pattern].argmax())
        yield one.measures(best, pattern)


if __name__ == "__main__":
    at_desk(main)

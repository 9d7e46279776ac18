"""Thresholds of the tonal network, and what they cost, from hours that nothing is trained on.

    python -m models.tonal.judge --run runs/tonal-a

In: a checkpoint, the quiet recordings of `calibrate` (no announced sound is in them), at several
speeds as one stream; lessons of the `dev` split for recall. Out: `thresholds.json` in the run's
folder: each pattern's threshold at its budget of false alarms an hour, with the curve that it was
chosen from. Never does: reading `score`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.special import expit, logit

from edge_aac.events.tonal.pattern_scores import believed
from edge_aac.events.tonal.patterns import PATTERNS, TonalPattern
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import HOP_SAMPLES, FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.sorted_sounds import tuning_sounds
from models.listening.stream import SPEEDS, at_speed
from models.tonal.front import POSSIBLE
from models.tonal.heard import CHECKPOINT, THRESHOLDS, hear_all
from models.tonal.network import TonalNet, load
from models.tonal.targets import HOP_SECONDS
from models.tuning.curve import FalseAlarms

BUDGET = {TonalPattern.HINT: 0.2, TonalPattern.T3: 0.03, TonalPattern.T4: 0.03,
          TonalPattern.TWO_TONE: 0.1}  # fmt: skip
"""False alarms an hour that a threshold may let through, expected: one name of a hazard in 33 hours
of film clips, toys and street music at most."""
RENDERED = {TonalPattern.HINT: 0.02, TonalPattern.T3: 0.003, TonalPattern.T4: 0.003,
            TonalPattern.TWO_TONE: 0.006}  # fmt: skip
"""Share of the rendered devices that are no alarm which a threshold may let through."""
_ASIDE = ("other than", "bed", "recorded", "beeps", "alarm_")
"""Tracks that are no device which people have, nor a loop of sound: beeps made to be nearly an
alarm's teach where the border is, and do not move it; other alarms may be taken for alarms."""
_LEAST, _MOST = 0.5, 0.9995
_GRID = np.linspace(float(logit(0.3)), float(logit(_MOST)), 2_000)
_APART_SECONDS = 10.0
"""Hops so far from each other are two false alarms."""
_PIECE_SECONDS = 30.0
"""Of sound that is false once at most, where the tail is continued."""
_CURVE = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998)


def false_alarms(level: FloatArray, threshold: float) -> int:
    """How often a stream's score comes over a threshold."""
    when = np.flatnonzero(level >= threshold) * HOP_SECONDS
    return 0 if not len(when) else 1 + int((np.diff(when) > _APART_SECONDS).sum())


def threshold_for(level: FloatArray, hours: float, budget: float) -> float:
    """The lowest threshold that keeps a budget.

    Above the strongest minutes that were heard the tail is continued (`tuning.curve`): the next
    hours bring recordings that nobody has.
    """
    apart = round(_PIECE_SECONDS / HOP_SECONDS)
    peaks = [float(level[at : at + apart].max()) for at in range(0, len(level), apart)]
    false = FalseAlarms.of(peaks, range(len(peaks)), hours)
    found = false.per_hour(_GRID) <= budget
    return float(expit(_GRID[np.argmax(found)])) if found.any() else _MOST


@torch.no_grad()
def rendered_strength(net: TonalNet, files: list[Path]) -> tuple[FloatArray, int]:
    """How sure each track of no alarm is at its surest, and among how many sounds they were found.

    Returns
    -------
    (ndarray, shape (tracks, patterns), int)
    """
    found, scenes = [np.zeros((0, len(PATTERNS)), np.float32)], 0
    for file in files:
        kept = np.load(file)
        kinds = kept["kind"]
        aside = [k.startswith(_ASIDE) for k in kinds.tolist()]
        rows = np.flatnonzero(~((kept["y"] > 0).any(axis=(1, 2)) | np.array(aside)))
        x, y = kept["x"][rows], kept["y"][rows]
        logits, _ = net(torch.from_numpy(x.astype(np.float32) / 255.0))
        scores = np.where((y == 0) & POSSIBLE[kept["pitch"][rows], None], logits.sigmoid(), 0.0)
        found.append(believed(scores[:, :-1], scores[:, 1:]).max(axis=1))
        scenes += int(kept["scenes"])
    return np.concatenate(found), scenes


def threshold_of_share(strength: FloatArray, scenes: int, share: float) -> float:
    """The lowest threshold that at most so large a share of the rendered sounds is above."""
    ranked = np.append(np.sort(strength)[::-1], 0.0)
    return float(ranked[min(int(share * scenes), len(ranked) - 1)])


@torch.no_grad()
def recall(
    net: TonalNet, files: list[Path], thresholds: FloatArray
) -> dict[str, dict[str, list[int]]]:
    """Kind -> pattern -> [tracks in which it is detected, tracks that hold it].

    By track at the true pitch; levels under -5 dB have entries of their own.
    """
    detected: dict[str, dict[str, list[int]]] = {}
    for file in files:
        kept = np.load(file)
        x, y, kinds, level = kept["x"], kept["y"], kept["kind"], kept["level"]
        rows = np.flatnonzero((y > 0).any(axis=(1, 2)))
        logits, _ = net(torch.from_numpy(x[rows].astype(np.float32) / 255.0))
        found = logits.sigmoid().numpy()
        sure = believed(found[:, :-1], found[:, 1:])
        for k, row in enumerate(rows):
            name = f"{kinds[row]}{' faint' if level[row] < -5 else ''}"
            for i, pattern in enumerate(PATTERNS):
                asked = y[row, 1:, i] > 0
                if asked.any():
                    count = detected.setdefault(name, {}).setdefault(pattern.value, [0, 0])
                    count[0] += bool((sure[k, asked, i] >= thresholds[i]).any())
                    count[1] += 1
    return detected


def main() -> None:
    """Hear, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--dev", type=Path, default=Path("cache/tonal-dev"))
    parser.add_argument("--speeds", type=int, default=len(SPEEDS))
    args = parser.parse_args()
    torch.set_num_threads(1)
    corpus = load_corpus(args.data)
    net = load(args.run / CHECKPOINT)
    quiet = tuning_sounds(corpus).quiet
    levels, loudest, seconds = [], [], 0.0
    for speed in SPEEDS[: args.speeds]:
        order = np.random.default_rng([3, speed.numerator]).permutation(len(quiet))
        for piece in np.array_split(order, max(1, len(order) // 40)):
            parts = [at_speed(corpus.read(quiet[i]), speed) for i in piece]
            spectrum = NarrowBand().whole(np.concatenate(parts))
            heard = hear_all(net, spectrum)
            ends = np.cumsum([len(p) for p in parts])
            for i, pattern in enumerate(PATTERNS):
                best = int(heard.level[:, i].argmax())
                at = int(np.searchsorted(ends, best * HOP_SAMPLES))
                path = quiet[piece[min(at, len(piece) - 1)]].path
                loudest.append((float(heard.level[best, i]), pattern.value, path, float(speed)))
            levels.append(heard.level)
            seconds += len(spectrum) / 50
    level, hours = np.concatenate(levels), seconds / 3600
    files = sorted(args.dev.glob("dev-*.npz"))
    strength, scenes = rendered_strength(net, files)
    real = [threshold_for(level[:, i], hours, BUDGET[one]) for i, one in enumerate(PATTERNS)]
    made = [
        threshold_of_share(strength[:, i], scenes, RENDERED[one]) for i, one in enumerate(PATTERNS)
    ]
    chosen = {
        one.value: round(float(np.clip(max(real[i], made[i]), _LEAST, _MOST)), 4)
        for i, one in enumerate(PATTERNS)
    }
    curve = {
        one.value: {str(t): round(false_alarms(level[:, i], t) / hours, 2) for t in _CURVE}
        for i, one in enumerate(PATTERNS)
    }
    found = recall(net, files, np.array(list(chosen.values())))
    rest = {
        "hours": round(hours, 2),
        "by hours": real,
        "by rendered": made,
        "scenes": scenes,
        "false alarms an hour": curve,
        "recall": found,
    }
    (args.run / THRESHOLDS).write_text(json.dumps({**chosen, **rest}, indent=1) + "\n")
    print(json.dumps({**chosen, **rest}, indent=None))
    for pattern in PATTERNS:
        for one in sorted((x for x in loudest if x[1] == pattern.value), reverse=True)[:5]:
            print(f"{one[1]:13} {one[0]:.4f} speed {one[3]:.2f} {one[2]}")


if __name__ == "__main__":
    at_desk(main)

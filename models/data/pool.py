"""A pool: composed scenes kept as log-Mel, frame targets and the teacher's scores.

    python -m models.data.pool --name train --singles 14000 --scenes 5000

One pool per split, so that any union of splits can be trained on without
composing twice: foregrounds come from that split alone, surroundings (background,
speech, rooms) from `train`. Log-Mel is kept in steps of 0.1 (natural log), which is
finer than an ear and a quarter of the bytes. The cache lies outside version control.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.features.logmel import LogMel
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.baseline.yamnet import CLASSES, Teacher, windows
from models.data.compose import Composer
from models.data.impulsive import impulsive_labels
from models.data.recipe import RENDERABLE, Recipe
from models.data.scene import Placed, Scene
from models.data.waves import Waves
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk

CACHE = Path("cache")
LOWEST = -14.0
STEP = 0.1
SHARD = 500
SYNTHETIC = "synthetic"
"""The pool of rendered alarms, bells and beepers, with recordings of `train` between."""
SALIENT = "salient"
"""The pool of what is announced, half recorded and half rendered, and of what resembles it."""
COMPANY = {"company": "train", "company-dev": "dev", "company-fold4": "fold4"}
"""Pools in which nearly nothing sounds alone, and the split of their foregrounds."""
STREET = "street"
"""The pool of sirens, horns and dogs among music and voices, near and far."""
IMPULSIVE = {"sudden": "train", "sudden-dev": "dev", "sudden-fold4": "fold4"}
"""Pools of what is over in a moment and of what resembles it, and their split."""
OF_SPLIT = {**COMPANY, **IMPULSIVE}
HOUSEHOLD = "house"
"""The pool of doorbells and fire sounders, from another room for the most part, and of what plays
and rings in a home beside them."""
WILD = "wild"
"""The pool that nobody labelled but the teacher."""
SYNTHESISED = {
    SYNTHETIC: 0.85,
    SALIENT: 0.45,
    "company": 0.2,
    STREET: 0.55,
    HOUSEHOLD: 0.7,
    WILD: 0.3,
}
"""Share of rendered foregrounds, by pool."""
RECIPE_IN_COMPANY = Recipe(company=0.8, recorded_bed=0.85, distance=0.3)
RECIPE_OF_IMPULSIVE = Recipe(company=0.6, recorded_bed=0.8, distance=0.25, room=0.5, speed=0.2)
RECIPES = {
    **dict.fromkeys(COMPANY, RECIPE_IN_COMPANY),
    **dict.fromkeys(IMPULSIVE, RECIPE_OF_IMPULSIVE),
    STREET: Recipe(company=0.7, recorded_bed=0.85, distance=0.5, room=0.5, speed=0.25, balance=0.3),
    HOUSEHOLD: Recipe(
        company=0.7, recorded_bed=0.8, distance=0.3, room=0.6, speed=0.2, balance=0.3
    ),
    WILD: Recipe(room=0.4),
}
IN_STREETS = frozenset(
    {"siren", "car_horn", "dog", "gunshot", "train_horn", "scream", "music", "singing", "speech",
     "laughing", "engine", "church_bells", "crying_baby", "babble", "cheering", "clapping"}
)  # fmt: skip
RENDERED_IN_STREETS = (
    *["siren"] * 6, *["music"] * 6, "car_horn", "car_horn", "car_alarm", "train_horn", "whistle",
    "fire_alarm", "alarm", "smoke_alarm", "reversing_beeper", "bicycle_bell", "level_crossing",
    "tire_screech",
)  # fmt: skip
"""Labels to render there; music is what was most often taken for a siren."""
IN_HOUSEHOLDS = frozenset(
    {"doorbell", "fire_alarm", "alarm", "beep", "church_bells", "wind_chimes", "bicycle_bell",
     "music", "singing", "whistle", "chirping_birds", "phone_ringing", "clock_alarm",
     "door_wood_knock", "can_opening", "drinking_sipping", "speech"}
)  # fmt: skip
RENDERED_IN_HOUSEHOLDS = (
    *["doorbell"] * 10, *["fire_alarm"] * 5, "alarm", *["music"] * 6, *["beep"] * 3,
    *["phone_ringing"] * 3, "clock_alarm", "wind_chimes", "bicycle_bell", "microwave_beep",
    "kettle", "whistle", "siren", "car_alarm", "train_horn", "reversing_beeper", "level_crossing",
)  # fmt: skip
"""Labels to render there; tunes and bells are what doorbells were most often taken for."""
RENDERED = {STREET: RENDERED_IN_STREETS, HOUSEHOLD: RENDERED_IN_HOUSEHOLDS}
"""What is rendered by pool, where it is not every label alike."""
CONFUSERS = frozenset(
    {"beep", "church_bells", "wind_chimes", "music", "singing", "whistle", "chirping_birds",
     "crickets", "laughing", "children_playing", "door_close", "fireworks", "speech"}
)  # fmt: skip
LIKE_IMPULSIVE = frozenset(
    {"door_close", "footsteps", "clapping", "fireworks", "mouse_click", "coughing", "can_opening",
     "train_horn", "crow", "tire_screech", "speech", "cat"}
)  # fmt: skip
ROW_SECONDS = 0.08


def pack(logmel: FloatArray) -> NDArray[np.uint8]:
    """Log-Mel as bytes."""
    return np.clip(np.round((logmel - LOWEST) / STEP), 0, 255).astype(np.uint8)


def targets(placed: tuple[Placed, ...], rows: int) -> NDArray[np.uint8]:
    """Which labels sound in which 80 ms row.

    Returns
    -------
    ndarray, shape (rows, labels), uint8, 0 or 1
    """
    taxonomy = load_taxonomy()
    active = np.zeros((rows, len(taxonomy.labels)), np.uint8)
    for sound in placed:
        column = taxonomy.index(sound.label)
        for start, end in sound.stretches:
            # A hair of tolerance, or 0.56 s would reach into the row that begins there.
            first = int(start / ROW_SECONDS + 1e-6)
            last = int(np.ceil(end / ROW_SECONDS - 1e-6))
            active[first : max(first + 1, last), column] = 1
    return active


def split_of(pool: str) -> str:
    """The split whose recordings a pool puts in front."""
    return "train" if pool in SYNTHESISED else OF_SPLIT.get(pool, pool)


@dataclass(frozen=True, slots=True)
class Job:
    """One shard's worth of scenes."""

    pool: str
    kind: str
    shard: int
    count: int
    seed: int
    data: str | None


def foregrounds(corpus: Corpus, pool: str) -> list[Clip]:
    """The recordings that a pool puts in front: of its split, or some of `train`."""
    clips, wanted = corpus.select("train", split_of(pool)), _wanted(pool)
    return clips if wanted is None else [clip for clip in clips if clip.label in wanted]


def _wanted(pool: str) -> frozenset[str] | None:
    """Labels that a pool puts in front; None for all."""
    if pool == STREET:
        return IN_STREETS
    if pool == HOUSEHOLD:
        return IN_HOUSEHOLDS
    if pool in IMPULSIVE:
        return LIKE_IMPULSIVE.union(impulsive_labels())
    if pool == SALIENT:
        announced = (one.name for one in load_taxonomy().labels if one.priority.rank > 0)
        return CONFUSERS.union(announced)
    return None


def composer_of(pool: str, corpus: Corpus) -> Composer:
    """What draws the scenes of a pool."""
    return Composer(
        Waves(corpus, CACHE),
        foregrounds(corpus, pool),
        corpus.select("train", "train"),
        RECIPES.get(pool, Recipe()),
        synthesised=SYNTHESISED.get(pool, 0.0),
        rendered=RENDERED.get(pool, RENDERABLE),
    )


def run(job: Job) -> Path:
    """Compose one shard and write it; a shard that exists is kept."""
    folder = CACHE / f"pool-{job.pool}"
    path = folder / f"{job.kind}-{job.shard:03d}.npz"
    if path.exists():
        return path
    corpus = load_corpus(Path(job.data) if job.data else None)
    composer = composer_of(job.pool, corpus)
    teacher = Teacher(corpus.folder)
    rng = np.random.default_rng([job.seed, job.shard, job.kind == "scene"])
    front = LogMel()
    mels, actives, scores, timelines = [], [], [], []
    for scene in drawn(composer, job, rng):
        mel = front.whole(scene.samples)
        mels.append(pack(mel))
        actives.append(targets(scene.placed, len(mel) // 8))
        scores.append(np.round(np.sqrt(teacher.scores(scene.samples)) * 255).astype(np.uint8))
        timelines.append(
            {
                "complete": scene.complete,
                "unknown": scene.unknown,
                "placed": [p.as_json() for p in scene.placed],
            }
        )
    temporary = path.with_suffix(".part.npz")
    np.savez(
        temporary,
        mel=np.stack(mels),
        active=np.stack(actives),
        teacher=np.stack(scores),
        timeline=np.array(json.dumps(timelines)),
    )
    temporary.rename(path)
    return path


def drawn(composer: Composer, job: Job, rng: np.random.Generator) -> Iterator[Scene]:
    """The scenes of a shard, in order."""
    for _ in range(job.count):
        if job.pool == WILD:
            yield composer.wild(rng)
        else:
            yield composer.single(rng) if job.kind == "single" else composer.scene(rng)


@dataclass(frozen=True, eq=False)
class Pool:
    """Scenes of one kind, in memory."""

    mel: NDArray[np.uint8]
    """(n, frames, 64)."""
    active: NDArray[np.uint8]
    """(n, frames / 8, labels)."""
    teacher: NDArray[np.uint8]
    """(n, windows, 521), p = (x / 255) ** 2."""
    timelines: list[dict[str, Any]]

    def named(self) -> NDArray[np.bool_]:
        """What an example is of, (n, labels): its events, or its background where it has none."""
        taxonomy = load_taxonomy()
        named = np.zeros((len(self.timelines), len(taxonomy.labels)), bool)
        for i, timeline in enumerate(self.timelines):
            placed = timeline["placed"]
            events = [p["label"] for p in placed if p["role"] == "event"]
            for label in events or [p["label"] for p in placed]:
                named[i, taxonomy.index(label)] = True
        return named

    @staticmethod
    def load(names: list[str], kind: str, cache: Path = CACHE) -> Pool:
        """Join the shards of several pools."""
        mels, actives, scores, timelines = [], [], [], []
        for name in names:
            for path in sorted((cache / f"pool-{name}").glob(f"{kind}-*[0-9].npz")):
                with np.load(path) as shard:
                    mels.append(shard["mel"])
                    actives.append(shard["active"])
                    scores.append(shard["teacher"])
                    timelines += json.loads(str(shard["timeline"]))
        if not mels:
            raise FileNotFoundError(f"No {kind} shards of {names} in {cache}: compose them first.")
        return Pool(
            np.concatenate(mels), np.concatenate(actives), np.concatenate(scores), timelines
        )


def composing(description: str | None) -> argparse.ArgumentParser:
    """What every command that composes a pool is given: which one, how much of it, from where."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--name",
        required=True,
        choices=["train", "dev", "fold4", *sorted({*SYNTHESISED, *OF_SPLIT})],
    )
    parser.add_argument("--singles", type=int, default=3000)
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--data", default=None)
    return parser


def main() -> None:
    """Compose a pool."""
    parser = composing(__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    (CACHE / f"pool-{args.name}").mkdir(parents=True, exist_ok=True)
    Waves(load_corpus(Path(args.data) if args.data else None), CACHE)
    jobs = [
        Job(args.name, kind, shard, min(SHARD, total - shard * SHARD), args.seed, args.data)
        for kind, total in (("single", args.singles), ("scene", args.scenes))
        for shard in range(-(-total // SHARD))
    ]
    assert windows(81_920) == 9 and CLASSES == 521
    with ProcessPoolExecutor(args.workers) as workers:
        for _ in tqdm(workers.map(run, jobs), total=len(jobs), disable=None):
            pass


if __name__ == "__main__":
    at_desk(main)

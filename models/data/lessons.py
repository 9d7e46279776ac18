"""Lessons: composed scenes as the tagger's log-Mel, what sounds when, and what the tagger says.

    python -m models.data.lessons --name train --singles 12000 --scenes 4000

The pools' recipes and splits (`models.data.pool`), another front end and another teacher.
One shard is four files under `cache/lessons-NAME/` that are mapped, not read, so that a run
may begin while later shards are composed. Bands above 8 kHz are constant and left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.features.published import FLOOR
from edge_aac.types import FloatArray
from models.data.pool import CACHE, Job, composer_of, composing, drawn, targets
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.tagger.front import AUDIBLE_BANDS, log_mel, scaled
from models.tagger.network import Tagger
from models.tagger.plan import BANDS
from models.tagger.windows import tag_windows

LOWEST = -11.6
STEP = 0.1
"""Log-Mel is kept in bytes of a tenth of a neper."""
SHARD = 250
TOGETHER = 25
"""Scenes that the tagger hears at once."""
KINDS = ("single", "scene")
PARTS = ("mel", "active", "scores", "embeddings")
LEAST_ACTIVATION = 0.375
"""What hard-swish can fall below zero; the root of an embedding is taken above it."""


def packed(logarithm: FloatArray) -> NDArray[np.uint8]:
    """Audible bands of log-Mel as bytes."""
    audible = logarithm[..., :AUDIBLE_BANDS]
    return np.clip(np.round((audible - LOWEST) / STEP), 0, 255).astype(np.uint8)


def natural(mel: NDArray[np.uint8]) -> FloatArray:
    """Natural-log Mel power of the audible bands, shape (..., 105), as it leaves the front end."""
    return mel.astype(np.float32) * np.float32(STEP) + np.float32(LOWEST)


def unpacked(mel: NDArray[np.uint8]) -> FloatArray:
    """Scaled log-Mel of all bands, shape (..., 128), as the networks read it."""
    full = np.full((*mel.shape[:-1], BANDS), np.log(FLOOR), np.float32)
    full[..., :AUDIBLE_BANDS] = natural(mel)
    return scaled(full)


@dataclass(frozen=True, eq=False)
class Shard:
    """Scenes of one length, mapped from disk."""

    kind: str
    mel: NDArray[np.uint8]
    """(n, frames, 105)."""
    active: NDArray[np.uint8]
    """(n, frames / 8, labels): what sounds in each 80 ms."""
    scores: NDArray[np.uint8]
    """(n, windows, 527): the tagger's p = (x / 255) ** 2, every 0.32 s."""
    embeddings: NDArray[np.float16]
    """(n, windows, 384): roots of the tagger's embedding above its least."""
    timelines: list[dict[str, Any]]


def compose(job: Job) -> Path:
    """Compose one shard and write it; a shard that is there is kept."""
    folder = CACHE / f"lessons-{job.pool}"
    path = folder / f"{job.kind}-{job.shard:03d}.json"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    corpus = load_corpus(Path(job.data) if job.data else None)
    composer, tagger = composer_of(job.pool, corpus), Tagger.load(corpus.folder)
    rng = np.random.default_rng([job.seed, job.shard, job.kind == "scene"])
    mels, actives, timelines = [], [], []
    for scene in drawn(composer, job, rng):
        mels.append(packed(log_mel(scene.samples)))
        actives.append(targets(scene.placed, len(mels[-1]) // 8))
        timelines.append(
            {
                "complete": scene.complete,
                "unknown": scene.unknown,
                "placed": [p.as_json() for p in scene.placed],
            }
        )
    scores, embeddings = [], []
    for first in range(0, job.count, TOGETHER):
        frames = torch.from_numpy(unpacked(np.stack(mels[first : first + TOGETHER])))
        embedding, logits = tag_windows(tagger, frames)
        roots = (embedding + LEAST_ACTIVATION).clamp(min=0.0).sqrt()
        embeddings.append(roots.numpy().astype(np.float16))
        scores.append((logits.sigmoid().sqrt() * 255).round().to(torch.uint8).numpy())
    arrays = {
        "mel": np.stack(mels),
        "active": np.stack(actives),
        "scores": np.concatenate(scores),
        "embeddings": np.concatenate(embeddings),
    }
    for part, array in arrays.items():
        np.save(path.with_suffix(f".{part}.npy"), array)
    # Written last: a shard without it is not there.
    temporary = path.with_suffix(".part")
    temporary.write_text(json.dumps(timelines))
    temporary.rename(path)
    return path


def load_shard(path: Path) -> Shard:
    """Map a shard by its timeline file."""
    mel, active, scores, embeddings = (
        np.load(path.with_suffix(f".{part}.npy"), mmap_mode="r") for part in PARTS
    )
    kind = path.name.split("-", maxsplit=1)[0]
    return Shard(kind, mel, active, scores, embeddings, json.loads(path.read_text()))


def shards(names: tuple[str, ...], cache: Path = CACHE) -> list[Path]:
    """Timeline files of all shards of some pools that are there now, in a fixed order."""
    return [path for name in names for path in sorted((cache / f"lessons-{name}").glob("*.json"))]


def main() -> None:
    """Compose lessons."""
    parser = composing(__doc__)
    parser.add_argument("--first", type=int, default=0, help="shards to leave to another worker")
    parser.add_argument("--seed", type=int, default=21)
    args = parser.parse_args()
    jobs = [
        Job(args.name, kind, shard, min(SHARD, total - shard * SHARD), args.seed, args.data)
        for kind, total in zip(KINDS, (args.singles, args.scenes), strict=True)
        for shard in range(args.first, -(-total // SHARD))
    ]
    for job in tqdm(jobs, desc=args.name, disable=None):
        compose(job)


if __name__ == "__main__":
    at_desk(main)

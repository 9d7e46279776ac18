"""Lessons on disk, batches of them, what is learnt from them, and a run that goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from edge_aac.features.published import FLOOR
from edge_aac.taxonomy import load_taxonomy
from models.data.lessons import LOWEST, STEP, load_shard, packed, shards, unpacked
from models.tagger.front import AUDIBLE_BANDS, OFFSET, SCALE
from models.train_trunk import train
from models.trunk.checkpoint import load_trunk, save_small
from models.trunk.lesson_batches import COLUMNS, WINDOWS, LessonBatches
from models.trunk.losses import losses
from models.trunk.network import Columns, Trunk
from models.trunk.run import TrunkRun
from models.trunk.shape import TrunkShape

LABELS = len(load_taxonomy().labels)
RUN = TrunkRun("runs/x", 4, ("dev",), batch=3, warmup=1, every=2, mix=0.0, masked=0.0)
MOST_BYTES = 4_000_000


def shard(cache: Path, kind: str, frames: int, label: str = "dog") -> None:
    """Four scenes of one label that sounds in the third row and on."""
    folder = cache / "lessons-dev"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-000.json"
    rng = np.random.default_rng(frames)
    active = np.zeros((4, frames // 8, LABELS), np.uint8)
    active[:, 2:, load_taxonomy().index(label)] = 1
    arrays: dict[str, np.ndarray] = {
        "mel": rng.integers(20, 120, (4, frames, AUDIBLE_BANDS)).astype(np.uint8),
        "active": active,
        "scores": rng.integers(0, 60, (4, frames // 32, 527)).astype(np.uint8),
        "embeddings": rng.uniform(0.4, 1.0, (4, frames // 32, 384)).astype(np.float16),
    }
    for part, array in arrays.items():
        np.save(path.with_suffix(f".{part}.npy"), array)
    placed = [{"label": label, "role": "event"}]
    path.write_text(json.dumps([{"complete": True, "unknown": False, "placed": placed}] * 4))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shard(tmp_path / "cache", "single", 512)
    shard(tmp_path / "cache", "scene", 1024)
    return tmp_path / "cache"


def test_bytes_keep_log_mel_to_half_a_step() -> None:
    logarithm = np.random.default_rng(1).uniform(-11.5, 13.0, (5, 128)).astype(np.float32)
    read = unpacked(packed(logarithm)) * SCALE - OFFSET
    assert np.abs(read[:, :AUDIBLE_BANDS] - logarithm[:, :AUDIBLE_BANDS]).max() <= STEP / 2 + 1e-4
    assert read[:, AUDIBLE_BANDS:] == pytest.approx(np.log(FLOOR), abs=1e-4)
    assert np.log(FLOOR) > LOWEST


@pytest.mark.usefixtures("cache")
def test_a_batch_lies_on_one_clock() -> None:
    batch = next(LessonBatches(RUN, 1))
    assert batch.frames.shape == (3, 512, 128)
    assert batch.active.shape == (3, COLUMNS, LABELS)
    assert batch.taught.shape == (3, WINDOWS, 527)
    assert batch.roots.shape == (3, WINDOWS, 384)
    dog = load_taxonomy().index("dog")
    assert set(batch.single[:, dog].tolist()) <= {0.0, 1.0}
    # The third row of 80 ms is in the second column of 160 ms.
    singles = batch.single[:, dog] == 1.0
    assert batch.active[singles, 0].sum() == 0
    assert (batch.active[singles, 1:, dog] == 1).all()


def test_shards_that_come_later_are_taken(cache: Path) -> None:
    batches = LessonBatches(RUN, 1)
    assert batches.examples == 8
    (cache / "lessons-dev" / "single-000.json").rename(cache / "lessons-dev" / "single-001.json")
    for part in ("mel", "active", "scores", "embeddings"):
        name = cache / "lessons-dev" / f"single-000.{part}.npy"
        name.rename(name.with_name(f"single-001.{part}.npy"))
    batches.look()
    assert batches.examples == 12


@pytest.mark.usefixtures("cache")
def test_saying_what_is_wanted_costs_least() -> None:
    batch = next(LessonBatches(RUN, 1))
    every = torch.repeat_interleave
    classes = every(torch.logit(batch.taught, eps=1e-4), 2, dim=1)
    embedding = every(batch.roots.square() - 0.375, 2, dim=1)
    spread = (torch.zeros(384), torch.ones(384))
    right = Columns(embedding, (batch.active - 0.5) * 12, classes)
    silent = Columns(embedding * 0, torch.full_like(right.events, -6.0), classes - 2.0)
    good, parts = losses(right, batch, RUN, spread)
    bad, worse = losses(silent, batch, RUN, spread)
    assert good < bad
    assert all(parts[name] < worse[name] for name in parts)
    assert parts["alike"] < 1e-4
    assert parts["resembling"] < 1e-4


@pytest.mark.usefixtures("cache")
def test_a_run_goes_on_from_its_checkpoint() -> None:
    start = Path("start.pt")
    torch.manual_seed(3)
    assert save_small(start, Trunk(TrunkShape(labels=LABELS)), 0) < MOST_BYTES
    run = replace(RUN, init=str(start), steps=2, out="runs/x")
    train(run)
    after_two = load_trunk(Path("runs/x/last.pt"))
    train(replace(run, steps=4))
    rows = [json.loads(line) for line in Path("runs/x/curve.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [2, 4]
    after_four = load_trunk(Path("runs/x/last.pt"))
    first = load_trunk(start)
    assert not torch.equal(after_two.events.weight, after_four.events.weight)
    assert torch.equal(first.stem.conv.weight, after_four.stem.conv.weight)
    assert json.loads(Path("runs/x/config.json").read_text())["steps"] == 4
    train(replace(run, out="runs/y", thaw=True))
    assert not torch.equal(
        first.stem.conv.weight, load_trunk(Path("runs/y/last.pt")).stem.conv.weight
    )


@pytest.mark.usefixtures("cache")
def test_a_class_that_counts_more_is_learnt_harder() -> None:
    batch = next(LessonBatches(RUN, 1))
    classes = torch.zeros(3, COLUMNS, 527, requires_grad=True)
    columns = Columns(torch.ones(3, COLUMNS, 384), torch.zeros(3, COLUMNS, LABELS), classes)
    weights = torch.ones(527)
    weights[7] = 4.0
    total, _ = losses(columns, batch, RUN, (torch.zeros(384), torch.ones(384)), weights)
    (slopes,) = torch.autograd.grad(total, [classes])
    pull = slopes.abs().sum(dim=(0, 1))
    assert pull[7] > 2.5 * pull[8]


def test_a_pool_is_mapped_not_read(cache: Path) -> None:
    loaded = load_shard(shards(("dev",), cache)[0])
    assert isinstance(loaded.mel, np.memmap)

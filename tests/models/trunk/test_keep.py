"""The kept trunk: small enough to be committed, and streaming with its trained weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from models.ground.committed import MOST_BYTES
from models.tagger.front import log_mel, scaled
from models.trunk.checkpoint import load_trunk, save
from models.trunk.keep import KEPT, keep
from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape


def test_a_run_is_kept_with_its_configuration_and_curve(tmp_path: Path) -> None:
    run, out = tmp_path / "trial", tmp_path / "kept"
    run.mkdir()
    torch.manual_seed(1)
    trunk = Trunk(TrunkShape(labels=88))
    save(run / "last.pt", trunk, trunk, step=7)
    (run / "config.json").write_text("{}")
    (run / "curve.jsonl").write_text('{"step": 7}\n')
    assert keep(run, out) < MOST_BYTES
    again = load_trunk(out / "trunk.pt")
    assert torch.allclose(again.hidden.weight, trunk.hidden.weight, atol=1e-3)
    assert json.loads((out / "trial-curve.jsonl").read_text())["step"] == 7


@torch.no_grad()
def test_the_kept_trunk_streams() -> None:
    assert (KEPT / "trunk.pt").stat().st_size < MOST_BYTES
    trunk = load_trunk(KEPT / "trunk.pt")
    rng = np.random.default_rng(7)
    samples = rng.normal(0.0, 0.05, 3 * 16_000).astype(np.float32)
    samples *= np.sin(np.arange(len(samples)) / 3000).astype(np.float32)
    frames = torch.from_numpy(scaled(log_mel(samples))[:288])[None]
    whole, _ = trunk(frames)
    states, parts = None, []
    for first in range(0, 288, 16):
        columns, states = trunk(frames[:, first : first + 16], states)
        parts.append(columns.events)
    assert whole.events.std() > 0.5
    assert (torch.cat(parts, dim=1) - whole.events).abs().max() <= 1e-4

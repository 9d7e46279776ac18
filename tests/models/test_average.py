"""The mean of several runs: each weight's, and of one shape alone."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch

from edge_aac.errors import EdgeAacError
from models.average import average
from models.net import Encoder, EncoderShape
from models.train_decoder import load_encoder


def run(folder: Path, shape: EncoderShape, seed: int, pools: list[str]) -> Encoder:
    torch.manual_seed(seed)
    net = Encoder(shape)
    folder.mkdir()
    torch.save({"average": net.state_dict(), "shape": asdict(shape)}, folder / "last.pt")
    (folder / "config.json").write_text(json.dumps({"pools": pools}), encoding="utf-8")
    return net


def test_each_weight_is_the_mean_and_all_pools_are_named(tmp_path: Path) -> None:
    one = run(tmp_path / "one", EncoderShape(), 1, ["train", "house"]).state_dict()
    other = run(tmp_path / "other", EncoderShape(), 2, ["train"]).state_dict()
    average([tmp_path / "one", tmp_path / "other"], tmp_path / "mean")
    for name, weight in load_encoder(tmp_path / "mean" / "last.pt").state_dict().items():
        if weight.is_floating_point():
            torch.testing.assert_close(weight, (one[name] + other[name]) / 2)
    told = json.loads((tmp_path / "mean" / "config.json").read_text(encoding="utf-8"))
    assert told == {"mean_of": ["one", "other"], "pools": ["house", "train"]}


def test_networks_of_different_shapes_have_no_mean(tmp_path: Path) -> None:
    shape = EncoderShape()
    run(tmp_path / "one", shape, 1, [])
    run(tmp_path / "other", replace(shape, embedding=2 * shape.embedding), 1, [])
    with pytest.raises(EdgeAacError, match="different shapes"):
        average([tmp_path / "one", tmp_path / "other"], tmp_path / "mean")

"""The exported trunk is the trunk, column by column."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch

from models.tagger.front import OFFSET, SCALE
from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape
from quantize.trunk import StreamingTrunk, export_trunk
from tests.models.lively import lively


@torch.no_grad()
def test_column_by_column_is_the_whole_clip() -> None:
    trunk = lively(Trunk(TrunkShape(labels=5)), 4)
    session = onnxruntime.InferenceSession(export_trunk(trunk), providers=["CPUExecutionProvider"])
    logmel = np.random.default_rng(2).normal(-4.0, 3.0, (1, 96, 128)).astype(np.float32)
    whole, _ = trunk((torch.from_numpy(logmel) + OFFSET) / SCALE)
    states = [np.zeros(shape, np.float32) for shape in StreamingTrunk(trunk).shapes]
    logits = []
    for first in range(0, 96, 16):
        feeds = {f"state_{i}": state for i, state in enumerate(states)}
        _, heard, *states = session.run(None, {"logmel": logmel[:, first : first + 16], **feeds})
        logits.append(heard[0])
    assert np.abs(np.concatenate(logits) - whole.events[0].numpy()).max() <= 1e-4
    assert whole.events.std() > 0.05

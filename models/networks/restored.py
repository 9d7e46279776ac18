"""A trained encoder out of its checkpoint.

In: a file that a trainer wrote. Out: the network with its averaged weights.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from models.networks.encoder import Encoder, EncoderShape


def load_encoder(path: Path) -> Encoder:
    """The averaged weights of a checkpoint."""
    saved = torch.load(path, map_location="cpu")
    shape: dict[str, Any] = saved["shape"]
    net = Encoder(EncoderShape(**shape))
    net.restore(saved["average"])
    return net.eval()

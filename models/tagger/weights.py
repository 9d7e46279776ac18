"""The published weights, with batch normalisation folded into the convolutions.

In: the npz of a data folder (`pretrained/efficientat_mn04`), names as published. Out:
weights by the names of `models.tagger.network.Tagger`. Every array is used once, or the
file is refused. Never does: training.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.errors import EdgeAacError
from models.tagger.plan import PLAN

FOLDER = Path("pretrained") / "efficientat_mn04"
EPSILON = 1e-3
"""Of the published batch normalisation."""
Arrays = Mapping[str, NDArray[np.float32]]


def read_weights(data: Path) -> dict[str, Tensor]:
    """Weights of the tagger from a data folder.

    Raises
    ------
    EdgeAacError
        The file is missing, or holds other arrays than these layers have.
    """
    path = data / FOLDER / "weights.npz"
    if not path.is_file():
        raise EdgeAacError(f"There are no pretrained weights at {path}: get them first.")
    with np.load(path) as file:
        return folded({name: file[name] for name in file.files})


def folded(arrays: Arrays) -> dict[str, Tensor]:
    """Rename the arrays and fold normalisation into the convolution before it."""
    left = dict(arrays)
    weights: dict[str, Tensor] = {}

    def take(name: str) -> NDArray[np.float32]:
        if name not in left:
            raise EdgeAacError(f"The pretrained weights lack {name}: they are another network's.")
        return left.pop(name)

    def convolution(target: str, source: str) -> None:
        kernel = take(f"{source}.0.weight")
        scale, shift, mean, variance = (
            take(f"{source}.1.{part}") for part in ("weight", "bias", "running_mean", "running_var")
        )
        left.pop(f"{source}.1.num_batches_tracked", None)
        factor = scale / np.sqrt(variance + EPSILON)
        weights[f"{target}.weight"] = torch.from_numpy(kernel * factor[:, None, None, None])
        weights[f"{target}.bias"] = torch.from_numpy(shift - mean * factor)

    def plain(target: str, source: str, axes: int) -> None:
        for part in ("weight", "bias"):
            array = take(f"{source}.{part}")
            shape = (*array.shape, *[1] * axes) if part == "weight" else array.shape
            weights[f"{target}.{part}"] = torch.from_numpy(array.reshape(shape))

    convolution("stem", "features.0")
    for i, plan in enumerate(PLAN):
        place, source, part = f"blocks.{i}", f"features.{i + 1}.block", 0
        if plan.expands:
            convolution(f"{place}.expand", f"{source}.{part}")
            part += 1
        convolution(f"{place}.depthwise", f"{source}.{part}")
        part += 1
        if plan.squeeze:
            for layer in ("fc1", "fc2"):
                plain(f"{place}.squeeze.{layer}", f"{source}.{part}.conc_se_layers.0.{layer}", 2)
            part += 1
        convolution(f"{place}.project", f"{source}.{part}")
    convolution("widen", f"features.{len(PLAN) + 1}")
    plain("hidden", "classifier.2", 2)
    plain("classes", "classifier.5", 2)
    if left:
        raise EdgeAacError(f"The pretrained weights hold {len(left)} arrays too many.")
    return weights

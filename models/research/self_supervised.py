"""wav2vec 2.0 and HuBERT behind the interface: offline encoders of raw samples.

In: frames of the front end `wave`, 160 samples each. Out: event logits. Baevski et al. 2020, Hsu et
al. 2021, in transformers' code. Without a folder of weights the network is small and begins from
nothing; with one (`weights` of a recipe) it is read from there, stays as it is, and a weighted sum
of its layers and the head learn (Yang et al. 2021, SUPERB). Attention sees the whole recording,
and so does the scaling of samples: neither streams, and both say so. Never does: downloading.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_aac.errors import EdgeAacError
from edge_aac.features.logmel import HOP
from models.networks.encoder import FRAMES_PER_ROW, LEVELS
from models.research.memory import Encoder
from models.research.recipe import HEADS
from models.trunk.convert import EVENTS_BIAS

SelfSupervisedName = Literal["wav2vec2", "hubert"]
STEP, WINDOW = 320, 400
"""Samples between the network's outputs, and under the first of them."""
OUTPUTS_A_ROW = FRAMES_PER_ROW * HOP // STEP
SMALL_LAYERS = 2
"""Of a network that begins from nothing."""
QUIET = 1e-5
"""Added to power before its logarithm."""


class SelfSupervised(Encoder):
    """A network that was made to be trained without labels, and a head for ours.

    Parameters
    ----------
    labels : int
    bands : int
        Samples of a frame: 160.
    network : nn.Module
        `Wav2Vec2Model` or `HubertModel` of transformers.
    frozen : bool
        Whether the network stays as it is.
    """

    causal: ClassVar[bool] = False

    def __init__(self, labels: int, bands: int, network: Any, *, frozen: bool) -> None:
        super().__init__(labels)
        if bands != HOP:
            raise ValueError(f"wav2vec 2.0 and HuBERT read frames of {HOP} samples, not {bands}.")
        self.network = network.requires_grad_(not frozen)
        self.frozen = frozen
        width, layers = network.config.hidden_size, network.config.num_hidden_layers + 1
        self.mix = nn.Parameter(torch.zeros(layers))
        self.norm = nn.LayerNorm(width)
        self.events = nn.Linear(width, labels)
        nn.init.constant_(self.events.bias, EVENTS_BIAS)

    @staticmethod
    def of(
        name: SelfSupervisedName, labels: int, bands: int, width: int, weights: Path | None
    ) -> SelfSupervised:
        """From a local folder of weights, or small and from nothing.

        Raises
        ------
        EdgeAacError
            The folder holds no such network.
        """
        # Nothing here may ask a hub for what is not on disk.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from transformers import HubertConfig, HubertModel, Wav2Vec2Config, Wav2Vec2Model

        kinds: dict[str, tuple[Any, Any]] = {
            "wav2vec2": (Wav2Vec2Config, Wav2Vec2Model),
            "hubert": (HubertConfig, HubertModel),
        }
        config, model = kinds[name]
        if weights is None:
            return SelfSupervised(labels, bands, model(config(**_small(width))), frozen=False)
        try:
            network = model.from_pretrained(str(weights), local_files_only=True)
        except (OSError, ValueError) as fault:
            first = str(fault).strip().splitlines()[0]
            raise EdgeAacError(
                f"{weights} holds no weights of {name}: {first} Give the folder with config.json "
                "and model.safetensors."
            ) from fault
        if network.config.model_type != name:
            raise EdgeAacError(
                f"{weights} holds weights of {network.config.model_type}, not of {name}: name that "
                "encoder in the recipe."
            )
        return SelfSupervised(labels, bands, network, frozen=True)

    def train(self, mode: bool = True) -> SelfSupervised:
        """A network that stays as it is drops and masks nothing."""
        super().train(mode)
        if self.frozen:
            self.network.eval()
        return self

    def hear(self, frames: Tensor) -> Tensor:
        """Event logits of (batch, frames, 160)."""
        samples = frames.flatten(1)
        scaled = (samples - samples.mean(dim=1, keepdim=True)) / (
            samples.std(dim=1, keepdim=True) + QUIET
        )
        # The first window is longer than a step: with silence before it, outputs fill the rows.
        padded = functional.pad(scaled, (WINDOW - STEP, 0))
        layers = self.network(padded, output_hidden_states=True).hidden_states
        share = torch.softmax(self.mix, dim=0)
        mixed = (torch.stack(layers, dim=3) * share).sum(dim=3)
        rows = functional.avg_pool1d(mixed.transpose(1, 2), OUTPUTS_A_ROW).transpose(1, 2)
        logits: Tensor = self.events(self.norm(rows))
        return logits

    def levels(self, frames: Tensor) -> Tensor:
        """Natural-log power of the four quarters of a row, since there are no bands."""
        power = frames.flatten(1).square().unsqueeze(1)
        quarters = functional.avg_pool1d(power, FRAMES_PER_ROW * HOP // LEVELS).squeeze(1)
        return torch.log(quarters + QUIET).view(len(frames), -1, LEVELS)


def _small(width: int) -> dict[str, Any]:
    """Configuration of a network that begins from nothing: as published in time, narrower."""
    return {
        "hidden_size": width,
        "num_hidden_layers": SMALL_LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": 2 * width,
        "conv_dim": [max(16, width // 4)] * 7,
        "num_conv_pos_embeddings": 32,
        "num_conv_pos_embedding_groups": HEADS,
        "do_stable_layer_norm": True,
        "feat_extract_norm": "layer",
        "apply_spec_augment": False,
        "layerdrop": 0.0,
    }

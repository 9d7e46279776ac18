"""An encoder and a decoder joined, with the loss that trains both.

In: a recipe, the vocabulary and, for the pretrained trunk, training frames. Out: a `System`; of a
batch its loss. Every part of the loss is a mean over scenes, so that the mean over two halves of a
batch is that of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.ground.corpus import data_folder
from models.networks.encoder import LEVELS
from models.research.attending import Attending
from models.research.convolutional import Convolutional
from models.research.event_tokens import EventTokens
from models.research.memory import PADDED, Decoder, Encoder
from models.research.parents import kinship, parental_loss
from models.research.pretrained import Pretrained
from models.research.recipe import Recipe
from models.research.recurrent import Gated, Recurrent
from models.research.self_supervised import SelfSupervised
from models.research.transforming import Transforming
from models.tagger.network import Tagger

MATCHED_ON = 32
"""Scenes by which the pretrained trunk's channels are matched."""


@dataclass(frozen=True, eq=False)
class Batch:
    """What one step learns from."""

    frames: Tensor
    """(n, frames, bands) float32, scaled."""
    active: Tensor
    """(n, rows, labels) float32."""
    tokens: Tensor
    """(n, length) int: style, words, end, padding."""
    order: Tensor
    """(n, most) int: the events by onset, columns plus one."""
    lengths: Tensor
    """(n,) int: how many."""


class System(nn.Module):
    """What a recipe describes."""

    kinship: Tensor | None

    def __init__(
        self,
        encoder: Encoder,
        decoder: Decoder,
        ctc: EventTokens | None,
        weight: float,
        smoothing: float = 0.0,
        parents: float = 0.0,
    ):
        super().__init__()
        self.smoothing = smoothing
        self.parents = parents
        self.register_buffer("kinship", kinship() if parents else None, persistent=False)
        self.encoder = encoder
        self.decoder = decoder
        self.ctc = ctc
        self.weight = weight

    def forward(self, batch: Batch) -> Tensor:
        """The loss of a batch: presence, parents, words, and the order of events."""
        memory = self.encoder.encode(batch.frames)
        presence = functional.binary_cross_entropy_with_logits(
            memory.events, batch.active, reduction="none"
        )
        loss = presence.sum(dim=2).mean()
        if self.kinship is not None:
            kin = parental_loss(memory.events, batch.active, self.kinship)
            loss = loss + self.parents * kin
        targets = batch.tokens[:, 1:]
        said = self.decoder.teach(memory, batch.tokens)
        words = functional.cross_entropy(
            said.transpose(1, 2),
            targets,
            ignore_index=PADDED,
            reduction="none",
            label_smoothing=self.smoothing,
        )
        loss = loss + (words.sum(dim=1) / (targets != PADDED).sum(dim=1)).mean()
        if self.ctc is not None:
            loss = loss + self.weight * self.ctc.loss(memory, batch.order, batch.lengths)
        return loss

    def size(self) -> int:
        """Parameters, those included that do not learn."""
        return sum(one.numel() for one in self.parameters())


def built(
    recipe: Recipe, labels: int, words: int, frames: Tensor, data: Path | None = None
) -> System:
    """The system of a recipe.

    Parameters
    ----------
    recipe : Recipe
    labels, words : int
        Columns of events, and size of the vocabulary.
    frames : Tensor, shape (n, frames, bands)
        Scaled frames of training scenes.
    data : Path, optional
        Where the recordings are, and beside them the tagger's weights.

    Raises
    ------
    ValueError
        The frames are not those of the recipe's front end.
    """
    torch.manual_seed(recipe.seed)
    bands = frames.shape[2]
    encoder = _encoder(recipe, labels, bands, frames, data)
    width = labels + LEVELS
    decoder: Decoder
    if recipe.decoder == "transformer":
        decoder = Transforming(words, width, recipe.hidden)
    elif recipe.decoder == "gru":
        decoder = Gated(words, width, recipe.hidden)
    else:
        decoder = Recurrent(words, width, recipe.hidden, recipe.decoder)
    ctc = EventTokens(width, labels) if recipe.ctc else None
    return System(encoder, decoder, ctc, recipe.ctc, recipe.smoothing, recipe.parents)


def _encoder(recipe: Recipe, labels: int, bands: int, frames: Tensor, data: Path | None) -> Encoder:
    if recipe.encoder == "cnn":
        return Convolutional(labels, bands, recipe.width, recipe.scales)
    if recipe.encoder == "pretrained":
        tagger = Tagger.load(data_folder(data))
        return Pretrained.of(tagger, labels, bands, frames[:MATCHED_ON])
    if recipe.encoder in ("wav2vec2", "hubert"):
        weights = Path(recipe.weights) if recipe.weights else None
        return SelfSupervised.of(recipe.encoder, labels, bands, recipe.width, weights)
    convolving = recipe.encoder == "conformer"
    return Attending(labels, bands, recipe.width, recipe.scales, convolving=convolving)

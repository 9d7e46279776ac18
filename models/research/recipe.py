"""A recipe: which architecture a run trains, and how; one JSON file a run.

In: nothing. Out: the frozen `Recipe`. Its budget is no part of it: that is the same for all runs of
a table. Never does: training.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from models.ground.options import FROZEN
from models.research.fronts import FrontName

EncoderName = Literal["cnn", "transformer", "conformer", "pretrained"]
DecoderName = Literal["gru", "lstm", "rnn", "transformer"]
HEADS = 4
"""Of every attention with several."""


@dataclass(frozen=True, config=FROZEN)
class Recipe:
    """All that sets a run apart from the others of a table."""

    front: FrontName = "logmel"
    """Front end."""
    encoder: EncoderName = "cnn"
    """What makes a memory of frames."""
    decoder: DecoderName = "gru"
    """What puts a memory into words."""
    ctc: float = Field(default=0.0, ge=0.0)
    """Weight of the order of events by CTC; 0 leaves its head out."""
    width: int = Field(default=128, ge=16, le=1024)
    """Width of the encoder."""
    hidden: int = Field(default=128, ge=16, le=1024)
    """Width of the decoder."""
    batch: int = Field(default=8, ge=1)
    """Scenes in a step."""
    rate: float = Field(default=2e-3, gt=0.0)
    """Highest learning rate."""
    seed: int = 1
    """Of everything that is drawn."""

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        """Refuse what cannot be joined."""
        if (self.front == "tagger") != (self.encoder == "pretrained"):
            raise ValueError("the front end tagger and the encoder pretrained belong together")
        if self.width % HEADS or self.hidden % HEADS:
            raise ValueError(f"width and hidden are multiples of {HEADS}, the heads of attention")
        return self

"""A recipe: which architecture a run trains, and how; one JSON file a run.

In: nothing. Out: the frozen `Recipe`. Its budget is no part of it: that is the same for all runs of
a table. Never does: training.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from models.ground.options import FROZEN
from models.research.fronts import FrontName

EncoderName = Literal["cnn", "transformer", "conformer", "pretrained", "wav2vec2", "hubert"]
DecoderName = Literal["gru", "lstm", "rnn", "transformer"]
HEADS = 4
"""Of every attention with several."""
READS: dict[str, str] = {"pretrained": "tagger", "wav2vec2": "wave", "hubert": "wave"}
"""Encoders that read one front end alone, which no other reads."""


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
    beam: int = Field(default=1, ge=1, le=16)
    """Sentences side by side in beam search; 1 decodes greedily."""
    smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Label smoothing of words."""
    masked: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Longest share of the frames, and of the bands, that one mask hides (SpecAugment)."""
    balanced: bool = False
    """Draw scenes of rare labels more often."""
    mixup: float = Field(default=0.0, ge=0.0, le=10.0)
    """Both parameters of the Beta distribution by which two scenes are blended (mixup); 0 blends
    none."""
    parents: float = Field(default=0.0, ge=0.0)
    """Weight of what labels are kinds of, by AudioSet's ontology; 0 leaves it out."""
    scales: tuple[Annotated[float, Field(gt=0.0, le=60.0)], ...] = Field(default=(), max_length=8)
    """Time constants of the past [s] that the head reads, too (multi-scale fusion)."""
    weights: str = ""
    """Folder with weights of wav2vec 2.0 or HuBERT; none begins from nothing."""

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        """Refuse what cannot be joined."""
        wanted = READS.get(self.encoder)
        if (wanted or self.front) != self.front or (not wanted and self.front in READS.values()):
            raise ValueError(
                "the front end tagger and the encoder pretrained belong together, and so do wave "
                "and wav2vec2 or hubert"
            )
        if self.scales and self.encoder in READS:
            raise ValueError(
                "scales are of the encoders cnn, transformer and conformer: the pretrained one "
                "reads two time constants already, the others hear the whole recording"
            )
        if self.weights and self.front != "wave":
            raise ValueError("weights are those of wav2vec2 or hubert")
        if self.width % HEADS or self.hidden % HEADS:
            raise ValueError(f"width and hidden are multiples of {HEADS}, the heads of attention")
        return self

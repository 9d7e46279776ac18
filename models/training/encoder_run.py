"""All that fixes a training run of the encoder: what `config.json` beside a checkpoint holds.

In: nothing. Out: the frozen `EncoderRun`. Never does: training.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.networks.encoder import EncoderShape


@dataclass(frozen=True)
class EncoderRun:
    """All that fixes a run."""

    out: str
    pools: tuple[str, ...]
    init: str | None
    steps: int
    batch: int
    peak: float
    warmup: int = 300
    decay: float = 0.02
    share: float = 0.7
    average: float = 0.998
    seed: int = 1
    threads: int = 2
    distil: float = 0.5
    logits: float = 0.0
    """Weight of the squared difference to the teacher's logits."""
    alone: bool = False
    """Naming is asked only where a single is not mixed with another."""
    early: float = 0.0
    """Share of examples that are named before they have ended."""
    mix: float = 0.35
    colour: float = 0.0
    urgent: float = 1.0
    """Weight of the presence of labels that are announced, against that of the others."""
    soon: float = 1.0
    """Weight of the rows in which a sudden sound has to be known in time
    (`models.data.impulsive`); 1 asks for nothing of the kind."""
    ranked: float = 0.0
    """Weight of naming every sound of a mixture while it sounds."""
    depths: tuple[int, ...] = EncoderShape.depths
    dilations: tuple[int, ...] = EncoderShape.dilations
    every: int = 500

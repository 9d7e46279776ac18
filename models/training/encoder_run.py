"""All that fixes a training run of the encoder: its flags, and `config.json` beside a checkpoint.

In: nothing. Out: the frozen `EncoderRun`. Never does: training.
"""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from models.ground.options import FROZEN
from models.networks.encoder import EncoderShape


@dataclass(frozen=True, config=FROZEN)
class EncoderRun:
    """All that fixes a run."""

    out: str
    """Folder of the checkpoint, the configuration and the curve."""
    pools: tuple[str, ...] = ("train",)
    """Pools of composed examples, as `models.data.pool` makes them."""
    init: str | None = None
    """Checkpoint whose average is the beginning."""
    steps: int = 6000
    """Optimiser steps."""
    batch: int = 48
    """Examples in a step."""
    peak: float = 2e-3
    """Highest learning rate."""
    warmup: int = 300
    """Steps until it is reached."""
    decay: float = 0.02
    """Weight decay."""
    share: float = 0.7
    """Singles among the examples."""
    average: float = 0.998
    """How much of the average of the weights stays at each step."""
    seed: int = 1
    """Of everything that is drawn."""
    threads: int = 2
    """Of the processor."""
    distil: float = 0.5
    """Weight of the teacher's loss."""
    logits: float = 0.0
    """Weight of the squared difference to the teacher's logits."""
    alone: bool = False
    """Naming is asked only where a single is not mixed with another."""
    early: float = 0.0
    """Share of examples that are named before they have ended."""
    mix: float = 0.35
    """Share of examples mixed with another."""
    colour: float = 0.0
    """Spread of random band curves."""
    urgent: float = 1.0
    """Weight of the presence of labels that are announced, against that of the others."""
    soon: float = 1.0
    """Weight of the frames in which an impulsive sound has to be known in time
    (`models.data.impulsive`); 1 asks for nothing of the kind."""
    ranked: float = 0.0
    """Weight of naming every sound of a mixture while it sounds."""
    depths: tuple[int, ...] = EncoderShape.depths
    """Blocks of each stage."""
    dilations: tuple[int, ...] = EncoderShape.dilations
    """Of the blocks in time."""
    every: int = 500
    """Steps between checkpoints."""

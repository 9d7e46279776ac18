"""All that fixes a training run of the trunk: its flags, and `config.json` beside a checkpoint.

In: nothing. Out: the frozen `TrunkRun`. Never does: training.
"""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from models.ground.options import FROZEN


@dataclass(frozen=True, config=FROZEN)
class TrunkRun:
    """All that fixes a run."""

    out: str
    """Folder of the checkpoint, the configuration and the curve."""
    steps: int
    """Optimiser steps."""
    lessons: tuple[str, ...] = ("train",)
    """Pools of lessons, as `models.data.lessons` composes them."""
    init: str | None = None
    """Checkpoint whose average is the beginning; without one, the tagger made causal."""
    batch: int = 32
    """Examples in a step."""
    rate: float = 1.5e-3
    """Highest learning rate, as a share of each tensor's root mean square."""
    warmup: int = 400
    """Steps until it is reached."""
    seed: int = 1
    """Of everything that is drawn."""
    share: float = 0.65
    """Singles among the examples."""
    average: float = 0.998
    """How much of the average of the weights stays at each step."""
    taught: float = 0.5
    """Weight of the tagger's classes."""
    resembling: float = 2.0
    """Weight of their logits."""
    alike: float = 2.0
    """Weight of the tagger's embedding."""
    presence: float = 0.5
    """Weight of which labels are present in each column."""
    naming: float = 0.5
    """Weight of which label a single recording is of."""
    early: float = 0.5
    """Share of examples that are named before they have ended."""
    mix: float = 0.2
    """Share of examples mixed with another."""
    level: float = 1.2
    """Largest shift of natural-log power."""
    colour: float = 0.25
    """Spread of a smooth random curve over the bands, natural-log power."""
    masked: float = 0.3
    """Share of examples in which some bands and some frames are silent."""
    useful: float = 1.0
    """Weight of the classes that mean what we announce, against that of the others."""
    thaw: bool = False
    """The first layers learn too."""
    threads: int = 1
    """Of the processor."""
    every: int = 250
    """Steps between checkpoints."""

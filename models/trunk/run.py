"""All that fixes a training run of the trunk: what `config.json` beside a checkpoint holds.

In: nothing. Out: the frozen `TrunkRun`. Never does: training.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrunkRun:
    """All that fixes a run."""

    out: str
    lessons: tuple[str, ...]
    """Pools of lessons, as `models.data.lessons` composes them."""
    init: str | None
    steps: int
    batch: int = 32
    rate: float = 1.5e-3
    """Highest learning rate, as a share of each tensor's root mean square."""
    warmup: int = 400
    seed: int = 1
    share: float = 0.65
    """Singles among the examples."""
    average: float = 0.998
    taught: float = 0.5
    """Weight of the tagger's classes."""
    resembling: float = 2.0
    """Weight of their logits."""
    alike: float = 2.0
    """Weight of the tagger's embedding."""
    presence: float = 0.5
    naming: float = 0.5
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
    every: int = 250
    """Steps between checkpoints."""

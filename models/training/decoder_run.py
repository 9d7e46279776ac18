"""All that fixes a training run of the caption decoder: its flags, and what its checkpoint says.

In: nothing. Out: the frozen `DecoderRun`. Never does: training.
"""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from models.data.memories import EVERYDAY
from models.ground.options import FROZEN


@dataclass(frozen=True, config=FROZEN)
class DecoderRun:
    """All that fixes a run."""

    encoder: str
    """Checkpoint of the encoder whose evidence is described."""
    out: str
    """Folder of `decoder.pt` and the curve."""
    pools: tuple[str, ...] = ("train",)
    """Pools of composed examples that the encoder describes."""
    steps: int = 4000
    """Optimiser steps."""
    batch: int = 64
    """Examples in a step."""
    peak: float = 1.5e-3
    """Highest learning rate."""
    warmup: int = 200
    """Steps until it is reached."""
    init: str | None = None
    """`decoder.pt` to start from."""
    seed: int = 1
    """Of everything that is drawn."""
    threads: int = 2
    """Of the processor."""
    singles: int = 14000
    """Most single sounds of the pools."""
    scenes: int = 12000
    """Most scenes of the pools."""
    hidden: int = 192
    """Width of the decoder."""
    colour: float = 0.0
    """Spread of the random curves that change the sounds which the encoder knows."""
    unseen: tuple[str, ...] = ()
    """`checkpoint=pool+pool`: what another encoder heard in pools that it never met. Evidence
    means the same whoever gives it, and on new sounds it is as doubtful as it will be."""
    familiar: float = 0.5
    """How often what the encoder itself was trained on is drawn beside that."""
    medleys: float = 0.0
    """Share of examples that are several short ones in one memory."""
    noticed: float = EVERYDAY.noticed
    """Posterior from which a sound is described."""
    sure: float = EVERYDAY.sure
    """Posterior from which it is described without doubt."""
    captioned: tuple[str, ...] = ()
    """Data sets with captions by people, `name:folder`, as `clotho:FOLDER audiocaps:FOLDER
    wavcaps:FOLDER`; without any, all is composed."""
    share: float = 0.3
    """Share of batches with captions by people, where there are any."""
    windows: int = 12000
    """Windows of captioned sound to keep, 23 kB each."""
    least_count: int = 5
    """How often people have to say a word that the grammar does not have."""
    most_words: int = 2000
    """Tokens of the vocabulary, the grammar's included, that people's words may fill up."""
    data: str | None = None
    """Our own recordings; their tables tell which captioned clips would leak."""

"""All of a sound file at once, as no part of the program reads one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from edge_aac.audio.sound_file import SoundFile
from edge_aac.types import FloatArray


def whole_sound(path: Path) -> FloatArray:
    """Shape (n,), float32: mono at 16 kHz; raises what the source raises."""
    with closing(SoundFile(path, realtime=False)) as sound:
        return np.concatenate([block.samples for block in sound.blocks()])

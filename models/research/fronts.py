"""The front ends: samples in, a hundred frames a second out, each from the past alone.

In: a name. Out: a function from samples (n,), float32, 16 kHz, to (n / 160, bands), float32.
Never does: scaling for a network, which is measured on the training scenes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from edge_aac.features.logmel import HOP, LogMel
from edge_aac.types import FloatArray
from models.research.constant_q import constant_q
from models.research.pcen import per_channel_energy
from models.tagger.front import log_mel

FrontName = Literal["logmel", "pcen", "cqt", "tagger", "wave"]
Front = Callable[[FloatArray], FloatArray]


def front(name: FrontName) -> Front:
    """A front end by its name; `tagger` is what the pretrained trunk reads, `wave` samples."""
    fronts: dict[str, Front] = {
        "logmel": lambda samples: LogMel().whole(samples),
        "pcen": per_channel_energy,
        "cqt": constant_q,
        "tagger": log_mel,
        "wave": framed,
    }
    return fronts[name]


def framed(samples: FloatArray) -> FloatArray:
    """Samples (n,) as they are, in frames of 10 ms, (n / 160, 160)."""
    return samples[: len(samples) // HOP * HOP].reshape(-1, HOP)

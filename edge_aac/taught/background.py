"""What else there is to hear: rows of many recordings, against which a sound is taught.

In: the bytes of the bundle's background. Out: a frozen `Background`: how an embedding becomes a
row, and rows of sounds of every kind. Statistics of the training recordings, from which no
sound can be made; `python -m models.background` makes them.

Never does: reading files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError
from edge_aac.taught.likeness import PROJECTED, Likeness, Projection
from edge_aac.taught.tones import BINS, PEAKS
from edge_aac.types import FloatArray

STEP = 1.0 / 24.0
"""Of the embedded values as they are kept, whose mean square is 1; five times that is cut."""
KINDS = ("speech", "music", "other")
"""What a row is known to be of, to say what a sound is taken for."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Rows of everything else."""

    projection: Projection
    likeness: Likeness
    kinds: NDArray[np.uint8]
    """Shape (n,): an index into `KINDS`."""

    @property
    def values(self) -> int:
        """Of an embedding."""
        return len(self.projection.mean)

    def pack(self) -> bytes:
        """As a bundle holds it."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            mean=self.projection.mean.astype(np.float32),
            axes=self.projection.axes.astype(np.float16),
            embedded=packed(self.likeness.embedded),
            bins=self.likeness.bins,
            strengths=self.likeness.strengths,
            kinds=self.kinds,
        )
        return file.getvalue()

    @staticmethod
    def unpack(data: bytes) -> Background:
        """Read what `pack` wrote.

        Raises
        ------
        EdgeAacError
            It is something else.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                found = {name: held[name] for name in held.files}
            return _checked(found)
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise EdgeAacError(
                "The model's background for taught sounds is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            ) from error


def _checked(found: Mapping[str, NDArray[np.generic]]) -> Background:
    embedded, axes, mean = found["embedded"], found["axes"], found["mean"]
    bins, strengths, kinds = found["bins"], found["strengths"], found["kinds"]
    n = len(embedded)
    shapes = {
        "embedded": (embedded, (n, PROJECTED), np.int8),
        "axes": (axes, (len(mean), PROJECTED), np.float16),
        "mean": (mean, (len(mean),), np.float32),
        "bins": (bins, (n, PEAKS), np.uint8),
        "strengths": (strengths, (n, PEAKS), np.uint8),
        "kinds": (kinds, (n,), np.uint8),
    }
    for name, (array, shape, dtype) in shapes.items():
        if array.shape != shape or array.dtype != dtype:
            raise ValueError(f"{name} is {array.shape}")
    if n < 100 or not np.isfinite(axes.astype(np.float32)).all() or not np.isfinite(mean).all():
        raise ValueError("it holds too little")
    tones, sorts = bins.astype(np.uint8), kinds.astype(np.uint8)
    if tones.max() >= BINS or sorts.max() >= len(KINDS):
        raise ValueError("it numbers what is not there")
    likeness = Likeness(unpacked(embedded.astype(np.int8)), tones, strengths.astype(np.uint8))
    projection = Projection(mean.astype(np.float32), axes.astype(np.float32))
    return Background(projection, likeness, sorts)


def packed(embedded: FloatArray) -> NDArray[np.int8]:
    """Embedded values as bytes."""
    return np.clip(np.round(embedded / STEP), -127, 127).astype(np.int8)


def unpacked(embedded: NDArray[np.int8]) -> FloatArray:
    """Embedded values from bytes."""
    return np.asarray(embedded * np.float32(STEP), np.float32)

"""One scene of a soundscape, before and after it is composed.

In and out: frozen values. Never does: anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.types import FloatArray


@dataclass(frozen=True, slots=True)
class Spec:
    """What a scene shall be; everything else follows from its seed."""

    part: str
    index: int
    environment: str
    """`household`, `street` or `night`."""
    seconds: float
    """Its length where nothing is placed in it; else what comes before and after is added."""
    kind: str = ""
    """What is placed: a recording's path, or `rendered:KIND`; empty for none."""
    level_db: float = 0.0
    """Of what is placed over the bed, broadband, in its active part."""
    from_start: bool = True
    """Whether a rendered alarm begins with a cycle; else anywhere in it."""
    scattered: bool = False
    """Whether single recordings are scattered over the bed."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What sounds in a scene, on the scene's clock [s]."""

    label: str
    group: str
    recording: str
    """The original recording, for intervals."""
    onset: float
    end: float
    begun: float
    """When the source was switched on; a cadence may begin with its pause."""
    onsets: tuple[float, ...] = ()
    """When each stretch of it begins; pauses up to 0.3 s are no pauses."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A recording that plays in a scene."""

    path: str
    start: float
    end: float
    level_db: float
    """Over the bed; 0 for a part of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A composed scene."""

    spec: Spec
    samples: FloatArray
    """Shape (n,), float32, 16 kHz."""
    truth: Truth | None
    playing: tuple[Playing, ...]

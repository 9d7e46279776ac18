"""A composed scene: what was mixed, and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from edge_aac.types import FloatArray


@dataclass(frozen=True, slots=True)
class Placed:
    """One sound in a scene."""

    label: str
    onset: float
    """[s] from the scene's start."""
    end: float
    level_db: float
    """Power over its active part against the background's."""
    count: int | None
    """Countable strikes, where clear."""
    role: str
    """`event` or `background`."""
    distance: Literal["near", "far"] | None
    """`near`, `far`, or unknown."""
    stretches: tuple[tuple[float, float], ...]
    """When it sounds [s]; frame targets come from here."""

    def as_json(self) -> dict[str, Any]:
        """A plain dict."""
        return asdict(self)

    @staticmethod
    def from_json(row: dict[str, Any]) -> Placed:
        """Undo `as_json`."""
        return Placed(**{**row, "stretches": tuple((a, b) for a, b in row["stretches"])})


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Sound with its timeline."""

    samples: FloatArray
    """Shape (n,), float32, 16 kHz."""
    placed: tuple[Placed, ...]
    complete: bool
    """Everything that sounds is in `placed` (as far as the sources' labels say)."""
    unknown: bool = False
    """Nobody can say what sounds, or what does not: only a teacher's scores are worth learning."""


def shifted(sound: Placed, seconds: float, end: float) -> Placed:
    """The same sound later by so many seconds, cut at an end; its count goes if it was cut."""
    stretches = tuple(
        (a + seconds, min(b + seconds, end)) for a, b in sound.stretches if a + seconds < end - 0.05
    )
    whole = len(stretches) == len(sound.stretches)
    return replace(
        sound,
        onset=sound.onset + seconds,
        end=min(sound.end + seconds, end),
        count=sound.count if whole else None,
        stretches=stretches,
    )

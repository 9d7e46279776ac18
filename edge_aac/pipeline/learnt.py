"""What became of an attempt to learn a sound.

In and out: a frozen value. Never does: learning.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.pipeline.stages import TaughtStages


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A sound that is known, or will be when more of it was heard."""

    name: str
    """As a person calls the sound."""
    count: int
    """Rings of it that are remembered."""
    wanted: int
    """Rings that are needed."""
    text: str = ""
    """What will be said when it sounds; empty while it is not known yet."""
    stages: TaughtStages | None = None
    """What knows it."""

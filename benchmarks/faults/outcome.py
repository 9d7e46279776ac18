"""One fault, what is wanted of the listener, and what came of it.

In: nothing. Out: frozen figures; a time that did not come is None. Never does: words for a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.faults.run import DRAINED_SECONDS, Line, Run
from benchmarks.faults.scene import Scene

LOST, BACK = "The microphone is lost.", "The microphone is back."
AWAY = "I did not listen for"
"""Begins what the next listener says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault; times in seconds since it struck, where nothing else is said."""

    detected: float | None = None
    """The first line about it."""
    announced: float | None = None
    """The first sound in the ear; of an alarm its signal, since the alarm was decided."""
    back: float | None = None
    """Since it could be well again: that this is announced."""
    words: float | None = None
    """Of an alarm: its words in the ear, since it was decided."""
    lost: int | None = None
    """Blocks that were lost or skipped while there was a microphone; None where it ended."""
    code: int | None = None
    """The exit code, where it ended."""
    late: float | None = None
    """How much later than it should a repeat of a hazard was heard [s]."""
    false: int | None = None
    """Faults that it announced and that there were not, and ends; None where it had a real one."""
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One fault."""

    name: str
    run: Callable[[Scene], Outcome]
    bounds: dict[str, float] = field(default_factory=dict)
    """Most seconds, by the outcome's field."""
    code: int | None = None
    """The exit code wanted; None where it is to go on."""


def since(run: Run, line: Line | None) -> float | None:
    """Seconds from the fault to a line."""
    return None if line is None else line.at - run.struck_at


def spoken(run: Run, line: Line | None) -> float | None:
    """When the first sound of a line's sentence was heard, which is spoken before it is printed."""
    sound = None if line is None else run.heard(line.at - DRAINED_SECONDS, 4.0)
    return (
        None if line is None or sound is None else line.at - DRAINED_SECONDS + sound - run.struck_at
    )


def about(line: Line) -> bool:
    """Whether a line reports a fault."""
    return line.fields.get("kind") == "status" and line.fields.get("state") not in {
        "control", "unheard", "listening", "ended",
    }  # fmt: skip

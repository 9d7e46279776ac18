"""When a fault of the listener is spoken: once, and with back-off where it comes again.

In: that something is wrong or right, and the time. Out: a frozen state, and whether the
fault is due to be announced. No fault is forgotten: one that begins while the back-off forbids
an announcement is announced later, if it then still lasts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class FaultChange(str, Enum):
    """What is to be announced."""

    WRONG = "wrong"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FaultState:
    """What is remembered of one kind of fault."""

    wrong: bool = False
    """How it is."""
    announced: bool = False
    """How the person believes it is: whether the last announcement was that it is wrong."""
    seen: float = 0.0
    """When it was last wrong [s]."""
    announced_at: float | None = None
    """When it was last announced that it is wrong [s]."""
    pause: float = 0.0
    """For so long after that it is not announced again [s]."""


@dataclass(frozen=True, slots=True)
class AnnouncementBackoff:
    """The rules for one kind of fault."""

    first_seconds: float = 10.0
    """From one announcement to the next; then doubled."""
    longest_seconds: float = 600.0
    steady_seconds: float = 300.0
    """What was right for so long is announced at once when it is wrong again."""
    calm_seconds: float | None = None
    """A fault that only shows now and then is over when it did not for so long."""

    def on_wrong(self, state: FaultState, now: float) -> tuple[FaultState, FaultChange | None]:
        """It is wrong, or still is."""
        if not state.wrong and now - state.seen >= self.steady_seconds:
            state = replace(state, announced_at=None, pause=0.0)
        return self.on_time(replace(state, wrong=True, seen=now), now)

    def on_right(self, state: FaultState, now: float) -> tuple[FaultState, FaultChange | None]:
        """It is right, or still is."""
        seen = now if state.wrong else state.seen
        return self.on_time(replace(state, wrong=False, seen=seen), now)

    def on_time(self, state: FaultState, now: float) -> tuple[FaultState, FaultChange | None]:
        """Time passes."""
        calm = self.calm_seconds
        if state.wrong and calm is not None and now - state.seen >= calm:
            state = replace(state, wrong=False)
        if state.wrong and not state.announced and self._may_announce(state, now):
            doubled = min(max(2.0 * state.pause, self.first_seconds), self.longest_seconds)
            return replace(
                state, announced=True, announced_at=now, pause=doubled
            ), FaultChange.WRONG
        if state.announced and not state.wrong:
            return replace(state, announced=False), FaultChange.RIGHT
        return state, None

    def _may_announce(self, state: FaultState, now: float) -> bool:
        return state.announced_at is None or now - state.announced_at >= state.pause

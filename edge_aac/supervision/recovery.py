"""How long to wait before a lost source is opened again, and when to give up.

In: how often it was tried in a row, and since when. Out: seconds, or the end of
patience.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

SUPERVISED_SECONDS = 300.0
"""So long a lost source is waited for where another process takes over."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Exponential back-off with a ceiling, and a last rung.

    What is spoken of it backs off further than the trying does.
    """

    first_seconds: float = 0.5
    longest_seconds: float = 3.0
    """With what opening takes, it hears again within five seconds of a microphone's return."""
    give_up_seconds: float = math.inf
    """Where a service manager starts it anew, with a fresh sound system, a process that stays deaf
    is worse than one that ends (`SUPERVISED_SECONDS`); where nobody does, it never gives up."""
    steady_seconds: float = 30.0
    """Sound that came for so long is sound again; what is lost earlier is still the same fault."""

    def wait(self, attempts: int) -> float:
        """Seconds before attempt number `attempts` + 1 (doubling from the first)."""
        doublings = min(attempts, 16)
        return float(min(self.first_seconds * 2.0**doublings, self.longest_seconds))

    def hopeless(self, lost_for: float) -> bool:
        """Whether a source lost for so many seconds is given up."""
        return lost_for >= self.give_up_seconds

    def steady(self, heard_for: float) -> bool:
        """Whether a source that gave sound for so many seconds has recovered."""
        return heard_for >= self.steady_seconds


@dataclass(frozen=True, slots=True)
class Clock:
    """Time outside the sound, for waiting on a lost source."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

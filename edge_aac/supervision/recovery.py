"""How long to wait before a lost source is opened again, and when to give up.

In: how often it was tried in a row, and since when. Out: seconds, or the end of
patience.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.hanging import DeviceHangs
from edge_aac.errors import EdgeAacError

SUPERVISED_SECONDS = 300.0
"""So long a lost source is waited for where another process takes over."""
HANGS_SECONDS = 3.0
"""The same where a thread of this one hangs in the device; with the time until the loss is noticed
and a last sentence, it leaves within ten seconds."""


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
    hangs_seconds: float = math.inf
    """The same where a thread hangs in the device, so that this process cannot open it any more."""
    steady_seconds: float = 30.0
    """Sound that came for so long is sound again; what is lost earlier is still the same fault."""

    def wait(self, attempts: int) -> float:
        """Seconds before attempt number `attempts` + 1 (doubling from the first)."""
        doublings = min(attempts, 16)
        return float(min(self.first_seconds * 2.0**doublings, self.longest_seconds))

    def hopeless(self, lost_for: float, refusal: EdgeAacError | None = None) -> bool:
        """Whether a source lost for so many seconds is given up.

        Parameters
        ----------
        lost_for : float
            How long [s].
        refusal : EdgeAacError, optional
            Why it could not be opened when that was last tried.
        """
        hangs = isinstance(refusal, DeviceHangs)
        return lost_for >= (self.hangs_seconds if hangs else self.give_up_seconds)

    def steady(self, heard_for: float) -> bool:
        """Whether a source that gave sound for so many seconds has recovered."""
        return heard_for >= self.steady_seconds


def final(refusal: EdgeAacError | None) -> EdgeAacError | None:
    """What a listener ends with that gives its source up, where the last refusal says why."""
    return refusal if isinstance(refusal, DeviceHangs) else exhausted(refusal)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time outside the sound, for waiting on a lost source."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

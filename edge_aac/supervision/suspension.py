"""How long nobody listened because the machine slept, and the listener with it.

In: how long the machine has slept since it was started. Out: each sleep, once. A process does not
notice one: its own clock stands still meanwhile, and the microphone may go on as if nothing had
been. Never does: waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from edge_aac.answers.wording import Wording
from edge_aac.salience.notices import Announcement, Notice

LEAST_SECONDS = 2.0
"""What is shorter is not worth a word; the two clocks are not read at the same moment either."""


def slept_until_now() -> float:
    """How long the machine has slept since it was started [s]; 0 where that is not known."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    if boot is None:
        return 0.0
    return time.clock_gettime(boot) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Suspension:
    """Notices that the machine slept.

    Parameters
    ----------
    slept : callable
        How long it has slept until now, all together [s].
    """

    def __init__(self, slept: Callable[[], float] = slept_until_now) -> None:
        self._slept = slept
        self._known = slept()

    def take(self) -> float | None:
        """How long it slept since this was last asked [s]; None where it did not."""
        slept = self._slept()
        passed, self._known = slept - self._known, slept
        return passed if passed >= LEAST_SECONDS else None


def was_asleep(suspension: Suspension, wording: Wording) -> list[Announcement]:
    """That nobody listened, where the machine slept since this was last asked."""
    seconds = suspension.take()
    if seconds is None:
        return []
    return [Announcement(Notice.WAS_AWAY, values={"away": wording.length(seconds)})]

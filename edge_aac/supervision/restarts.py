"""Whether a listener that ended is started again, and when.

In: how it ended, and how long it had lived. Out: how long to wait before the next one, or that
its end was meant. Tries never grow rarer than every few seconds, and never end: somebody may be
waiting for the doorbell. Never does: starting anything.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace

from edge_aac.errors import INTERNAL

MEANT = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM})
"""Signals by which a person, a shell or a system ends a program."""
FIRST_SECONDS = 2.0
"""From an end to the next beginning; then doubled. The voice that outlived the first says meanwhile
that nobody listens, and the next one's would speak at the same time."""
LONGEST_SECONDS = 5.0
STEADY_SECONDS = 60.0
"""One that lived longer failed at something new."""


@dataclass(frozen=True, slots=True)
class Restarts:
    """How often in a row a listener ended soon after it began."""

    in_a_row: int = 0

    def after(self, code: int, lived: float) -> Restarts | None:
        """One has ended.

        Parameters
        ----------
        code : int
            Its exit code; the negative of a signal that ended it.
        lived : float
            How long it had lived [s].

        Returns
        -------
        Restarts or None
            None where it is to be left at that: it said itself why it ended, or was asked to.
        """
        if code != INTERNAL and (code >= 0 or -code in MEANT):
            return None
        return replace(self, in_a_row=1 if lived > STEADY_SECONDS else self.in_a_row + 1)

    @property
    def pause(self) -> float:
        """How long to wait before the next one begins [s]."""
        doublings = min(max(self.in_a_row - 1, 0), 16)
        return min(FIRST_SECONDS * 2.0**doublings, LONGEST_SECONDS)

"""Whether a voice still lives, by when it was last heard of.

In: the time, and that something was heard. Out: a verdict. A process that does not answer
is distinguished from one whose working thread waits for a device. Never does: clocks, I/O.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def never() -> bool:
    """Nothing is known of it."""
    return False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a voice may take [s]."""

    start: float = 20.0
    silence: float = 0.7
    """Without any sign of life; its process sends one every 0.1 s. The same binds a voice that
    was woken from its first moment on, since it has nothing left to load."""
    fresh: float = 0.35
    """A sleeper that gave no sign of life for so long is not woken: what froze the voice that
    speaks may have frozen it, too."""
    lively: float = 0.25
    """A hazard is left to a voice that gave a sign of life so lately."""
    starved: float = 5.0
    """The same while it could run: it is short of time, and another voice would be shorter."""
    stall: float = 5.0
    """Without news of the working thread; a sound server may hold one block for two seconds."""
    utterance: float = 60.0
    """For one utterance; 160 characters at 80 words per minute take 40."""
    grace: float = 1.5
    """To end by itself."""
    close: float = 8.0
    """For both voices to have ended. What hangs for good then keeps nobody who wants to end; a
    voice ends with its input."""
    first_pause: float = 0.1
    """Before a voice that was lost is started again; doubled for each failure."""
    longest_pause: float = 5.0
    """Somebody may be waiting for the doorbell: tries never grow rarer than this."""
    steady: float = 2.0
    """So long after it was ready, a voice that replaces a lost one is reported to be back; one
    that is lost again and again is not reported each time."""
    tick: float = 0.05
    """Between two looks at it."""

    def pause(self, failures: int) -> float:
        """Before the next voice is started, after so many failures in a row [s]."""
        return float(min(self.longest_pause, self.first_pause * 2**failures))


class Heartbeat:
    """The signs of life of one voice.

    A look that comes late counts as two in time: a machine that slept, or had no time for
    the listener, had none for the voice either.
    """

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._looked = now
        self._silent = 0.0
        self._stalled = 0.0

    def heard(self, working: bool) -> None:
        """It replied; `working` where its working thread did."""
        self._silent = 0.0
        if working:
            self._stalled = 0.0

    def look(self, now: float) -> None:
        """Let time pass, without a verdict."""
        passed = min(max(0.0, now - self._looked), 2.0 * self._limits.tick)
        self._looked = now
        self._silent += passed
        self._stalled += passed

    def fresh(self, now: float, runnable: Callable[[], bool] = never) -> bool:
        """Whether it gave a sign of life a moment ago, or is only short of time."""
        self.look(now)
        return self._silent <= self._limits.fresh or runnable()

    def lively(self, now: float, runnable: Callable[[], bool] = never) -> bool:
        """Whether a hazard may be left to it."""
        self.look(now)
        return self._silent <= self._limits.lively or runnable()

    def lost(self, now: float, ready: bool, runnable: Callable[[], bool] = never) -> bool:
        """Whether it must be given up.

        Parameters
        ----------
        now : float
            The time [s].
        ready : bool
            Whether it has reported that it is ready, or was woken; until then it may take long.
        runnable : callable
            Whether it could run at this moment; asked only where it shows no life.
        """
        self.look(now)
        silence = self._limits.silence if ready else self._limits.start
        stall = self._limits.stall if ready else self._limits.start
        if self._stalled > stall:
            return True
        return self._silent > silence and (self._silent > self._limits.starved or not runnable())

"""How much a device lost when it says that it lost something.

In: how many frames were read, and when. Out: how many are missing. A driver only says
*that* it had no room left, not how much it threw away; the wall clock shows how much. Never
does: judging a device that does not complain; then lateness is only lateness.
"""

from __future__ import annotations

DRIFT = 1e-3
"""A device's clock and the computer's differ by less."""


class DeviceClock:
    """Follows one stream.

    Parameters
    ----------
    rate : int
        Frames per second that the device promises.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._began: float | None = None
        self._frames = 0
        self._usual = float("inf")

    def lost(self, frames: int, now: float, overflowed: bool = False, waiting: int = 0) -> int:
        """Frames that were lost just before a reading.

        Parameters
        ----------
        frames : int
            How many were read.
        now : float
            When the reading was there [s], on a clock that never jumps.
        overflowed : bool
            Whether the device says that it lost some.
        waiting : int
            How many more the device holds now.
        """
        if self._began is None:
            self._began = now - frames / self._rate
        self._frames += frames
        late = (now - self._began) * self._rate - self._frames - waiting
        if not overflowed:
            # What is usual is the least lateness of late: more than that is a busy reader.
            self._usual = min(late, self._usual + DRIFT * frames)
            return 0
        lost = max(0, round(late - min(late, self._usual)))
        self._frames += lost
        return lost

"""Whether a device gives as many samples a second as it promises.

In: how many frames there were by now, and the time on a clock that never jumps. Out: a frozen state
with the verdict. A microphone whose clock is wrong shifts every pitch and every pause of an alarm.

How late a reading is says little: who reads may be busy, and a server gives in bursts. The least
late one of some seconds says how the device's clock stands, and a wrong rate shows in that it
drifts, window after window, in one direction. Frames that were lost without a word are one jump
and no drift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

WINDOW_SECONDS = 2.5
WINDOWS = 5
"""From the first to the last of so many lie ten seconds."""
MOST_OFF = 5e-3
"""Of the promised rate; quartz is a hundred times better."""
LEAST_STEP = 0.5
"""Of that, for every window against the one before; frames that were lost are one step."""
STARVED_SECONDS = 0.3
"""Where readings of one window differ by more, who reads had no time, and nothing is known."""
AGAIN = 3
"""So many times in a row it has to be found; a busy machine is not so steady."""


@dataclass(frozen=True, slots=True)
class TempoState:
    """What is remembered of one stream."""

    began: float | None = None
    """When its first frame came [s]."""
    frames: int = 0
    window_end: float = 0.0
    least: float = float("inf")
    most: float = float("-inf")
    """How late the least and the most late reading of this window were [s]."""
    windows: tuple[float, ...] = ()
    """How late the least late reading was of the windows before, the newest last [s]."""
    found: int = 0
    """How often in a row the last windows drifted."""

    @property
    def off(self) -> bool:
        """Whether the rate is not the one promised."""
        return self.found >= AGAIN


def listen(state: TempoState, frames: int, rate: int, now: float) -> TempoState:
    """Take a reading.

    Parameters
    ----------
    state : TempoState
    frames : int
        How many it holds, with those that the device says it lost.
    rate : int
        Frames per second that the device promises.
    now : float
        When it was there [s].
    """
    if state.began is None:
        return TempoState(now - frames / rate, frames, now + WINDOW_SECONDS)
    count = state.frames + frames
    late = now - state.began - count / rate
    least, most = min(state.least, late), max(state.most, late)
    if now < state.window_end:
        return replace(state, frames=count, least=least, most=most)
    windows = (*state.windows, least)[-WINDOWS:] if most - least < STARVED_SECONDS else ()
    found = min(state.found + 1, AGAIN) if _drifts(windows) else 0
    return TempoState(state.began, count, now + WINDOW_SECONDS, windows=windows, found=found)


def _drifts(windows: tuple[float, ...]) -> bool:
    """Whether they drift in one direction, all of them, and all but one by enough."""
    if len(windows) < WINDOWS:
        return False
    steps = [after - before for before, after in pairwise(windows)]
    way = 1.0 if sum(steps) > 0.0 else -1.0
    most = MOST_OFF * WINDOW_SECONDS
    least, second, *_ = sorted(way * one for one in steps)
    return least > LEAST_STEP * most and second > most

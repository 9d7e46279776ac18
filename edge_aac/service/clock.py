"""Time outside the sound.

In: nothing. Out: the time, and a pause. Never does: standing still.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Time outside the sound, for waiting on a lost source."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

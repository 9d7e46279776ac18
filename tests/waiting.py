"""Waiting for what happens elsewhere: for the event itself, never for a length of time."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

import pytest

PATIENCE = 120.0
"""Seconds until a test that waits in vain fails: generous, for only a failing test pays them."""
_LOOK_SECONDS = 0.005


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until it is so; a test that waits in vain fails and says for what it waited."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:g} s in vain: {what}")
        time.sleep(_LOOK_SECONDS)


def blocked(thread: threading.Thread) -> bool:
    """Whether a thread waits inside a lock, a condition or an event."""
    frame = sys._current_frames().get(thread.ident or -1)
    return frame is not None and frame.f_code.co_filename == threading.__file__

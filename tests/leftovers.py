"""Threads and child processes that a test leaves behind, where they could fail another test."""

from __future__ import annotations

import threading
import time
from pathlib import Path

ENDING_SECONDS = 20.0
"""What was told to end may take so long."""
LASTING = {"tqdm_monitor"}
"""Threads of libraries that live as long as the process and touch nothing of a test's."""
_LOOK_SECONDS = 0.005


def running() -> set[str]:
    """Names of all threads and child processes of this process that are alive."""
    alive = [one for one in threading.enumerate() if one.name not in LASTING]
    threads = {f"thread {one.name} ({one.ident})" for one in alive}
    return threads | {f"process {number} ({_command(number)})" for number in _children()}


def leftovers(before: set[str], patience: float = ENDING_SECONDS) -> list[str]:
    """What is new since then and does not end, either."""
    end = time.monotonic() + patience
    while (new := running() - before) and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
    return sorted(new)


def _children() -> list[str]:
    """Linux tells them; where it does not, only threads are looked at."""
    found: list[str] = []
    for path in Path("/proc/self/task").glob("*/children"):
        try:
            found += path.read_text(encoding="ascii").split()
        except OSError:  # the thread has just ended
            continue
    return found


def _command(number: str) -> str:
    try:
        line = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return "gone"
    return line.replace(b"\0", b" ").decode("utf-8", errors="replace").strip()[:200]

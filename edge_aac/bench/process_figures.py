"""What the system says of this process: its age, its memory, its threads.

In: nothing. Out: figures, or None where this system does not say. Linux gives all of it under
/proc. Never does: measuring the time of anything else.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

_SELF = Path("/proc/self")
_STARTED = 19
"""Place of the start's time in /proc/self/stat, counted from behind the process's name."""
_KIB = 1024


def age() -> float | None:
    """Seconds since this process was started, its interpreter's own start included."""
    try:
        # The name stands in brackets and may hold anything, brackets too.
        fields = (_SELF / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        started = int(fields.split()[_STARTED]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def peak_memory() -> int | None:
    """Highest resident memory so far [bytes]."""
    return _from_status("VmHWM", _KIB)


def memory() -> int | None:
    """Resident memory now [bytes]."""
    return _from_status("VmRSS", _KIB)


def threads() -> int:
    """Threads of this process, those of libraries too; where the system does not say, Python's."""
    return _from_status("Threads", 1) or threading.active_count()


def _from_status(name: str, unit: int) -> int | None:
    try:
        lines = (_SELF / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    values = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(values[0]) * unit if values else None

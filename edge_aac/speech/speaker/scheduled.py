"""Whether a process could run: one that has no time is not one that hangs.

In: a process id. Out: yes or no, by Linux's word; elsewhere always no.
"""

from __future__ import annotations

from pathlib import Path

_PROCESSES = Path("/proc")
_RUNNABLE = "R"


def is_runnable(pid: int) -> bool:
    """Whether a thread of a process runs or waits for a processor, proc(5).

    A stopped process, or one whose threads wait for each other or for a device, is not.
    """
    try:
        tasks = [*(_PROCESSES / str(pid) / "task").iterdir()]
        return any(_runs((task / "stat").read_text("utf-8", "replace")) for task in tasks)
    except OSError:
        return False


def _runs(line: str) -> bool:
    """By a line of `stat`; the state stands after the name, which may hold anything."""
    return line.rpartition(")")[2].split()[:1] == [_RUNNABLE]

"""How several processes share the tests (`--numprocesses 2 --dist loadscope`).

Files whose tests real time decides are worked off one after another by one process, and first:
beside each other they would take one another's time, and for most of theirs they wait, so that
the other process has a processor. Of all other tests those of one file stay together, since they
share what was prepared for them.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

IN_REAL_TIME = frozenset(
    {
        "tests/audio/test_killed.py",
        "tests/audio/test_moved.py",
        "tests/audio/test_restarted.py",
        "tests/audio/test_sound.py",
        "tests/benchmarks/test_struck.py",
        "tests/cli/test_earcons.py",
        "tests/devices/test_soundserver.py",
        "tests/doctor/test_heard.py",
        "tests/speech/test_heard.py",
        "tests/speech/voice/test_voice_loop.py",
        "tests/test_sound_path.py",
        "tests/test_taught_by_ear.py",
    }
)
"""The files with tests that are marked `sound` or `timed`."""
LONGEST = frozenset({"tests/test_privacy.py"})
"""Whole files that take so long that one process would end with them long after the others."""
_MARKS = ("sound", "timed")
_TOGETHER = "in real time"


def in_real_time(item: pytest.Item) -> bool:
    """Whether real time decides the test."""
    return any(item.get_closest_marker(name) for name in _MARKS)


def put_first(items: list[pytest.Item]) -> None:
    """Put the files whose tests real time decides ahead of all others, then the longest.

    Raises
    ------
    pytest.UsageError
        Such a test is in a file that `IN_REAL_TIME` does not name.
    """
    for item in items:
        if in_real_time(item) and _file(item.nodeid) not in IN_REAL_TIME:
            raise pytest.UsageError(f"tests/sharing.py does not name the file of {item.nodeid}")
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    file = _file(item.nodeid)
    return 0 if file in IN_REAL_TIME else 1 if file in LONGEST else 2


class Sharing(LoadScopeScheduling):
    """Gives a process one file at a time, or all of those that real time decides."""

    def _split_scope(self, nodeid: str) -> str:
        file = _file(nodeid)
        return _TOGETHER if file in IN_REAL_TIME else file


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]

"""A listener that is killed or stands still: whoever started it starts the next, which says so.

At a terminal that is its own parent, else a stand-in for systemd with the unit's command line.
"""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import sys
import termios
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults.service_manager import USER_UNIT, ServiceManager
from benchmarks.soundserver.server import SoundServer
from tests.audio.listened import Listened
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.sound

GAP = "I did not listen for"


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_killed_listener_listens_again_and_ctrl_c_ends_all(
    room: SoundServer, tiny_bundle: Path, tmp_path: Path
) -> None:
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    one = Listened(room, tiny_bundle, tmp_path, tmp_path / "out.jsonl", terminal=slave)
    try:
        (killed,) = _children(one.process.pid)
        os.kill(killed, signal.SIGKILL)
        until(lambda: any(text.startswith(GAP) for text in one.details()), "the next one")
        assert "edge-aac: Signal 9 ended me, so I start again.\n" in one.said()
        assert _children(one.process.pid) != [killed]
        os.write(master, b"t")
        until(lambda: '"state":"control"' in one.said(), "an answer to a key")
        os.write(master, b"\x03")
        assert one.process.wait(PATIENCE) == 0
        assert one.details()[-1] == "Stopped."
        assert termios.tcgetattr(slave) == before
    finally:
        one.process.kill()
        one.process.wait()
        os.close(master)
        os.close(slave)
    # The last one said farewell.
    assert (tmp_path / "edge-aac-listens").read_bytes() == b""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_a_service_manager_starts_the_next_one(
    room: SoundServer, tiny_bundle: Path, tmp_path: Path, blow: signal.Signals
) -> None:
    unit, out = tmp_path / USER_UNIT.name, tmp_path / "out.jsonl"
    # Sooner than the unit's twenty seconds, for which a test would have to wait.
    text = re.sub(r"^WatchdogSec=.*$", "WatchdogSec=6", USER_UNIT.read_text("utf-8"), flags=re.M)
    unit.write_text(text, encoding="utf-8")
    arguments = ["--json", "--no-speech", "--no-control", "--no-keys", "--model", str(tiny_bundle)]
    environment = {**os.environ, **room.environment, "XDG_RUNTIME_DIR": str(tmp_path)}
    note = tmp_path / "edge-aac-listens"

    def gaps() -> list[str]:
        lines = out.read_text("utf-8").splitlines(keepends=True)
        whole = [json.loads(one) for one in lines if one.endswith("\n")]
        return [one["detail"] for one in whole if str(one.get("detail")).startswith(GAP)]

    program = [sys.executable, "-m", "edge_aac"]
    with closing(ServiceManager(program, arguments, environment, out, unit)) as manager:
        until(lambda: note.exists() and note.read_bytes() != b"", "a listener")
        assert gaps() == []
        struck = manager.process
        os.kill(struck.pid, blow)
        until(gaps, "the next one")
        assert struck.poll() in {-signal.SIGKILL, -signal.SIGABRT}
        assert manager.process is not struck
    assert manager.process.poll() == 0
    # Stopped by its manager, it said farewell.
    assert note.read_bytes() == b""

"""A listener that a person started at a terminal is killed: the next begins, with keys."""

from __future__ import annotations

import os
import pty
import signal
import termios
from pathlib import Path

import pytest

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

"""A voice that does not die holds up nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

from edge_aac.speech.messages import Manner
from edge_aac.speech.speaker.voice_process import Process
from tests.waiting import PATIENCE

DEAF = "import signal, sys; signal.pause()"


def test_one_that_does_not_end_by_itself_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_aac.speech.speaker.voice_process._DEAD_SECONDS", PATIENCE)
    process = Process(Manner(""), lambda _: None, [sys.executable, "-c", DEAF])
    assert process.end(0.1) == -9
    assert not process.folder.exists()


def test_one_that_a_driver_holds_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    process = Process(Manner(""), lambda _: None, [sys.executable, "-c", DEAF])
    child = process._child

    def held(timeout: float | None = None) -> int:
        assert timeout is not None, "waited for without an end"
        raise subprocess.TimeoutExpired("voice", timeout)

    real = child.wait
    monkeypatch.setattr(child, "wait", held)
    assert process.end(0.1) is None
    monkeypatch.setattr(child, "wait", real)
    assert child.wait(PATIENCE) == -9

"""What is printed and said where a listener is started again."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from edge_aac.cli import listen
from edge_aac.settings import Settings
from edge_aac.supervision.hang_watch import HUNG
from edge_aac.supervision.restarts import Restarts


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is said aloud."""
    names: list[str] = []

    def aside(work: Callable[[], object]) -> None:
        work()

    monkeypatch.setattr(listen, "aside", aside)
    monkeypatch.setattr(listen, "_say_last", lambda _, name: names.append(name))
    return names


def test_the_first_crash_is_printed_and_those_that_follow_soon_are_said_too(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for code, in_a_row in ((-signal.SIGSEGV, 1), (HUNG, 2), (-signal.SIGKILL, 3)):
        listen._restarting(Settings(), code, Restarts(in_a_row))
    assert said == ["cannot_listen"] * 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "edge-aac: Signal 11 ended me, so I start again.",
        "edge-aac: I start again.",
        "edge-aac: Signal 9 ended me, so I start again.",
    ]

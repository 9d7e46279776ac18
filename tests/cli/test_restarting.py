"""What is printed and said where a listener is started again."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from edge_aac.cli import listen
from edge_aac.errors import EdgeAacError, InternalFault
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


def ended_by(error: BaseException) -> Any:
    """A listener that was built and ends so."""

    def run() -> None:
        raise error

    return SimpleNamespace(listener=SimpleNamespace(run=run), downtime=None)


@pytest.mark.parametrize("error", [ValueError("a bad hop"), MemoryError(), KeyError("name")])
def test_a_part_that_failed_is_said_and_ends_it_so_that_the_next_one_begins(
    said: list[str], capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    with pytest.raises(InternalFault, match=f"A part of me failed, .*{type(error).__name__}") as at:
        listen._run_to_its_end(ended_by(error), Settings())
    assert said == ["cannot_listen"]
    assert Restarts().after(at.value.code, 1.0) == Restarts(1)
    assert "Traceback" in capsys.readouterr().err


def test_what_a_person_has_to_mend_ends_it_for_good(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EdgeAacError, match="No microphone") as at:
        listen._run_to_its_end(ended_by(EdgeAacError("No microphone.")), Settings())
    assert said == ["cannot_listen"]
    assert Restarts().after(at.value.code, 1.0) is None
    assert capsys.readouterr().err == ""

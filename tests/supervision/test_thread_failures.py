"""A thread of the listener that dies is known to the loop."""

from __future__ import annotations

import threading

from edge_aac.enduring import endure
from edge_aac.supervision.thread_failures import MOST, ThreadFailures
from tests.crew import Crew


def _die() -> None:
    raise ValueError("not told")


def _dead(crew: Crew) -> None:
    """A thread's work fails, and is not begun again."""
    crew.start(endure, _die, lambda _: True).result()


def test_what_failed_and_where_is_told_once(crew: Crew) -> None:
    parts, before = ThreadFailures(), threading.excepthook
    with parts.watched():
        _dead(crew)
    assert threading.excepthook is before
    (told,) = parts.take()
    assert told.startswith("crew: ") and ": ValueError, test_thread_failures.py line " in told
    assert list(parts.take()) == []


def test_only_so_many_are_remembered(crew: Crew) -> None:
    parts = ThreadFailures()
    with parts.watched():
        for _ in range(MOST + 2):
            _dead(crew)
    assert len(list(parts.take())) == MOST


def test_a_failure_without_a_thread_or_a_value_is_told_as_well() -> None:
    parts = ThreadFailures()
    parts.failed(threading.ExceptHookArgs((ValueError, None, None, None)))
    assert list(parts.take()) == ["ValueError"]

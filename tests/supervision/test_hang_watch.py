"""A loop that does not turn is noticed, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from edge_aac.supervision.hang_watch import HangWatch
from tests.waiting import PATIENCE, until


def test_a_loop_that_stops_turning_is_reported_once_and_one_that_turns_is_not() -> None:
    reported: list[str] = []
    watch = HangWatch(lambda: reported.append(threading.current_thread().name), 0.1, 0.01)
    watch.alive()
    until(lambda: reported, "a report")
    watch.alive()
    watch.close()
    assert reported == ["watch"]


def test_a_loop_that_has_not_begun_and_one_that_has_ended_hang_in_nothing() -> None:
    reported: list[int] = []
    watch = HangWatch(lambda: reported.append(1), 0.01, 0.01)
    watch.close()
    ended = HangWatch(lambda: reported.append(2), 1_000.0, 0.01)
    ended.alive()
    ended.close()
    assert reported == []


HANGS = """
import sys, time
from edge_aac.cli.listen import ended_by_hanging
from edge_aac.supervision.hang_watch import HangWatch
from edge_aac.answers.wording import load_wording
watch = HangWatch(ended_by_hanging(load_wording(sys.argv[1]), None), 0.2, 0.02)
watch.alive()
time.sleep(1_000)
"""


@pytest.mark.slow
def test_a_listener_that_hangs_ends_with_a_sentence_and_code_70() -> None:
    for language, words in (("en", "I hung, so I ended"), ("de", "Ich hing fest")):
        done = subprocess.run(
            [sys.executable, "-c", HANGS, language],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 70
        assert done.stderr.startswith(f"edge-aac: {words}") and done.stderr.count("\n") == 1


TERMINAL = """
import os, pty, sys, termios, tty
from edge_aac.control.keys import given_back
main, side = pty.openpty()
stream = os.fdopen(side, "r+b", buffering=0)
before = termios.tcgetattr(side)
give_back = given_back(stream)
tty.setcbreak(side)
assert termios.tcgetattr(side) != before
give_back()
assert termios.tcgetattr(side) == before
given_back(None)()
given_back(open(os.devnull))()
"""


@pytest.mark.slow
def test_a_terminal_is_as_it_was() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TERMINAL],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")

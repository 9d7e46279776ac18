"""A loop that does not turn is noticed, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from edge_aac.supervision.hang_watch import HangLimits, HangWatch
from tests.waiting import PATIENCE, until


def test_a_loop_that_stops_turning_is_reported_once_and_one_that_turns_is_not() -> None:
    reported: list[str] = []
    watch = HangWatch(
        lambda: reported.append(threading.current_thread().name),
        limits=HangLimits(hung=0.1),
        look_seconds=0.01,
    )
    watch.alive()
    until(lambda: reported, "a report")
    watch.alive()
    watch.close()
    assert reported == ["watch"]


def test_a_loop_that_has_not_begun_and_one_that_has_ended_hang_in_nothing() -> None:
    reported: list[int] = []
    watch = HangWatch(lambda: reported.append(1), limits=HangLimits(0.01), look_seconds=0.01)
    watch.close()
    ended = HangWatch(lambda: reported.append(2), look_seconds=0.01)
    ended.alive()
    ended.close()
    assert reported == []


def test_a_block_that_takes_long_is_announced_once_and_then_given_up() -> None:
    reported: list[str] = []
    limits = HangLimits(hung=1_000.0, at_work=0.2, slow=0.03)
    watch = HangWatch(
        lambda: reported.append("hung"), lambda: reported.append("slow"), limits, look_seconds=0.01
    )
    watch.alive()
    watch.begins()
    until(lambda: "hung" in reported, "a report")
    watch.close()
    assert reported == ["slow", "hung"]


def test_who_waits_for_sound_is_not_slow() -> None:
    reported: list[str] = []
    limits = HangLimits(hung=0.2, at_work=0.05, slow=0.02)
    watch = HangWatch(
        lambda: reported.append("hung"), lambda: reported.append("slow"), limits, look_seconds=0.01
    )
    watch.begins()
    watch.alive()
    until(lambda: reported, "a report")
    watch.close()
    assert reported == ["hung"]


HANGS = """
import sys, time
from edge_aac.cli.listen import ended_by_hanging
from edge_aac.supervision.hang_watch import HangLimits, HangWatch
from edge_aac.answers.wording import load_wording
end = ended_by_hanging(load_wording(sys.argv[1]), None)
watch = HangWatch(end, limits=HangLimits(0.2), look_seconds=0.02)
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

"""A process that has no time, and one that hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from edge_aac.speech.speaker.scheduled import is_runnable
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the states are Linux's")


@contextmanager
def process(code: str) -> Iterator[int]:
    child = subprocess.Popen([sys.executable, "-c", code])
    try:
        yield child.pid
    finally:
        child.kill()
        child.wait()


def test_a_process_that_works_could_run_and_a_stopped_one_could_not() -> None:
    with process("while True: pass") as pid:
        until(lambda: is_runnable(pid), "work")
        os.kill(pid, signal.SIGSTOP)
        until(lambda: not is_runnable(pid), "its stop")


def test_a_thread_that_works_is_enough() -> None:
    code = "import threading, time\ndef f():\n while True: pass\n"
    code += "threading.Thread(target=f).start()\nwhile True: time.sleep(9)"
    with process(code) as pid:
        until(lambda: is_runnable(pid), "work")


def test_a_process_that_waits_could_not_run() -> None:
    with process("import time\nwhile True: time.sleep(99)") as pid:
        until(lambda: not is_runnable(pid), "its sleep")


def test_a_process_that_is_gone_could_not_run() -> None:
    with process("") as pid:
        pass
    assert not is_runnable(pid)

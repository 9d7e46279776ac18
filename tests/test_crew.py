"""What owns the threads of tests, itself tested."""

from __future__ import annotations

import re
import socket
import threading
from pathlib import Path

import pytest

from tests.crew import Crew
from tests.leftovers import leftovers, running
from tests.waiting import PATIENCE, blocked, until


def test_what_a_thread_raised_is_raised_at_the_end() -> None:
    crew = Crew()
    crew.start(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        crew.close()


def test_a_thread_that_goes_on_fails_its_test() -> None:
    free = threading.Event()
    crew = Crew(patience=0.05)
    crew.start(free.wait)
    with pytest.raises(pytest.fail.Exception, match="outlives its test: crew"):
        crew.close()
    free.set()


def test_the_ends_come_latest_first_and_before_the_join() -> None:
    crew, order, free = Crew(), list[str](), threading.Event()
    crew.start(free.wait)
    crew.at_end(free.set)
    crew.at_end(lambda: order.append("second"))
    crew.at_end(lambda: order.append("third"))
    crew.close()
    assert order == ["third", "second"]


def test_a_client_that_hangs_up_in_the_middle_is_no_fault(tmp_path: Path) -> None:
    crew, gone = Crew(), threading.Event()

    def talk(client: socket.socket) -> None:
        gone.wait(PATIENCE)
        for _ in range(100):
            client.sendall(bytes(10_000))

    served = crew.serve(tmp_path / "s", talk)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(tmp_path / "s"))
    gone.set()
    crew.close()
    assert served.result() is None


def test_a_server_without_a_client_ends_with_its_test(tmp_path: Path) -> None:
    crew = Crew()
    served = crew.serve(tmp_path / "s", lambda _: pytest.fail("nobody came"))
    crew.close()
    assert served.result() is None


def test_what_is_left_behind_is_named() -> None:
    before, free = running(), threading.Event()
    thread = threading.Thread(target=free.wait, name="forgotten")
    thread.start()
    (name,) = leftovers(before, patience=0.0)
    assert name.startswith("thread forgotten")
    until(lambda: blocked(thread), "its wait")
    free.set()
    thread.join()
    assert leftovers(before) == []


def test_who_waits_in_vain_is_told_for_what() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"waited 0 s in vain: rain"):
        until(lambda: False, "rain", seconds=0.0)


OWN_THREADS = re.compile(r"\bthreading\.(Thread|Timer)\(")


def test_no_test_starts_a_thread_that_the_crew_does_not_own() -> None:
    folder = Path(__file__).parent
    found = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.py"))
        # Also what a child process is to run is text in a test, and starts with a quotation mark.
        if any(OWN_THREADS.search(line.split('"')[0]) for line in path.read_text().splitlines())
    ]
    assert found == ["crew.py", "test_crew.py"]

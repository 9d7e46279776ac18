"""The threads and servers of one test: they end before it does, and what they raise, it raises."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.waiting import PATIENCE

Result = TypeVar("Result")


class Crew:
    """Starts threads, and joins them all at the end of the test.

    A test that needs a thread takes the fixture `crew`. Whatever must happen so that the
    threads can end (an event is set, a source runs dry) is given to `at_end`.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._jobs: list[tuple[threading.Thread, Future[Any]]] = []
        self._ends: list[Callable[[], object]] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, work: Callable[..., Result], *args: Any) -> Future[Result]:
        """Do this on a thread of its own; its result, or what it raised."""
        future: Future[Result] = Future()

        def run() -> None:
            try:
                future.set_result(work(*args))
            except BaseException as error:  # whoever joins raises it
                future.set_exception(error)

        thread = threading.Thread(target=run, name=f"crew: {work!r}", daemon=True)
        self._jobs.append((thread, future))
        thread.start()
        return future

    def thread(self, future: Future[Any]) -> threading.Thread:
        """The thread that works on a result."""
        return next(thread for thread, one in self._jobs if one is future)

    def serve(self, path: Path, talk: Callable[[socket.socket], object]) -> Future[None]:
        """Listen at a Unix socket and talk to the one client that comes.

        A client that hangs up, at whatever moment, is how a talk ends and no fault. One
        that never comes is not waited for at the end of the test.
        """
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(1)
        ending = threading.Event()

        def work() -> None:
            with listener:
                client, _ = listener.accept()
            with client:
                if ending.is_set():
                    return
                try:
                    talk(client)
                except (BrokenPipeError, ConnectionResetError):
                    return

        def end() -> None:
            ending.set()
            with socket.socket(socket.AF_UNIX) as caller:
                # Wakes it where it still waits for a client; else nobody listens any more.
                caller.connect_ex(str(path))

        self.at_end(end)
        return self.start(work)

    def at_end(self, end: Callable[[], object]) -> None:
        """Call this before the threads are joined; the latest first."""
        self._ends.append(end)

    def close(self) -> None:
        """End all threads; raises what one of them raised, and fails for one that goes on."""
        while self._ends:
            self._ends.pop()()
        deadline = time.monotonic() + self._patience
        jobs, self._jobs = self._jobs, []
        for thread, _ in jobs:
            thread.join(max(0.0, deadline - time.monotonic()))
        for thread, future in jobs:
            if thread.is_alive():
                pytest.fail(f"outlives its test: {thread.name}")
            future.result()

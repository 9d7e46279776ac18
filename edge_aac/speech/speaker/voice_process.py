"""The voice's process, seen from the listener.

In: orders. Out: replies, and `None` when the process is gone. Never does: deciding
what to say, starting another process in its place.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeAlias

import edge_aac
from edge_aac.process import ENVIRONMENT
from edge_aac.speech.messages import (
    LONGEST_LINE,
    Manner,
    Order,
    OrderKind,
    Reply,
    decode_reply,
    encode,
)
from edge_aac.speech.speaker.folder import Folder
from edge_aac.speech.speaker.scheduled import is_runnable

Receive: TypeAlias = Callable[[Reply | None], None]
"""Takes replies, on a thread of the process; `None` is the last."""

COMMAND = (sys.executable, "-m", "edge_aac.speech.voice")
_DEAD_SECONDS = 1.0


class Link(Protocol):
    """A voice that runs somewhere."""

    def send(self, order: Order) -> None:
        """Hand over an order; to a voice that is gone, that is nothing."""

    def end(self, grace: float) -> int | None:
        """Let it end by itself for so long [s], then kill it; its exit code."""

    def runnable(self) -> bool:
        """Whether it could run now, and would show life if it had the time."""


Launch: TypeAlias = Callable[[Receive], Link]
"""Starts a voice that sends its replies there; OSError where it cannot be started."""


def prepared(link: Link, texts: Iterable[str]) -> Link:
    """A voice that was given texts to have ready."""
    for text in texts:
        link.send(Order(OrderKind.KEEP, text=text))
    return link


class Process:
    """A voice in a child process."""

    def __init__(
        self, manner: Manner, receive: Receive, command: Sequence[str] | None = None
    ) -> None:
        """
        Start it.

        Parameters
        ----------
        manner : Manner
            Its folder is made here.
        receive : callable
        command : sequence of str, optional
            What to run; never a shell.
        """
        self._folder = Folder()
        try:
            # A session of its own: Ctrl-C ends the listener, which then ends its voice.
            self._child = subprocess.Popen(
                list(command or COMMAND),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                bufsize=0,
            )
        except OSError:
            self._folder.remove()
            raise
        self._receive = receive
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._write(encode(replace(manner, folder=str(self._folder.path))))

    @property
    def pid(self) -> int:
        """The child's."""
        return self._child.pid

    @property
    def folder(self) -> Path:
        """Where it keeps what it synthesises; gone after the end."""
        return self._folder.path

    def runnable(self) -> bool:
        """Whether it could run now, and would show life if it had the time."""
        return is_runnable(self._child.pid)

    def send(self, order: Order) -> None:
        """Hand over an order; to a voice that is gone, that is nothing."""
        self._write(encode(order))

    def end(self, grace: float) -> int | None:
        """Let it end by itself for so long [s], then kill it; its exit code."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        # A listener that dies says nothing, and its voice does in its place.
        self._write(encode(Order(OrderKind.END)))
        with contextlib.suppress(OSError):
            self._child.stdin.close()
        try:
            self._child.wait(grace)
        except subprocess.TimeoutExpired:
            self._child.kill()
            # One that a driver holds does not die yet; nobody waits for it.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(_DEAD_SECONDS)
        self._reader.join(1.0)
        self._child.stdout.close()
        self._folder.remove()
        return self._child.returncode

    def _write(self, line: bytes) -> None:
        assert self._child.stdin is not None
        # A closed pipe is a ValueError; either way the reader's end has been reported or will be.
        with contextlib.suppress(OSError, ValueError):
            self._child.stdin.write(line)

    def _read(self) -> None:
        output = self._child.stdout
        assert output is not None
        with open(output.fileno(), "rb", closefd=False) as lines:
            while line := lines.readline(LONGEST_LINE):
                reply = decode_reply(line)
                if reply is not None:
                    self._receive(reply)
        self._receive(None)


def _environment() -> dict[str, str]:
    """What every process of edge-aac runs with; a voice from a source tree finds its modules."""
    environment = {**os.environ, **ENVIRONMENT}
    root = Path(edge_aac.__file__).parents[1]
    if root.name not in {"site-packages", "dist-packages"}:
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), known]))
    return environment

"""The socket on which the running listener takes commands.

In: one line a connection, from this user alone (mode 0600, and the kernel's word for who asks
where the system gives it). Out: one line, ``ok`` or ``no`` and a sentence. Bounded in length,
time and number of clients: of those who say nothing the oldest makes room for the next, so that
however many there are, who says at once what they want gets through. What is no command gets a
sentence. Never does: carrying out a command, which is the listening loop's.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import socket
import stat
import threading
import time
from collections.abc import Callable, Container
from pathlib import Path

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.control.command import CommandError, parse_command
from edge_aac.control.connection import LONGEST_ANSWER, ClientConnection
from edge_aac.control.peer import peer_of
from edge_aac.control.request_queue import Answer, Request, RequestQueue
from edge_aac.enduring import endure
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why

__all__ = ["LONGEST_ANSWER", "MOST_CLIENTS", "MOST_IDLE", "ControlSocket"]

MOST_CLIENTS = 8
"""Whose command waits for the listener."""
MOST_IDLE = 16
"""Who have not said yet what they want."""
READ_SECONDS = 3.0
"""For the whole request of a client, however slowly it writes."""
ANSWER_SECONDS = 10.0
"""For the listener, which may be opening a microphone."""
_BACKLOG = 64
"""Who may wait for the kernel to let them in; they are let in at once."""
_LOOK_SECONDS = 0.2
_END_SECONDS = 2.0


class ControlSocket:
    """Takes commands on a socket, on one thread of its own, until it is closed.

    Parameters
    ----------
    path : Path
        Of the socket; one that a listener left behind is replaced.
    requests : RequestQueue
    wording : Wording, optional
        The words of what it answers by itself; English where there is none.
    name : callable
        Names this listener, for clients that ask who answers; empty for no name.
    read_seconds, answer_seconds : float
        How long a client and the listener may take.

    Raises
    ------
    EdgeAacError
        Another listener has it, or it cannot be made.
    """

    def __init__(
        self,
        path: Path,
        requests: RequestQueue,
        *,
        wording: Wording | None = None,
        name: Callable[[], str] = lambda: "",
        read_seconds: float = READ_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._path = path
        self._requests = requests
        self._wording = wording or load_wording()
        self._name = name
        self._read_seconds = read_seconds
        self._answer_seconds = answer_seconds
        self._idle: list[ClientConnection] = []
        self._waiting: list[ClientConnection] = []
        self._closed = threading.Event()
        try:
            self._lock = _locked(path)
            try:
                self._socket = _bound(path)
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as error:
            raise EdgeAacError(
                Reason.of(Why.SOCKET_NOT_MADE, path=str(path), reason=answered(error))
            ) from None
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._thread = threading.Thread(target=self._work, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take nothing more, and remove the socket; may be called again."""
        if self._closed.is_set():
            return
        self._closed.set()
        # While the lock is held nobody else has put a socket there.
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._wake()
        self._thread.join(_END_SECONDS)
        self._waker.close()
        os.close(self._lock)

    def __enter__(self) -> ControlSocket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        with self._socket, self._woken:
            endure(self._serve, self._closed.wait)

    def _serve(self) -> None:
        """Let clients in, read, answer and hang up, until it is closed."""
        while self._idle:  # of a beginning that failed
            self._idle.pop().close()
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closed.is_set():
                ready = {key.fileobj for key, _ in selector.select(self._patience())}
                if self._woken in ready:
                    with contextlib.suppress(OSError):
                        self._woken.recv(LONGEST_ANSWER)
                self._answer_waiting()
                # Who has spoken is heard before anybody has to make room.
                self._read_lines(selector, ready)
                if self._socket in ready:
                    self._let_in(selector)
            self._answer_waiting()
            for client in self._waiting:
                client.answer(self._no("stopping"), self._name())
            for client in self._idle:
                client.close()

    def _wake(self) -> None:
        """Let the thread look around; from any thread, and more often than it looks."""
        with contextlib.suppress(OSError):
            self._waker.send(b".")

    def _patience(self) -> float | None:
        """How long nothing becomes due [s]; None for as long as nothing happens."""
        deadlines = [client.deadline for client in (*self._idle, *self._waiting)]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _answer_waiting(self) -> None:
        now = time.monotonic()
        for client in tuple(self._waiting):
            assert client.request is not None
            answer = client.request.answered
            if answer is None and now >= client.deadline:
                answer = client.request.give_up() or self._no("late")
            if answer is not None:
                self._waiting.remove(client)
                client.answer(answer, self._name())

    def _read_lines(self, selector: selectors.BaseSelector, ready: Container[object]) -> None:
        """Read what has come, and hang up on who took too long over it."""
        now = time.monotonic()
        for client in tuple(self._idle):
            if client.connection in ready:
                client.read()
            line = client.line
            if line is None and now < client.deadline:
                continue
            self._idle.remove(client)
            selector.unregister(client.connection)
            if line is None:
                client.close()
            else:
                self._ask(client, line)

    def _ask(self, client: ClientConnection, line: str) -> None:
        """Hand a command on to the listening loop."""
        if len(self._waiting) >= MOST_CLIENTS:
            client.answer(self._no("busy"), self._name())
            return
        try:
            request = Request(parse_command(line), on_answer=self._wake)
        except CommandError as error:
            client.answer(Answer(self._wording.refusal(error), done=False), self._name())
            return
        client.request = request
        client.deadline = time.monotonic() + self._answer_seconds
        self._waiting.append(client)
        self._requests.put(request)

    def _let_in(self, selector: selectors.BaseSelector) -> None:
        """Let the next one in, if it is this user's; the oldest who is silent makes room."""
        try:
            connection, _ = self._socket.accept()
        except BlockingIOError:
            return
        except OSError:
            # There is no room for another file, which passes.
            self._closed.wait(_LOOK_SECONDS)
            return
        client = ClientConnection(connection, time.monotonic() + self._read_seconds)
        peer = peer_of(connection)
        if peer is not None and not peer.ours:
            client.answer(self._no("stranger"), "")
            return
        if len(self._idle) >= MOST_IDLE:
            oldest = self._idle.pop(0)
            selector.unregister(oldest.connection)
            oldest.answer(self._no("busy"), self._name())
        try:
            selector.register(connection, selectors.EVENT_READ)
        except OSError:  # the kernel has no room for one more
            client.close()
        else:
            self._idle.append(client)

    def _no(self, name: str) -> Answer:
        return Answer(self._wording.answer(name), done=False)


def _locked(path: Path) -> int:
    """A file beside the socket, locked while this process lives, however it ends."""
    lock = path.with_name(path.name + ".lock")
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    held = os.open(lock, flags, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise EdgeAacError(Reason.of(Why.SOCKET_TAKEN, path=str(path))) from None
    return held


def _bound(path: Path) -> socket.socket:
    """A socket that listens; what a dead listener left behind goes."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(17, "something else lies there")
        path.unlink()
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.bind(str(path))
        # Nobody can connect before it listens, so nobody can before it is private.
        path.chmod(0o600)
        made.listen(_BACKLOG)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made

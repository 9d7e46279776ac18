"""The socket on which the running listener takes commands.

In: one line a connection, from this user alone (mode 0600). Out: one line, ``ok`` or
``no`` and a sentence. Bounded in length, time and number of clients; what is no command
gets a sentence. Never does: carrying out a command, which is the listening loop's.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
import threading
import time
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.service.command import CommandError, parse_command
from edge_aac.service.inbox import Answer, Inbox, Request

MOST_CLIENTS = 8
LONGEST_LINE = 512
"""Bytes of a request; the longest command has 12."""
LONGEST_ANSWER = 4096
"""Bytes of an answer."""
READ_SECONDS = 3.0
"""For the whole request of a client, however slowly it writes."""
ANSWER_SECONDS = 10.0
"""For the listener, which may be opening a microphone."""
_LOOK_SECONDS = 0.2
_BUSY = Answer("Too many programs ask at once. Try again.", done=False)
_LATE = Answer("The listener has not answered; it may be waiting for sound. Try again.", done=False)


class Control:
    """Takes commands on a socket, on threads of its own, until it is closed.

    Parameters
    ----------
    path : Path
        Of the socket; one that a listener left behind is replaced.
    inbox : Inbox
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
        inbox: Inbox,
        *,
        read_seconds: float = READ_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._path = path
        self._inbox = inbox
        self._read_seconds = read_seconds
        self._answer_seconds = answer_seconds
        self._room = threading.BoundedSemaphore(MOST_CLIENTS)
        self._closed = threading.Event()
        try:
            self._lock = _locked(path)
            try:
                self._socket = _bound(path)
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EdgeAacError(
                f"The socket {path} cannot be made ({reason}), so edge-aac ctl does not reach "
                "this listener. Name another with --control-socket."
            ) from None
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take nothing more, and remove the socket; may be called again."""
        if self._closed.is_set():
            return
        self._closed.set()
        # While the lock is held nobody else has put a socket there.
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._socket.close()
        os.close(self._lock)
        self._thread.join(2.0 * _LOOK_SECONDS)

    def __enter__(self) -> Control:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                # Closed; or there is no room for another file, which passes.
                self._closed.wait(_LOOK_SECONDS)
                continue
            if not self._room.acquire(blocking=False):
                with client:
                    _send(client, _BUSY)
                continue
            try:
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()
            except RuntimeError:  # no room for another thread
                self._room.release()
                client.close()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client:
                line = _line(client, self._read_seconds)
                if line is not None:
                    _send(client, self._answer(line))
        finally:
            self._room.release()

    def _answer(self, line: str) -> Answer:
        try:
            request = Request(parse_command(line))
        except CommandError as error:
            return Answer(str(error), done=False)
        self._inbox.put(request)
        return request.wait(self._answer_seconds) or _LATE


def ask(path: Path, line: str, seconds: float = ANSWER_SECONDS + READ_SECONDS) -> Answer | None:
    """Ask the listener at a socket; None where there is none.

    Raises
    ------
    EdgeAacError
        It may not be asked, or gives no answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(seconds)
        try:
            client.connect(str(path))
            # Who is turned away may be told so before the request is out.
            with contextlib.suppress(BrokenPipeError):
                client.sendall(f"{line}\n".encode())
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            return None
        except BlockingIOError:  # as many wait to be let in as may
            return _BUSY
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EdgeAacError(
                f"The listener at {path} cannot be asked ({reason}). "
                "Ask as the user who started it."
            ) from None
        told = _line(client, seconds, LONGEST_ANSWER)
    kind, _, text = (told or "").partition(" ")
    if kind not in {"ok", "no"}:
        raise EdgeAacError(f"The listener at {path} gave no answer. Try again.")
    return Answer(text, kind == "ok")


def _locked(path: Path) -> int:
    """A file beside the socket, locked while this process lives, however it ends."""
    lock = path.with_name(path.name + ".lock")
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    held = os.open(lock, flags, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise EdgeAacError(
            f"Another edge-aac already takes commands at {path}, so this one takes none. "
            "Give it a socket of its own with --control-socket to command it, too."
        ) from None
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
        made.listen(MOST_CLIENTS)
        made.settimeout(_LOOK_SECONDS)
    except BaseException:
        made.close()
        raise
    return made


def _line(client: socket.socket, seconds: float, most: int = LONGEST_LINE) -> str | None:
    """The first line, or what comes before the end; None where none comes in time."""
    deadline = time.monotonic() + seconds
    data = b""
    try:
        while b"\n" not in data and len(data) <= most:
            client.settimeout(max(0.001, deadline - time.monotonic()))
            piece = client.recv(most)
            if not piece:
                break
            data += piece
            if time.monotonic() > deadline:
                return None
    except OSError:
        return None
    line = data.partition(b"\n")[0]
    return line[: most + 1].decode("utf-8", errors="replace")


def _send(client: socket.socket, answer: Answer) -> None:
    """One line; to a client that has gone, that is nothing."""
    words = " ".join(answer.text.split())
    line = f"{'ok' if answer.done else 'no'} {words}".encode(errors="replace")
    with contextlib.suppress(OSError):
        client.settimeout(READ_SECONDS)
        client.sendall(line[: LONGEST_ANSWER - 1] + b"\n")

"""Speech through speech-dispatcher, beside a screen reader that uses it, too.

In: orders. Out: replies, and messages over its Unix socket (SSIP), with its priorities:
critical is `important`, attention is `message`, ambient is `notification`. It plays through
its own output, knows no word groups and has none of our signals. Never does: starting it;
sending a text before the server has said that it takes one as text.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections import deque
from pathlib import Path

from edge_aac.speech.messages import Manner, Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.speaker.voice_process import Receive
from edge_aac.speech.text import plain
from edge_aac.speech.voice_faults import VoiceFault

PRIORITIES = {"critical": "important", "attention": "message", "ambient": "notification"}
_BEAT_SECONDS = 0.2
_ANSWER_SECONDS = 3.0
"""A server that does not answer a command for so long hangs."""
_LONGEST = 65_536
_USUAL_RATE = 175.0
"""Words per minute that it calls 0."""


def socket_path() -> Path:
    """Where it listens, if nobody says otherwise."""
    named = os.environ.get("SPEECHD_ADDRESS", "").removeprefix("unix_socket:")
    running = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    return Path(named or Path(running) / "speech-dispatcher" / "speechd.sock")


def serves(path: Path | None = None) -> bool:
    """Whether a server listens at its socket.

    Parameters
    ----------
    path : Path, optional
        Its socket.
    """
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(_ANSWER_SECONDS)
        try:
            caller.connect(str(path or socket_path()))
        except OSError:
            return False
    return True


class Dispatcher:
    """A connection that speaks like a voice in a child process."""

    def __init__(self, manner: Manner, receive: Receive, path: Path | None = None) -> None:
        """
        Connect.

        Parameters
        ----------
        manner : Manner
        receive : callable
            Takes a fault and the end where there is no server.
        path : Path, optional
            Its socket.
        """
        self._receive = receive
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._commands: deque[tuple[str, Order | None]] = deque(maxlen=64)
        self._current: tuple[str, Order | None] | None = None
        self._ids: dict[str, int] = {}
        self._detail: str | None = None
        self._ready = False
        """Whether it has answered anything yet."""
        self._asked = 0.0
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_BEAT_SECONDS)
        try:
            self._socket.connect(str(path or socket_path()))
        except OSError:
            receive(Reply(ReplyKind.FAULT, text=VoiceFault.NO_SERVER.value))
            receive(None)
            return
        self._send("SET self CLIENT_NAME user:edge-aac:voice")
        self._send("SET self NOTIFICATION all on")
        self._send("SET self SSML_MODE off")
        self._adjust(manner.rate, manner.volume)
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, order: Order) -> None:
        """Hand over an order; what it cannot do (cede, keep, wake) is nothing."""
        if order.kind is OrderKind.SAY:
            self._send(f"SET self PRIORITY {PRIORITIES.get(order.priority, 'message')}")
            self._send("SPEAK", order)
        elif order.kind is OrderKind.STOP:
            self._send("STOP self")
        elif order.kind is OrderKind.ADJUST:
            self._adjust(order.rate, order.volume)

    def runnable(self) -> bool:
        """Whether it could run now; nothing is known of another program's server."""
        return False

    def end(self, grace: float) -> int | None:  # noqa: ARG002  # there is no process to wait for
        """Be silent and leave."""
        self._write("CANCEL self")
        self._write("QUIT")
        self._over.set()
        self._socket.close()
        return 0

    def _adjust(self, rate: int, volume: float) -> None:
        share = (rate - _USUAL_RATE) / (95.0 if rate < _USUAL_RATE else 275.0)
        self._send(f"SET self RATE {round(100.0 * max(-1.0, min(1.0, share)))}")
        self._send(f"SET self VOLUME {round(200.0 * volume - 100.0)}")

    def _send(self, line: str, order: Order | None = None) -> None:
        """Send a command as soon as the one before is answered: until then it might be text."""
        with self._lock:
            self._commands.append((line, order))
            if self._current is None:
                self._next()

    def _next(self) -> None:
        self._current = self._commands.popleft() if self._commands else None
        self._asked = time.monotonic()
        if self._current is not None:
            self._write(self._current[0])

    def _write(self, line: str) -> None:
        # Who has hung up is noticed by the reader.
        with contextlib.suppress(OSError):
            self._socket.sendall(line.encode("utf-8", "replace") + b"\r\n")

    def _read(self) -> None:
        rest = b""
        while not self._over.is_set():
            try:
                data = self._socket.recv(4096)
            except TimeoutError:
                if self._unanswered():
                    break
                self._receive(Reply(ReplyKind.BEAT))
                continue
            except OSError:
                break
            if not data:
                break
            *lines, rest = (rest + data)[-_LONGEST:].split(b"\n")
            for line in lines:
                self._take(line.decode("utf-8", "replace").rstrip("\r"))
            self._receive(Reply(ReplyKind.BEAT))
        self._receive(None)

    def _unanswered(self) -> bool:
        """Whether the server hangs: it has been asked something and does not answer."""
        with self._lock:
            waits = time.monotonic() - self._asked
            return self._current is not None and waits > _ANSWER_SECONDS

    def _take(self, line: str) -> None:
        """One line of the server: details with a dash, then the end with a blank."""
        code, mark, text = line[:3], line[3:4], line[4:]
        if mark == "-":
            self._detail = self._detail or text
            return
        detail, self._detail = self._detail or "", None
        if code.startswith("7"):
            if code in {"702", "703"} and detail in self._ids:
                kind = ReplyKind.SAID if code == "702" else ReplyKind.STOPPED
                self._receive(Reply(kind, self._ids.pop(detail)))
            return
        if not self._ready:
            self._ready = True
            self._receive(Reply(ReplyKind.READY))
        with self._lock:
            order = self._current[1] if self._current is not None else None
            if code == "230" and order is not None:
                words = plain(order.text)
                # A dot at the beginning of a line would be the end of the text.
                self._write((f".{words}" if words.startswith(".") else words) + "\r\n.")
                return
            self._next()
        if order is not None and code == "225":
            self._ids[detail] = order.id
        elif order is not None:
            self._receive(Reply(ReplyKind.FAILED, order.id))

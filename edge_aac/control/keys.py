"""Single keys at the terminal, while a person sits in front of it.

In: a terminal. Out: commands; `?` writes which keys there are on standard error. The
terminal gives each key at once meanwhile, and is as it was on every way out: at the end,
after a fault, on SIGINT, SIGTERM, SIGHUP and SIGQUIT, and while the program is stopped
(Ctrl-Z). A program that outlives one of these signals does so with keys, too. Never does:
reading a terminal whose person is busy with another program.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable
from types import FrameType
from typing import Any, TextIO

from edge_aac.control.command import Command
from edge_aac.control.request_queue import Put
from edge_aac.enduring import endure
from edge_aac.types import Verb

KEYS: dict[str, Verb] = {
    "n": Verb.NOW,
    "r": Verb.REPEAT,
    "w": Verb.WHY,
    "i": Verb.MISSED,
    "q": Verb.QUIET,
    "m": Verb.MUTE,
    "u": Verb.UNMUTE,
    "l": Verb.LOUDER,
    "s": Verb.SOFTER,
    "d": Verb.SLOWER,
    "f": Verb.FASTER,
    "t": Verb.STATUS,
    "h": Verb.HEARD,
}
"""One letter each; Enter is now, too."""
_LOOK_SECONDS = 0.2
_MOST_BYTES = 64
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^\[O\x1b])")
"""What ECMA-48 and xterm have a key send that is no character."""
_BEGUN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?$")


def command_of(key: str) -> Command | None:
    """What a key asks for, if anything."""
    verb = Verb.NOW if key in {"\n", "\r"} else KEYS.get(key.lower())
    return None if verb is None else Command(verb)


def plain_keys(typed: str) -> tuple[str, str]:
    """Keys without those that a terminal sends as several characters: arrows, functions, Alt.

    Returns
    -------
    tuple of str
        The keys, and the beginning of one whose end has not come yet.
    """
    keys = _SEQUENCE.sub("", typed)
    begun = _BEGUN.search(keys)
    return (keys, "") if begun is None else (keys[: begun.start()], begun[0][:_MOST_BYTES])


def in_front(stream: TextIO) -> bool:
    """Whether this process is the one that the terminal talks to."""
    try:
        return stream.isatty() and os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def given_back(stream: TextIO | None) -> Callable[[], None]:
    """What makes a terminal as it is now, for a process that has no time to close anything."""
    try:
        number = -1 if stream is None else stream.fileno()
        before = termios.tcgetattr(number)
    except (OSError, ValueError, termios.error):
        return lambda: None

    def give_back() -> None:
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(number, termios.TCSANOW, before)

    return give_back


class Keys:
    """Reads keys until it is closed; made in the main thread.

    Parameters
    ----------
    put : callable
        Takes the commands.
    stream : text stream
        The terminal.
    explained : str
        Which keys there are, for who presses `?`.
    """

    def __init__(self, put: Put, stream: TextIO, explained: str = "") -> None:
        self._put = put
        self._explained = explained
        self._stream = stream
        self._number = stream.fileno()
        self._before = termios.tcgetattr(self._number)
        self._lock = threading.RLock()
        self._ours = False
        self._paused = False
        self._closed = threading.Event()
        self._handlers: dict[int, Any] = {}
        self._handlers |= {
            number: signal.signal(number, handler)
            for number, handler in (
                (signal.SIGTSTP, self._on_stop),
                (signal.SIGHUP, self._on_end),
                (signal.SIGQUIT, self._on_end),
                # Sent to the background meanwhile, reading and restoring must fail, not stop us.
                (signal.SIGTTIN, signal.SIG_IGN),
                (signal.SIGTTOU, signal.SIG_IGN),
            )
        }
        atexit.register(self._restore)
        self._take()
        self._thread = threading.Thread(target=self._work, name="keys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the terminal back as it was; may be called again."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._restore()
        atexit.unregister(self._restore)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._thread.join(4.0 * _LOOK_SECONDS)

    def __enter__(self) -> Keys:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self) -> None:
        """Have each key given at once, where the terminal is ours to change."""
        with self._lock, contextlib.suppress(OSError, termios.error):
            if not self._ours and not self._paused and not self._closed.is_set():
                tty.setcbreak(self._number, termios.TCSADRAIN)
                self._ours = True

    def _restore(self) -> None:
        # In the background the terminal is another program's, which has set it for itself.
        with self._lock, contextlib.suppress(OSError, termios.error):
            if self._ours and in_front(self._stream):
                termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)
            self._ours = False

    def _work(self) -> None:
        endure(self._read, self._closed.wait)

    def _read(self) -> None:
        begun = ""
        while not self._closed.is_set():
            if self._paused or not in_front(self._stream):
                self._ours = False
                self._closed.wait(_LOOK_SECONDS)
                continue
            self._take()
            try:
                ready, _, _ = select.select([self._number], [], [], _LOOK_SECONDS)
                data = os.read(self._number, _MOST_BYTES) if ready else None
            except OSError:
                continue
            if data == b"":
                return  # the terminal is gone
            # One whose end does not follow was the Escape key itself.
            typed = "" if data is None else begun + data.decode("ascii", errors="replace")
            keys, begun = plain_keys(typed)
            self._press(keys)

    def _press(self, keys: str) -> None:
        for key in keys:
            command = command_of(key)
            if command is not None:
                self._put(command)
            elif key == "?":
                with contextlib.suppress(OSError, ValueError):
                    print(self._explained, file=sys.stderr, flush=True)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Ctrl-Z: stop with the terminal as it was, and take it again afterwards."""
        self._paused = True
        self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._on_stop)
        self._paused = False

    def _on_end(self, number: int, frame: FrameType | None) -> None:
        """End as the signal says, with the terminal as it was, unless the program outlives it."""
        self._restore()
        before = self._handlers.get(number)
        if callable(before):
            before(number, frame)
            return
        if before is signal.SIG_IGN:
            return
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

"""What waits to be carried out by the listening loop.

In: commands, from any thread and from a signal's handler. Out: requests, oldest first,
taken by the loop alone; each is answered once, with one line. At most so many wait.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from edge_aac.control.command import Command

MOST = 16
"""Commands that wait; a person presses no faster."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command."""

    text: str
    """One plain line."""
    done: bool = True
    """False where it could not be carried out."""
    listener: str = field(default="", compare=False)
    """Who gave it, in the listener's own words; empty where it does not say."""
    figures: str = field(default="", compare=False)
    """A JSON object, where a program may want one."""
    pid: int | None = field(default=None, compare=False)
    """The listener's process; None where the system does not report it."""


class Request:
    """A command on its way, and the answer on its way back.

    Parameters
    ----------
    command : Command
    aloud : bool
        Somebody with nothing to read by asked: every answer is spoken.
    on_answer : callable
        Called once, as soon as there is an answer, on the thread that gives it.
    """

    def __init__(
        self,
        command: Command,
        *,
        aloud: bool = False,
        on_answer: Callable[[], None] = lambda: None,
    ) -> None:
        self.command = command
        self.aloud = aloud
        self._on_answer = on_answer
        self._lock = threading.Lock()
        self._answered = threading.Event()
        self._given_up = False
        self._answer = Answer("")

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for it."""
        return not self._given_up

    def answer(self, answer: Answer) -> None:
        """Answer; only the first counts."""
        with self._lock:
            if self._answered.is_set():
                return
            self._answer = answer
            self._answered.set()
        self._on_answer()

    @property
    def answered(self) -> Answer | None:
        """The answer, if it has come."""
        return self._answer if self._answered.is_set() else None

    def give_up(self) -> Answer | None:
        """Wait no longer: the answer, if it has come; else it is not wanted any more."""
        with self._lock:
            if self._answered.is_set():
                return self._answer
            self._given_up = True
            return None

    def wait(self, seconds: float) -> Answer | None:
        """The answer; None where none came in time, and then it is not wanted any more."""
        return self._answer if self._answered.wait(seconds) else self.give_up()


class RequestQueue:
    """A short queue without a lock, so that a signal's handler may use it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: deque[Request] = deque()
        self._closed = False

    def put(self, request: Request) -> None:
        """Let a request wait; where too many do, it is answered at once."""
        if self._closed:
            request.answer(Answer("The listener is stopping.", done=False))
        elif len(self._waiting) >= self._most:
            request.answer(Answer("Too many commands are waiting. Try again.", done=False))
        else:
            self._waiting.append(request)

    def ask(self, command: Command) -> None:
        """Let a command of a key or a button wait; the answer is spoken."""
        self.put(Request(command, aloud=True))

    def take(self) -> list[Request]:
        """What waits and is still wanted, oldest first."""
        taken = []
        while self._waiting:
            request = self._waiting.popleft()
            if request.wanted:
                taken.append(request)
        return taken

    def close(self) -> None:
        """Carry out nothing more, and answer everyone who waits."""
        self._closed = True
        for request in self.take():
            request.answer(Answer("The listener is stopping.", done=False))


Put = Callable[[Command], None]
"""Takes the command of a key or a button."""

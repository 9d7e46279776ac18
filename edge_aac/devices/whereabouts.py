"""Which source or sink of the sound server an open stream has, followed while it is open.

In: the name of the one that it was opened on, and a question that is asked twice a second, on a
thread of its own: a server that hangs holds up nobody else. Out: the one that it has now, and
whether it is another one. A recording may be moved before the first answer, so that the first
answer says nothing where a name was given. Never does: judging a device that no server has;
waiting for an answer that is not needed.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Protocol

from edge_aac.devices.capture import Capture
from edge_aac.devices.device import Direction
from edge_aac.devices.soundserver import Node, socket_paths
from edge_aac.enduring import endure

LOOK_SECONDS = 0.5
UNSEEN = 20
"""After so many looks that found no recording, the microphone is none of the server's."""
_CLOSE_SECONDS = 1.0


class Question(Protocol):
    """What is asked."""

    def node(self) -> Node | None:
        """The source or sink that the stream has; OSError where nobody answers."""

    def interrupt(self) -> None:
        """Let a question fail that waits for its answer; from any thread."""

    def close(self) -> None:
        """Nothing is asked any more."""


class Whereabouts:
    """Follows one recording from its first sample on.

    Parameters
    ----------
    question : Question
    astray : callable
        Called, on its own thread, at each look that finds another source than it should.
    wanted : str or None
        The name of the source that is to be heard; None for the one that is heard at first.
    look_seconds : float
        From one question to the next.
    """

    def __init__(
        self,
        question: Question,
        astray: Callable[[], None] = lambda: None,
        look_seconds: float = LOOK_SECONDS,
        wanted: str | None = None,
    ) -> None:
        self._question = question
        self._astray = astray
        self._look_seconds = look_seconds
        self._over = threading.Event()
        self._wanted = wanted
        self._settled = False
        """Whether a server had time to put the recording where it belongs."""
        self.now: Node | None = None
        """The source that is heard; None where it is not known."""
        self._look()
        self._thread = threading.Thread(target=self._work, name="whereabouts", daemon=True)
        self._thread.start()

    @property
    def strayed(self) -> bool:
        """Whether another source is heard than should be."""
        now = self.now
        return self._settled and now is not None and now.name != self._wanted

    def close(self) -> None:
        """Follow it no longer; also where the server hangs."""
        self._over.set()
        self._question.interrupt()
        self._thread.join(_CLOSE_SECONDS)

    def _work(self) -> None:
        endure(self._follow, self._over.wait)
        self._question.close()

    def _follow(self) -> None:
        looks = 0
        while not self._over.wait(self._look_seconds) and looks < UNSEEN:
            looks = looks + 1 if self.now is None else 0
            self._look()

    def _look(self) -> None:
        try:
            heard = self._question.node()
        except OSError:  # it is asked again
            return
        if heard is not None:
            self._wanted = self._wanted or heard.name
            self._settled = self._settled or self.now is not None or heard.name == self._wanted
            self.now = heard
            if self.strayed:
                self._astray()


def follow(
    astray: Callable[[], None] = lambda: None,
    wanted: str | None = None,
    direction: Direction = Direction.INPUT,
) -> Whereabouts | None:
    """The whereabouts of what this process records or plays; None where nobody can know them."""
    paths = socket_paths()
    # Without a thread for it, it is heard or spoken all the same.
    with contextlib.suppress(RuntimeError):
        if paths:
            question = Capture(paths, direction=direction)
            return Whereabouts(question, astray, wanted=wanted)
    return None

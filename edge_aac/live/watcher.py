"""Looks at the running listener for as long as somebody looks at the page.

In: answers to `heard` from the listener's socket. Out: the newest `View`, and a way to wait for
the next. One thread, however many look; where nobody does, nothing is asked. Bounded: it remembers
the newest lines alone. Never does: serving; commanding.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from edge_aac.control.request_queue import Answer
from edge_aac.errors import EdgeAacError
from edge_aac.live.live_words import LiveWords
from edge_aac.live.view import ShownLine, ShownSound, View
from edge_aac.types import Priority

LOOK_SECONDS = 0.5
"""So often the listener is asked; a danger is on the page that much later at most."""
MOST_LINES = 100
_END_SECONDS = 20.0
"""An answer that is waited for may take nearly so long."""


class Watcher:
    """Keeps the newest view.

    Parameters
    ----------
    ask : callable
        Gives the listener's answer to `heard`; raises `EdgeAacError` where none comes.
    words : LiveWords
    now : callable
        The wall clock [s].
    look_seconds : float
        How long it waits between two looks.
    """

    def __init__(
        self,
        ask: Callable[[], Answer],
        words: LiveWords,
        now: Callable[[], float] = time.time,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._ask, self._words, self._now = ask, words, now
        self._look_seconds = look_seconds
        self._lines: deque[ShownLine] = deque(maxlen=MOST_LINES)
        self._count = 0
        self._seen: tuple[int | None, int] = (None, 0)
        """The listener's process, and the number of its newest line that is known."""
        self._view = View(words["absent"])
        self._looks = 0
        self._viewers = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="watcher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(_END_SECONDS)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Within this somebody looks."""
        with self._changed:
            self._viewers += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._viewers -= 1

    def view(self) -> View:
        """What is so just now; asks the listener."""
        self._look()
        return self._view

    def after(self, look: int, seconds: float) -> tuple[int, View]:
        """The first view after a look, and that look's number; the old one where none comes.

        Parameters
        ----------
        look : int
            0 for any.
        seconds : float
            How long to wait.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._looks > look or self._closed, seconds)
            return self._looks, self._view

    @property
    def closed(self) -> bool:
        """Whether it looks no more."""
        return self._closed

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._viewers > 0 or self._closed)
                if self._closed:
                    return
            self._look()
            with self._changed:
                self._changed.wait_for(lambda: self._closed, self._look_seconds)

    def _look(self) -> None:
        try:
            answer = self._ask()
            figures = json.loads(answer.figures) if answer.done else None
        except (EdgeAacError, ValueError, RecursionError):
            answer, figures = Answer(""), None
        with self._changed:
            # A listener that is stopping or older than this page has no figures.
            if isinstance(figures, dict):
                try:
                    self._view = self._shown(answer.pid, figures)
                except (KeyError, TypeError, ValueError, AttributeError):
                    self._view = View(self._words["absent"], lines=tuple(self._lines))
            else:
                self._view = View(self._words["absent"], lines=tuple(self._lines))
            self._looks += 1
            self._changed.notify_all()

    def _shown(self, pid: int | None, figures: Mapping[str, Any]) -> View:
        self._take(pid, figures)
        words, level, quiet = self._words, figures["level"], figures["quiet"]
        decibels = None if level is None else float(level)
        return View(
            words.state(bool(figures["lost"]), bool(figures["muted"]), quiet),
            decibels,
            words.level(decibels),
            tuple(
                ShownSound(words.noun(str(one["label"])), round(100 * float(one["score"])))
                for one in figures["sounds"]
            ),
            tuple(self._lines),
        )

    def _take(self, pid: int | None, figures: Mapping[str, Any]) -> None:
        """Keep lines that are new; another listener's all are."""
        known = self._seen[1] if self._seen[0] == pid else 0
        if pid is None and int(figures["last"]) < known:
            known = 0  # where the system does not report processes, another counts anew
        rows = [one for one in figures["lines"] if int(one["n"]) > known]
        if rows and known and int(rows[0]["n"]) > known + 1:
            count = int(rows[0]["n"]) - known - 1
            self._add(self._now(), self._words["gap"].format(count=count), urgent=False)
        for one in rows:
            urgent = one.get("priority") == Priority.CRITICAL.value
            self._add(self._now() - float(one["ago"]), str(one["text"]), urgent)
        self._seen = (pid, max(known, int(figures["last"])))

    def _add(self, at: float, text: str, urgent: bool) -> None:
        self._count += 1
        clock = time.strftime("%H:%M:%S", time.localtime(at))
        self._lines.append(ShownLine(self._count, clock, text, urgent))

"""The Python API: what a listener reports, one after the other or to a callback.

In: a source, settings. Out: the reports of `edge-aac listen --json`, as frozen values. It neither
speaks nor prints, opens no socket, and takes no command.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from os import PathLike, fspath
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from edge_aac.answers.wording import load_wording
from edge_aac.audio.given_blocks import GivenBlocks
from edge_aac.audio.opening import Opening, is_live
from edge_aac.audio.source import Source
from edge_aac.build import build_pipeline
from edge_aac.errors import EdgeAacError
from edge_aac.service.listener import Listener
from edge_aac.settings import keys
from edge_aac.settings.load import load_settings
from edge_aac.settings.nearest import nearest
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.supervision.faults import NotRead
from edge_aac.types import Caption, Decision, Event, EventEnd, Report, Status

__all__ = ["Caption", "Decision", "EdgeAacError", "Event", "EventEnd", "Report", "Status", "listen"]

WAITING = 1024
"""So many reports wait for a slow reader of a microphone; then some are left out and counted."""
_LOOK_SECONDS = 0.1

SoundSource: TypeAlias = "str | PathLike[str] | Iterable[NDArray[np.generic]]"
"""As `--input` names it, a file's path, or blocks of samples."""


class _Stopped(Exception):
    """The reader wants no more."""


@overload
def listen(
    source: SoundSource = "mic", callback: None = None, **settings: object
) -> Iterator[Report]: ...
@overload
def listen(
    source: SoundSource, callback: Callable[[Report], object], **settings: object
) -> None: ...
def listen(
    source: SoundSource = "mic",
    callback: Callable[[Report], object] | None = None,
    **settings: object,
) -> Iterator[Report] | None:
    """Listen to a source, and give each report as soon as it is made.

    Parameters
    ----------
    source : str, path or iterable of ndarray
        What `--input` may name, or a file's path. Or blocks of samples, mono at 16 kHz, shape (n,):
        floating point with full scale at -1 and 1, or int16.
    callback : callable, optional
        Takes each report, on the calling thread, until the input ends. What it raises ends the
        listening and is raised again.
    **settings
        Settings by their names in the settings file, such as `language="de"`. They come before
        variables, and variables before the settings file. A file is read as fast as it can be,
        unless `realtime` is true.

    Returns
    -------
    iterator of Report, or None
        `Event`, `EventEnd`, `Caption` and `Status`, in order. To close the iterator, or to leave
        its loop, ends the listening. None with a callback.

    Raises
    ------
    EdgeAacError
        The settings are wrong, there is no model, or the source cannot be opened; the last also
        from the iterator.
    """
    for name in settings:
        if name not in keys():
            raise EdgeAacError(f"There is no setting {name}. {nearest(name, keys())}")
    given = {"realtime": False, **settings}
    live = False
    opened: Callable[[], Source]
    if isinstance(source, str | PathLike):
        chosen = load_settings({**given, "input": fspath(source)}).settings
        live, opened = is_live(chosen.audio), Opening(chosen.audio)
    else:
        chosen = load_settings(given).settings
        opened = partial(GivenBlocks, source)
    pipeline = build_pipeline(chosen)
    wording = load_wording(chosen.salience.language)

    def run(show: Callable[[Report], object], alive: Callable[[], None] = lambda: None) -> None:
        def shown(report: Report) -> None:
            show(report)

        Listener(opened, pipeline, SilentOutput(), shown, wording=wording, alive=alive).run()

    if callback is not None:
        run(callback)
        return None
    return _Reports(run, live).each()


class _Reports:
    """Reports of a listener on a thread of its own, for a reader on another."""

    def __init__(
        self, run: Callable[[Callable[[Report], object], Callable[[], None]], None], live: bool
    ) -> None:
        self._run = run
        self._live = live
        self._waiting: queue.Queue[Report | BaseException | None] = queue.Queue(WAITING)
        self._stopped = threading.Event()

    def each(self) -> Iterator[Report]:
        """Give one after the other, until the listener ends or the reader stops."""
        thread = threading.Thread(target=self._work, name="listen", daemon=True)
        thread.start()
        try:
            while (report := self._waiting.get()) is not None:
                if isinstance(report, BaseException):
                    raise report
                yield report
        finally:
            self._stopped.set()
            thread.join()

    def _work(self) -> None:
        end: BaseException | None = None
        try:
            self._run(self._show, self._alive)
        except _Stopped:
            return
        except BaseException as error:  # the reader's to handle
            end = error
        with contextlib.suppress(_Stopped):
            self._put(end)

    def _show(self, report: Report) -> None:
        if not self._live:
            self._put(report)
            return
        try:
            self._waiting.put_nowait(report)
        except queue.Full:
            raise NotRead(f"More than {WAITING} reports wait to be read.") from None

    def _put(self, report: Report | BaseException | None) -> None:
        """Wait for room; nothing waits for a reader that has gone."""
        while True:
            self._alive()
            try:
                self._waiting.put(report, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return

    def _alive(self) -> None:
        if self._stopped.is_set():
            raise _Stopped

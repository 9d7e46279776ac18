"""Many recordings, one function each: in this process, on all cores, or on a cluster.

In: a function that can be sent to another process, and recordings. Out: an `Outcome` for each, in
their order. So many are on the way at once as keep everybody busy, however many there are. A
process that dies takes one recording with it, and no other. Never does: deciding what is done.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from edge_aac.archive.found_recordings import Recording
from edge_aac.library.passage import Passage

WAITING = 2
"""Recordings for each process that are worked on or wait."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a recording."""

    recording: Recording
    text: str = ""
    """What was asked for, of as much as could be read."""
    fault: str | None = None
    """One sentence, where it could not be read, or not to its end."""
    data: bytes = b""
    """The same, where it is no text."""
    passages: tuple[Passage, ...] = ()
    """For the library: its pieces."""


Work = Callable[[Recording], Outcome]
"""Does one recording; never raises for what is wrong with it."""
Engine = Callable[[Work, Iterable[Recording]], Iterator[Outcome]]


def in_order(work: Work, recordings: Iterable[Recording], jobs: int = 1) -> Iterator[Outcome]:
    """The outcomes, by so many processes."""
    if jobs <= 1:
        yield from map(work, recordings)
        return
    waiting: deque[tuple[Recording, Future[Outcome]]] = deque()
    source = iter(recordings)
    pool = _pool(jobs)
    try:
        while True:
            while len(waiting) < WAITING * jobs and (one := next(source, None)) is not None:
                waiting.append((one, _submitted(pool, work, one)))
            if not waiting:
                return
            recording, future = waiting[0]
            try:
                outcome = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=True, cancel_futures=True)
                outcome = _alone(work, recording)
                pool = _pool(jobs)
                rest = [one for one, _ in waiting][1:]
                waiting = deque(
                    [(recording, future), *((one, _submitted(pool, work, one)) for one in rest)]
                )
            waiting.popleft()
            yield outcome
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, work: Work, recording: Recording) -> Future[Outcome]:
    """Hand it out; where a process has just died, its turn tells, as that of those on the way."""
    try:
        return pool.submit(work, recording)
    except BrokenProcessPool as error:
        future: Future[Outcome] = Future()
        future.set_exception(error)
        return future


def lost(recording: Recording) -> Outcome:
    """What is said of a recording on which processes die."""
    return Outcome(
        recording,
        fault=f"{recording.name} ends the program that reads it, so nothing was described: "
        "convert it to another format, or leave it out.",
    )


def _alone(work: Work, recording: Recording) -> Outcome:
    """Try once more one that was on the way when a process died."""
    with _pool(1) as pool:
        try:
            return pool.submit(work, recording).result()
        except BrokenProcessPool:
            return lost(recording)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Forked processes would share the state of the libraries' threads.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Ctrl-C ends the parent, which ends its processes in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

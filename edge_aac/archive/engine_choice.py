"""What shares the work on many recordings: this machine, or a cluster that runs already.

In: an engine's name. Out: what gives outcomes in order. A cluster is dask's: the same function a
recording, and no scheduler of our own. Its workers read the recordings under the same names, as
from a shared folder; one that is lost loses nothing, since its recordings go to another. Never
does: starting a cluster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.work import Engine, Outcome, Work, in_order, lost
from edge_aac.errors import EdgeAacError

ENGINES = ("local", "dask")
CONNECT_SECONDS = 30.0
_WAITING = 4
"""Recordings for each thread of the cluster that are worked on or wait."""
_RETRIES = 3


def engine(name: str, scheduler: str | None, jobs: int) -> Engine:
    """What works on recordings.

    Raises
    ------
    EdgeAacError
        A cluster is wanted and none is named, or dask is not installed.
    """
    if name == "local":
        return partial(in_order, jobs=jobs)
    if not scheduler:
        raise EdgeAacError("Which cluster is not said. Name its scheduler with --scheduler.")
    try:
        import distributed
    except ImportError:
        raise EdgeAacError(
            "dask is not installed here: install it with pip install 'edge-aac[cluster]'."
        ) from None
    return partial(_on_cluster, distributed, scheduler)


def _on_cluster(
    distributed: Any, scheduler: str, work: Work, recordings: Iterable[Recording]
) -> Iterator[Outcome]:
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise EdgeAacError(
            f"No dask scheduler answers at {scheduler}: start one, or correct the address."
        ) from None
    waiting: deque[tuple[Recording, Any]] = deque()
    source = iter(recordings)
    with client:
        while True:
            room = _WAITING * max(1, sum(client.nthreads().values()))
            while len(waiting) < room and (one := next(source, None)) is not None:
                waiting.append((one, client.submit(work, one, retries=_RETRIES, pure=False)))
            if not waiting:
                return
            recording, future = waiting.popleft()
            try:
                yield future.result()
            except distributed.KilledWorker:
                yield lost(recording)

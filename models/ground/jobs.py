"""Independent pieces of work, shared by several processes.

In: a function at a module's top level, and pieces that pickle. Out: what it gave for each, in
their order. Processes are started afresh, so that none inherits another's threads or memory.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import TypeVar

from tqdm import tqdm

Piece = TypeVar("Piece")
Given = TypeVar("Given")


def shared(
    work: Callable[[Piece], Given], pieces: Sequence[Piece], jobs: int, doing: str | None = None
) -> list[Given]:
    """Do all pieces in so many processes; `doing` names the work beside the progress."""
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        given = pool.imap(work, pieces)
        return list(tqdm(given, total=len(pieces), desc=doing, disable=None))

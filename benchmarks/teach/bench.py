"""What each process measures with, and how work is shared among processes.

In: the corpus, the settings. Out: the results of work, in order. Never does: judging.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property, partial
from typing import TypeVar

from benchmarks.teach.beds import Beds
from benchmarks.teach.take import Takes
from edge_aac.pipeline.teacher import Teacher
from edge_aac.settings import Settings
from edge_aac.teaching import build_teacher
from models.ground.corpus import Corpus

T = TypeVar("T")
R = TypeVar("R")


class Bench:
    """What each process measures with; those after the first get theirs when they begin.

    Parameters
    ----------
    corpus : Corpus
    settings : Settings
    split : str
        Whose devices and beds are tested.
    jobs : int
        Processes.
    """

    def __init__(self, corpus: Corpus, settings: Settings, split: str, jobs: int) -> None:
        self.corpus, self.settings, self._jobs = corpus, settings, jobs
        self.taught = Takes(corpus, "calibrate", odd=False)
        self.tests = Takes(corpus, split, odd=True)
        self.beds: Beds | None = None

    @cached_property
    def teacher(self) -> Teacher:
        """One for each process: the networks do not survive a fork."""
        return build_teacher(self.settings)

    def each(self, work: Callable[[Bench, T], R], items: Sequence[T]) -> Iterator[R]:
        """Work through items, in order."""
        if self._jobs == 1:
            yield from (work(self, one) for one in items)
            return
        self.__dict__.pop("teacher", None)
        begun = partial(_begin, self)
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self._jobs, context, begun) as pool:
            yield from pool.map(partial(_work, work), items)


_BENCH: list[Bench] = []
"""Of this process."""


def _begin(bench: Bench) -> None:
    _BENCH[:] = [bench]


def _work(work: Callable[[Bench, T], R], item: T) -> R:
    return work(_BENCH[0], item)

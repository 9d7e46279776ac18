"""Many scenes on all cores, and what became of them kept for another look.

In: a plan, the settings, where the recordings are. Out: `Heard` values in the plan's order.
Scenes are streamed in runs of an hour or so, each with a listener of its own, so that the
result does not depend on the number of cores.

Never does: judging.
"""

from __future__ import annotations

import multiprocessing
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.hearing import Heard, hear
from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.spec import Spec
from edge_aac.settings import Settings

_RUN = 60
"""Scenes in one stream."""


@dataclass(frozen=True, slots=True)
class Work:
    """One stream."""

    specs: tuple[Spec, ...]
    settings: Settings
    data: Path | None
    peer: bool
    tuning: bool


def name(specs: Sequence[Spec]) -> str:
    """The file in which what became of a plan is kept: another plan has another one."""
    return f"{_part(specs)}-{zlib.crc32(repr(specs).encode()):08x}.pickle"


def stream(
    specs: Sequence[Spec],
    settings: Settings,
    data: Path | None,
    *,
    peer: bool = True,
    tuning: bool = False,
    jobs: int = 2,
    kept: Path | None = None,
) -> list[Heard]:
    """Stream a plan, or take what was kept of it.

    Parameters
    ----------
    specs : sequence of Spec
    settings : Settings
    data : Path or None
        The data folder.
    peer : bool
        Whether the peer hears too.
    tuning : bool
        From which rows scenes are made.
    jobs : int
        Processes.
    kept : Path or None
        A file from an earlier run; written where it does not exist.
    """
    if kept is not None and kept.exists():
        found: list[Heard] = pickle.loads(kept.read_bytes())
        return found
    work = [Work(some, settings, data, peer, tuning) for some in in_streams(specs)]
    heard: list[Heard] = []
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        runs = pool.imap(_run, work)
        for some in tqdm(runs, total=len(work), desc=_part(specs), disable=None):
            heard += some
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(heard))
    return heard


def in_streams(specs: Sequence[Spec]) -> list[tuple[Spec, ...]]:
    """A plan's scenes as they are streamed, an hour or so at a time."""
    return [tuple(specs[at : at + _RUN]) for at in range(0, len(specs), _RUN)]


def _part(specs: Sequence[Spec]) -> str:
    return specs[0].part if specs else "nothing"


def _run(work: Work) -> list[Heard]:
    rows = material_in(work.data, work.tuning)
    scenes = (compose(spec, rows) for spec in work.specs)
    return list(hear(scenes, work.settings, rows.corpus.folder if work.peer else None))

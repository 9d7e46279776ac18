"""Many scenes on all cores, and what became of them kept for another look.

In: a plan, the settings, where the recordings are. Out: `SceneResult` values in the plan's order.
Scenes are streamed in runs of an hour or so, each with a listener of its own, so that the
result does not depend on the number of cores.

Never does: judging.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.hearing import SceneResult, hear
from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.spec import Spec
from edge_aac.settings import Settings
from models.ground.jobs import shared

_RUN = 60
"""Scenes in one stream."""


def name(specs: Sequence[Spec]) -> str:
    """The file in which what became of a plan is kept: another plan has another one."""
    return f"{_part(specs)}-{zlib.crc32(repr(specs).encode()):08x}.pickle"


def stream(
    specs: Sequence[Spec],
    settings: Settings,
    data: Path | None,
    *,
    baseline: bool = True,
    tuning: bool = False,
    jobs: int = 2,
    kept: Path | None = None,
) -> list[SceneResult]:
    """Stream a plan, or take what was kept of it.

    Parameters
    ----------
    specs : sequence of Spec
    settings : Settings
    data : Path or None
        The data folder.
    baseline : bool
        Whether the baseline hears too.
    tuning : bool
        From which rows scenes are made.
    jobs : int
        Processes.
    kept : Path or None
        A file from an earlier run; written where it does not exist.
    """
    if kept is not None and kept.exists():
        found: list[SceneResult] = pickle.loads(kept.read_bytes())
        return found
    run = partial(_run, settings, data, baseline, tuning)
    runs = shared(run, in_streams(specs), jobs, _part(specs))
    heard = [one for scenes in runs for one in scenes]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(heard))
    return heard


def in_streams(specs: Sequence[Spec]) -> list[tuple[Spec, ...]]:
    """A plan's scenes as they are streamed, an hour or so at a time."""
    return [tuple(specs[at : at + _RUN]) for at in range(0, len(specs), _RUN)]


def _part(specs: Sequence[Spec]) -> str:
    return specs[0].part if specs else "nothing"


def _run(
    settings: Settings, data: Path | None, baseline: bool, tuning: bool, specs: Sequence[Spec]
) -> list[SceneResult]:
    rows = material_in(data, tuning)
    scenes = (compose(spec, rows) for spec in specs)
    return list(hear(scenes, settings, rows.corpus.folder if baseline else None))

"""Captioned data sets by name: what a trainer is given, loaded and guarded.

In: `name:folder` or `name/split:folder`, and our own data folder. Out: the clips that may be
learnt from, and a line about what was left out. Never does: reading sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from models.captioned.audiocaps import load_audiocaps
from models.captioned.clotho import load_clotho
from models.captioned.fault import DatasetFault
from models.captioned.guard import evaluated, leaks
from models.captioned.item import CaptionedClip, Missing
from models.captioned.wavcaps import load_wavcaps

Loader = Callable[[Path, str], tuple[list[CaptionedClip], Missing]]
LOADERS: dict[str, tuple[Loader, str]] = {
    "clotho": (load_clotho, "development"),
    "audiocaps": (load_audiocaps, "train"),
    "wavcaps": (load_wavcaps, "train"),
}
"""Loader and training split."""


def load_captioned(given: Sequence[str], data: Path) -> tuple[list[CaptionedClip], list[str]]:
    """Clips of all data sets that are named, without those that our evaluation is cut from.

    Parameters
    ----------
    given : sequence of str
        `clotho:/folder`, or `clotho/validation:/folder` for another split than that to train on.
    data : Path
        Our own data folder, for the guard.

    Returns
    -------
    (list of CaptionedClip, list of str)
        The clips, and one line per data set that tells what was kept and what not.

    Raises
    ------
    DatasetFault
        A name is unknown, a data set is malformed or not there, or the guard has no tables.
    """
    forbidden = evaluated(data)
    clips: list[CaptionedClip] = []
    lines: list[str] = []
    for one in given:
        name, _, folder = one.partition(":")
        name, _, split = name.partition("/")
        if name not in LOADERS or not folder:
            raise DatasetFault(
                f"{one!r} names no captioned data set: write {':FOLDER or '.join(LOADERS)}:FOLDER."
            )
        load, training = LOADERS[name]
        found, missing = load(Path(folder), split or training)
        leaking = {id(clip) for clip in leaks(found, forbidden)}
        clips += [clip for clip in found if id(clip) not in leaking]
        parts = [f"{name}: {len(found) - len(leaking)} clips"]
        parts += [f"{len(leaking)} left out, we evaluate on their recordings"] if leaking else []
        parts += [missing.summary()] if missing.summary() else []
        lines.append("; ".join(parts))
    if not clips:
        raise DatasetFault(
            "Every captioned clip is cut from a recording that we evaluate on: give more of them."
        )
    return clips, lines

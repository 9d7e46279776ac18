"""Trials: a sound and one system's caption of it, without the system's name, in a random order.

In: captions of several systems for the same sounds, and a seed. Out: trials in the order in which a
person meets them, each with a name that says nothing; and the key from names to systems, which
stays with whoever asks. Never does: showing anything.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_aac.errors import EdgeAacError

MOST = 200
"""Trials of one sheet: more is no evening's work, and no page that a browser likes."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One caption to be judged."""

    name: str
    """Says neither system nor sound."""
    sound: str
    """The file that is played."""
    system: str
    """Who said it; it stands in the key and nowhere on the sheet."""
    caption: str


def drawn(captions: Mapping[str, Mapping[str, str]], seed: int) -> list[Trial]:
    """All captions in a random order, no sound twice in turn where that can be had.

    Parameters
    ----------
    captions : mapping of str to mapping of str to str
        System -> sound -> caption. Every system captions the same sounds.
    seed : int
        Another person gets another order from another seed; names stay.

    Raises
    ------
    EdgeAacError
        There is nothing to judge, too much, or a system left a sound out.
    """
    sounds = sorted(next(iter(captions.values()), {}))
    if not sounds:
        raise EdgeAacError("There are no captions to judge: give one table a system.")
    for system, said in captions.items():
        if sorted(said) != sounds:
            raise EdgeAacError(f"{system} captions other sounds than the first system.")
    if len(sounds) * len(captions) > MOST:
        raise EdgeAacError(
            f"{len(sounds) * len(captions)} captions are too many for one sheet: "
            f"give {MOST} at most."
        )
    rng = np.random.default_rng(seed)
    # Each system's captions of all sounds stand together in a shuffled round, systems mixed
    # evenly, so that a sound comes again only after the others.
    systems = list(captions)
    turns = {sound: rng.permutation(len(systems)) for sound in sounds}
    trials: list[Trial] = []
    for turn in range(len(systems)):
        order = [sounds[int(i)] for i in rng.permutation(len(sounds))]
        if trials and len(order) > 1 and order[0] == trials[-1].sound:
            order = [*order[1:], order[0]]
        for sound in order:
            system = systems[int(turns[sound][turn])]
            trials.append(Trial(_name(system, sound), sound, system, captions[system][sound]))
    return trials


def _name(system: str, sound: str) -> str:
    return hashlib.sha256(f"{system}\n{sound}".encode()).hexdigest()[:10]


FIELDS = ("trial", "system", "sound", "caption")


def write_key(path: Path, trials: list[Trial]) -> None:
    """Write who said what."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(FIELDS)
        for trial in sorted(trials, key=lambda one: one.name):
            table.writerow([trial.name, trial.system, trial.sound, trial.caption])


def read_key(path: Path) -> dict[str, Trial]:
    """Trials by their names.

    Raises
    ------
    EdgeAacError
        The file is no key.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        trials = [
            Trial(row["trial"], row["sound"], row["system"], row["caption"] or "") for row in rows
        ]
    except (OSError, ValueError, KeyError, csv.Error) as fault:
        raise EdgeAacError(f"{path} is no key of a sheet: {fault}.") from fault
    return {trial.name: trial for trial in trials}

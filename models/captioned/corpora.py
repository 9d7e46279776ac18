"""Captioned data sets by name: what a trainer is given, loaded and guarded.

In: `name:folder` or `name/split:folder`, and our own data folder. Out: the clips that may be
learnt from, and a line about what was left out. Never does: reading sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.captioned.audiocaps import load_audiocaps
from models.captioned.clotho import load_clotho
from models.captioned.fault import DatasetFault
from models.captioned.guard import evaluated, leaks
from models.captioned.item import CaptionedClip, Missing
from models.captioned.macs import load_macs
from models.captioned.wavcaps import load_wavcaps

Loader = Callable[[Path, str], tuple[list[CaptionedClip], Missing]]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A captioned data set as it is published."""

    load: Loader
    training: str
    """The split to learn from."""
    home: str
    """Who publishes it, and under what name."""
    layout: str
    """What has to lie in its folder."""
    terms: str
    """Who may use it for what."""


DATA_SETS: dict[str, DataSet] = {
    "clotho": DataSet(
        load_clotho,
        "development",
        "Tampere University, as Clotho v2.1 on Zenodo: captions, metadata and sound, 14 GB",
        "clotho_captions_development.csv, clotho_metadata_development.csv, development/*.wav",
        "captions non-commercial with attribution; each sound its own, many non-commercial",
    ),
    "audiocaps": DataSet(
        load_audiocaps,
        "train",
        "Seoul National University, as AudioCaps: captions alone; the sound is cut from videos "
        "that whoever uses it has to have",
        "train.csv, and sound files named {youtube_id}_{start_time} anywhere below",
        "academic purposes only",
    ),
    "wavcaps": DataSet(
        load_wavcaps,
        "train",
        "the authors of WavCaps, on Hugging Face: captions by a language model, and sound, 820 GB",
        "json_files/<Source>/*_final.json, and <id>.flac in folders called <Source>",
        "academic use only",
    ),
    "macs": DataSet(
        load_macs,
        "train",
        "Tampere University, as MACS on Zenodo: captions; the sound is that of TAU Urban Acoustic "
        "Scenes 2019, development set, 20 GB",
        "MACS.yaml, and *.wav anywhere below",
        "non-commercial with attribution",
    ),
}
"""By the name that a trainer is given."""


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
        if name not in DATA_SETS or not folder:
            raise DatasetFault(
                f"{one!r} names no captioned data set: write "
                f"{':FOLDER or '.join(DATA_SETS)}:FOLDER."
            )
        data_set = DATA_SETS[name]
        found, missing = data_set.load(Path(folder), split or data_set.training)
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

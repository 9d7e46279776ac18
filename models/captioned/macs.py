"""MACS: 3,930 sounds of ten seconds in airports, parks and squares, two to five captions each.

In: the folder with `MACS.yaml` and the sounds of TAU Urban Acoustic Scenes 2019, development set,
anywhere below (they come apart, in folders called `audio`). Out: `CaptionedClip`s. A clip's group
is the place that it was recorded at, of which there are several clips. Never does: reading sound.

Licences: the captions are for non-commercial use with attribution (Tampere University's terms), and
so are the sounds. Our released weights have learnt from none of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from models.captioned.fault import DatasetFault
from models.captioned.item import CaptionedClip, Missing, once
from models.captioned.table import decoded

TABLE = "MACS.yaml"
SPLITS = ("train",)
"""MACS has one split."""


def load_macs(folder: Path, split: str = "train") -> tuple[list[CaptionedClip], Missing]:
    """The clips that are on disk, in the table's order.

    Raises
    ------
    DatasetFault
        There is no such split, the table is malformed, or no sound of it is there.
    """
    if split not in SPLITS:
        raise DatasetFault(f"MACS has no split {split}: it is {SPLITS[0]}.")
    table = folder / TABLE
    there = {path.name: path for path in sorted(folder.rglob("*.wav"))}
    clips, absent, empty = [], [], 0
    rows = _rows(table)
    for i, row in enumerate(rows, 1):
        name, said = _read(row, table, i)
        empty += sum(not one.strip() for one in said)
        captions = once(said)
        path = there.get(Path(name).name)
        if path is None:
            absent.append(name)
        elif captions:
            # airport-barcelona-0-12-a.wav: scene, city, place, segment, device.
            place = "-".join(Path(name).stem.split("-")[:3])
            clips.append(CaptionedClip(path, captions, "macs", split, f"tau:{place}"))
    if not clips:
        raise DatasetFault(
            f"{table}: none of its {len(rows)} sounds with a caption is below {folder}: unpack TAU "
            "Urban Acoustic Scenes 2019 there."
        )
    return clips, Missing.counted(absent, empty)


def _rows(table: Path) -> list[Any]:
    try:
        content = yaml.safe_load(decoded(table))
    except yaml.YAMLError as fault:
        where = getattr(fault, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise DatasetFault(
            f"{table}{line}: it is no YAML: correct it, or download the file again."
        ) from None
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, list):
        raise DatasetFault(f"{table}: it has no list of files: download the file again.")
    return files


def _read(row: Any, table: Path, number: int) -> tuple[str, list[str]]:
    """A file's name and its sentences."""
    try:
        name, annotations = row["filename"], row["annotations"]
        said = [one["sentence"] for one in annotations]
        if not isinstance(name, str) or not all(isinstance(one, str) for one in said):
            raise TypeError
    except (KeyError, TypeError):
        raise DatasetFault(
            f"{table}, file {number}: it lacks a filename, or sentences: correct it, or download "
            "the file again."
        ) from None
    return name, said

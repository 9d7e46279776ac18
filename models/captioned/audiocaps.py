"""AudioCaps: ten seconds of videos; one caption each to train on, five to evaluate.

In: the folder with `train.csv`, `val.csv` and `test.csv` (audiocap_id, youtube_id,
start_time, caption), and sound files anywhere in it. The audio is not published, so
everybody's files are named in their own way; of the ways in `NAMINGS` the first that
leads to a file counts. Out: `CaptionedClip`s. Never does: downloading, reading sound
(only a file's length, where its name does not say whether it is the whole video).

Licences: its authors give it for academic purposes only, and the sound belongs to whoever
put the videos up. No released weights of ours have learnt from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import soundfile

from models.captioned.fault import DatasetFault
from models.captioned.item import CaptionedClip, Missing, once
from models.captioned.table import rows

SPLITS = ("train", "val", "test")
COLUMNS = ("audiocap_id", "youtube_id", "start_time", "caption")
NAMINGS = ("{youtube_id}_{start_time}", "Y{youtube_id}", "{audiocap_id}", "{youtube_id}")
"""File names without their suffix, the most exact first."""
SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3"})
SECONDS = 10.0
WHOLE_VIDEO = 12.0
"""A file named after the video alone that is longer than this holds all of it [s]."""


@dataclass
class _Video:
    """Ten seconds of a video, and all rows about them."""

    start: str
    rows: list[dict[str, str]] = field(default_factory=list)


def load_audiocaps(folder: Path, split: str = "train") -> tuple[list[CaptionedClip], Missing]:
    """The clips of a split that are on disk, in the table's order.

    Parameters
    ----------
    folder : Path
    split : str
        `train`, `val` or `test`.

    Returns
    -------
    (list of CaptionedClip, Missing)
        Rows about the same ten seconds are one clip. Videos that are gone are counted.

    Raises
    ------
    DatasetFault
        There is no such split, the table is malformed, or no sound file fits any row.
    """
    if split not in SPLITS:
        raise DatasetFault(f"AudioCaps has no split {split}: name one of {', '.join(SPLITS)}.")
    table = folder / f"{split}.csv"
    videos: dict[tuple[str, str], _Video] = {}
    empty = 0
    for line, row in rows(table, COLUMNS):
        start = _start(row["start_time"], table, line)
        if not row["youtube_id"].strip():
            raise DatasetFault(f"{table}, line {line}: it has no youtube_id: fill it in.")
        empty += not row["caption"].strip()
        video = videos.setdefault((row["youtube_id"], start), _Video(start))
        video.rows.append({**row, "start_time": start})
    files = _files(folder, split)
    clips, absent = [], []
    for (youtube, start), video in videos.items():
        found = _file(video, files)
        captions = once(row["caption"] for row in video.rows)
        if found is None:
            absent.append(f"{youtube}_{start}")
        elif captions:
            path, naming = found
            first = float(start) if "start_time" not in naming and _is_whole(path, naming) else 0.0
            group = f"youtube:{youtube}"
            clips.append(CaptionedClip(path, captions, "audiocaps", split, group, first, SECONDS))
    if not clips:
        raise DatasetFault(
            f"{table}: for none of its {len(videos)} clips with a caption is there a sound file "
            f"in {folder}: name them {', '.join(f'{n}.wav' for n in NAMINGS)}."
        )
    return clips, Missing.counted(absent, empty)


def _start(text: str, table: Path, line: int) -> str:
    """A start as file names have it: 30 for 30.0, too."""
    try:
        start = float(text)
        if not 0.0 <= start < 1e6:
            raise ValueError(text)
    except ValueError:
        raise DatasetFault(
            f"{table}, line {line}: the start_time {text!r} is no number of seconds: "
            "correct it, or download the file again."
        ) from None
    return str(int(start)) if start.is_integer() else str(start)


def _files(folder: Path, split: str) -> dict[str, Path]:
    """Sound files by their name without suffix; those in a folder of the split's name first."""
    found: dict[str, Path] = {}
    ranked = sorted(
        (p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES),
        key=lambda p: (split not in p.relative_to(folder).parts[:-1], p),
    )
    for path in ranked:
        found.setdefault(path.name[: -len(path.suffix)], path)
    return found


def _file(video: _Video, files: dict[str, Path]) -> tuple[Path, str] | None:
    """A clip's file and the way it is named."""
    for naming in NAMINGS:
        # In `val` and `test` any of the five rows may have given the file its name.
        for row in video.rows:
            path = files.get(naming.format(**row))
            if path is not None:
                return path, naming
    return None


def _is_whole(path: Path, naming: str) -> bool:
    """Whether a file holds the video, not the ten seconds of it."""
    if "audiocap_id" in naming:
        return False
    try:
        return float(soundfile.info(str(path)).duration) > WHOLE_VIDEO
    except (soundfile.SoundFileError, RuntimeError):
        return False  # who reads its samples will find it damaged, and count it

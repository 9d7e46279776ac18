"""Clotho v2.1: sounds of Freesound, 15 to 30 s, five captions each.

In: the folder with `clotho_captions_{development,validation,evaluation}.csv` and the folders
`development`, `validation` and `evaluation` of 44.1 kHz wav files, as the archives give
them, or the same within `clotho_csv_files` and `clotho_audio_files`. Where
`clotho_metadata_*.csv` lies beside the captions, each clip's group is its Freesound
recording; without it the guard against our own evaluation cannot know it.
Out: `CaptionedClip`s. Never does: reading sound.

Licences: the captions are for non-commercial use with attribution (Tampere University's
terms), and every sound has the licence that the metadata's column `license` names; many are
CC BY-NC. Weights that learnt from it are for research: they cannot be released under the
licence of ours. Our released weights have learnt from none of it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from models.captioned.fault import DatasetFault
from models.captioned.item import CaptionedClip, Missing, once
from models.captioned.table import rows

SPLITS = ("development", "validation", "evaluation")
CAPTIONS = tuple(f"caption_{i}" for i in range(1, 6))
_LINK = re.compile(r"freesound\.org/\S*sounds/(\d+)")


def load_clotho(folder: Path, split: str = "development") -> tuple[list[CaptionedClip], Missing]:
    """The clips of a split that are on disk, in the table's order.

    Parameters
    ----------
    folder : Path
    split : str
        `development`, `validation` or `evaluation`.

    Returns
    -------
    (list of CaptionedClip, Missing)
        A file that the table names twice is one clip with the captions of both rows.

    Raises
    ------
    DatasetFault
        There is no such split, a table is malformed, or no file of the table is there.
    """
    if split not in SPLITS:
        raise DatasetFault(f"Clotho has no split {split}: name one of {', '.join(SPLITS)}.")
    tables = _first(folder, "clotho_csv_files")
    table = tables / f"clotho_captions_{split}.csv"
    captions_of: dict[str, list[str]] = {}
    empty = 0
    for _, row in rows(table, ("file_name", *CAPTIONS)):
        captions = [row[column].strip() for column in CAPTIONS]
        empty += captions.count("")
        captions_of.setdefault(row["file_name"], []).extend(captions)
    sound = _first(folder, "clotho_audio_files") / split
    # A Mac writes accents in two characters, the table in one.
    there = {_composed(path.name): path for path in sound.glob("*")} if sound.is_dir() else {}
    recordings = _Recordings(tables / f"clotho_metadata_{split}.csv")
    clips, absent, unidentified = [], [], 0
    for name, captions in captions_of.items():
        path = there.get(_composed(name))
        if path is None:
            absent.append(name)
        elif kept := once(captions):
            number = recordings.number(name)
            unidentified += number is None
            group = f"clotho:{name}" if number is None else f"freesound:{number}"
            clips.append(CaptionedClip(path, kept, "clotho", split, group))
    if not clips:
        raise DatasetFault(
            f"{table}: none of its {len(captions_of)} files with a caption is in {sound}: "
            "unpack the archive there."
        )
    return clips, Missing.counted(absent, empty, unidentified)


class _Recordings:
    """Clotho's file names -> Freesound numbers; none where there is no metadata."""

    def __init__(self, table: Path) -> None:
        self._exact: dict[str, str | None] = {}
        self._plain: dict[str, set[str | None]] = {}
        if not table.exists():
            return
        # Keywords and names of people hold stray commas: what we need is found all the same.
        for _, row in rows(table, ("file_name", "sound_id"), strict=False):
            number: str | None = row["sound_id"].strip()
            if not re.fullmatch(r"\d+", number or ""):  # some say "Not found"
                link = _LINK.search(" ".join(row.values()))
                number = link.group(1) if link else None
            self._exact[row["file_name"]] = number
            self._plain.setdefault(_plain(row["file_name"]), set()).add(number)

    def number(self, name: str) -> str | None:
        """The Freesound number of a file, if it is known."""
        if name in self._exact:
            return self._exact[name]
        # The two tables do not always write what lies beyond ASCII alike.
        alike = self._plain.get(_plain(name), set())
        return next(iter(alike)) if len(alike) == 1 else None


def _first(folder: Path, inner: str) -> Path:
    return folder / inner if (folder / inner).is_dir() else folder


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isascii() and c.isalnum())

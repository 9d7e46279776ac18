"""WavCaps: 400,000 sounds of four sources, with captions that a language model wrote.

In: the folder with `json_files/<Source>/*_final.json` and flac files `<id>.flac` in folders
`waveforms/<Source>` (or in any folder called `<Source>` or `<Source>_flac`, as its archives
unpack). AudioSet's ids end in `.wav` though the files do not. Out: `CaptionedClip`s of
whole files; some last for hours, and `samples` cuts windows of them. Never does: reading
sound, or trusting the durations of the json.

Licences: the captions are for academic use only, the sounds under the terms of Freesound's
authors, the BBC (non-commercial), SoundBible and YouTube. No people wrote these captions,
and no released weights of ours have learnt from them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from models.captioned.fault import DatasetFault
from models.captioned.item import CaptionedClip, Missing, once
from models.captioned.table import decoded

SOURCES = {
    "AudioSet_SL": "as_final.json",
    "BBC_Sound_Effects": "bbc_final.json",
    "FreeSound": "fsd_final.json",
    "SoundBible": "sb_final.json",
}
TRAIN = "train"
"""WavCaps has one split; the name of a source takes that source alone."""


def load_wavcaps(folder: Path, split: str = TRAIN) -> tuple[list[CaptionedClip], Missing]:
    """The clips that are on disk, source by source.

    Parameters
    ----------
    folder : Path
    split : str
        `train`: every source whose json is there; or the name of one source.

    Returns
    -------
    (list of CaptionedClip, Missing)
        An id that stands twice in a source is one clip with both captions.

    Raises
    ------
    DatasetFault
        There is no such source, a json file is malformed, or no sound file is there.
    """
    if split not in (TRAIN, *SOURCES):
        raise DatasetFault(
            f"WavCaps has no part {split}: name {TRAIN} or one of {', '.join(SOURCES)}."
        )
    chosen = list(SOURCES) if split == TRAIN else [split]
    tables = {s: folder / "json_files" / s / SOURCES[s] for s in chosen}
    present = {s: table for s, table in tables.items() if split != TRAIN or table.exists()}
    if not present:
        raise DatasetFault(
            f"{folder / 'json_files'} holds no {' or '.join(SOURCES.values())} in its folders: "
            "give the folder that WavCaps was downloaded to."
        )
    clips: list[CaptionedClip] = []
    absent: list[str] = []
    empty = 0
    for source, table in present.items():
        captions_of: dict[str, list[str]] = {}
        for name, caption in _entries(table):
            empty += not caption.strip()
            captions_of.setdefault(name, []).append(caption)
        files = _files(folder, source)
        for name, captions in captions_of.items():
            path = files.get(f"{name.removesuffix('.wav')}.flac") or files.get(f"{name}.flac")
            if path is None:
                absent.append(f"{source}/{name}")
            elif kept := once(captions):
                group = _group(source, name)
                clips.append(CaptionedClip(path, kept, f"wavcaps/{source}", TRAIN, group))
    if not clips:
        raise DatasetFault(
            f"{folder}: for none of the {len(absent)} sounds that its json files list is there a "
            "file: unpack the archives to waveforms/<Source>/<id>.flac."
        )
    return clips, Missing.counted(absent, empty)


def _entries(table: Path) -> list[tuple[str, str]]:
    """Ids and captions."""
    try:
        content: Any = json.loads(decoded(table))
    except json.JSONDecodeError as error:
        raise DatasetFault(
            f"{table}, line {error.lineno}: it is not json ({error.msg}): download the file again."
        ) from None
    data = content.get("data") if isinstance(content, dict) else None
    if not isinstance(data, list):
        raise DatasetFault(f'{table}: it has no list "data": download the file again.')
    found = []
    for i, entry in enumerate(data, 1):
        fields = entry if isinstance(entry, dict) else {}
        name, caption = fields.get("id"), fields.get("caption")
        # Of Freesound's numbers some copies make numbers, others text.
        if isinstance(name, bool) or not isinstance(name, str | int) or not str(name):
            raise DatasetFault(f"{table}, entry {i}: it has no id: download the file again.")
        if not isinstance(caption, str):
            raise DatasetFault(
                f"{table}, entry {i} (id {name}): it has no caption: remove the entry, "
                "or download the file again."
            )
        found.append((str(name), caption))
    return found


def _files(folder: Path, source: str) -> dict[str, Path]:
    """The flac files of a source by name, from every folder that is called after it."""
    found: dict[str, Path] = {}
    for place, inner, names in os.walk(folder):
        inner.sort()
        if Path(place).name in (source, f"{source}_flac"):
            for name in names:
                found.setdefault(name, Path(place, name))
    return found


def _group(source: str, name: str) -> str:
    if source == "AudioSet_SL":
        return f"youtube:{name.removesuffix('.wav').removeprefix('Y')}"
    return f"{'bbc' if source.startswith('BBC') else source.lower()}:{name}"

"""Which captioned clips must not be learnt from: our own evaluation is cut from them.

In: our data folder's tables, and captioned clips. Out: the clips of recordings that we
evaluate on. Never does: comparing sound.

ESC-50, UrbanSound8K, Clotho and WavCaps's FreeSound part were all cut from recordings of
Freesound. `captions/esc_clotho.csv` lists ESC-50 clips of which Clotho has the very
recordings, with Clotho's captions as references: who trains on those Clotho clips has read
the answers. A clip is known by its Freesound number, so Clotho's metadata has to be there;
clips whose number is unknown are kept and counted (`Missing.unidentified`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from models.captioned.item import CaptionedClip
from models.captioned.table import rows

FREESOUND = "freesound:"
_PREFIXES = (FREESOUND, "fs:")
"""How `clips.csv` begins the group of a recording of Freesound."""


def evaluated(data: Path) -> frozenset[str]:
    """Freesound numbers of every recording that any evaluation of ours may use.

    That is all of `clips.csv` but what trains and lies in split `train`, and all of
    `captions/esc_clotho.csv`.

    Raises
    ------
    DatasetFault
        A table is missing or malformed: without it nothing would be guarded.
    """
    captioned = rows(data / "captions" / "esc_clotho.csv", ("path",))
    # ESC-50 names its files fold-recording-take-class.
    numbers = {Path(row["path"]).name.split("-")[1] for _, row in captioned}
    for _, row in rows(data / "clips.csv", ("group", "use", "split")):
        for prefix in _PREFIXES:
            group = row["group"]
            if group.startswith(prefix) and (row["use"], row["split"]) != ("train", "train"):
                numbers.add(group.removeprefix(prefix))
    return frozenset(numbers)


def leaks(clips: Iterable[CaptionedClip], freesound_ids: Collection[str]) -> list[CaptionedClip]:
    """The clips that are cut from recordings with these Freesound numbers."""
    groups = {f"{FREESOUND}{number}" for number in freesound_ids}
    return [clip for clip in clips if clip.group in groups]

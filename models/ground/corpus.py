"""The corpus on disk: which recordings there are, and who may use them for what.

In: `clips.csv`, `labels.csv` and `audio/` of a data folder (`--data`,
`EDGE_AAC_DATA`, default ``../shared/data``), and `models/exclude.csv` (wrong
labels that were found, with reasons). Out: frozen `Clip` rows and their samples.
Never does: mixing, features.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from edge_aac.errors import EdgeAacError
from edge_aac.types import SAMPLE_RATE, FloatArray

DEFAULT_DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
EXCLUDED = Path(__file__).resolve().parents[1] / "exclude.csv"
BACKGROUND = "background"
ROOM_RESPONSE = "rir"
LONGEST_SECONDS = 30
"""Of a longer recording the beginning is judged, as `edge-aac caption` judges a file."""


def data_folder(given: Path | None = None) -> Path:
    """The data folder: what was given, else `EDGE_AAC_DATA`, else the default."""
    return given or Path(os.environ.get("EDGE_AAC_DATA") or DEFAULT_DATA)


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording."""

    path: str
    raw_label: str
    label: str
    """Canonical name, or `background`, or `rir`."""
    source: str
    group: str
    """The original recording: it stays on one side of any split."""
    seconds: float
    licence: str
    use: str
    """`train` or `evaluate`."""
    split: str
    """`train`, `dev`, `fold4`, `calibrate` or `score`."""


@dataclass(frozen=True)
class Corpus:
    """All rows of a data folder."""

    folder: Path
    clips: tuple[Clip, ...]
    caption_words: dict[str, tuple[str, ...]]
    """Canonical label -> words by which a caption names it."""

    def select(self, use: str | None = None, *splits: str) -> list[Clip]:
        """Rows by their `use` (None: any) and by split (none given: any)."""
        return [
            clip
            for clip in self.clips
            if (use is None or clip.use == use) and (not splits or clip.split in splits)
        ]

    def read(self, clip: Clip) -> FloatArray:
        """Samples of a clip, shape (n,), float32, 16 kHz mono."""
        samples, rate = soundfile.read(str(self.folder / clip.path), dtype="float32")
        if rate != SAMPLE_RATE or samples.ndim != 1:
            raise ValueError(f"{clip.path} is not 16 kHz mono.")
        return np.asarray(samples, np.float32)


def load_corpus(folder: Path | None = None) -> Corpus:
    """Read the tables of a data folder.

    Raises
    ------
    EdgeAacError
        They are not there.
    """
    root = data_folder(folder)
    missing = [name for name in ("labels.csv", "clips.csv") if not (root / name).is_file()]
    if missing:
        raise EdgeAacError(
            f"There are no recordings in {root}: {' and '.join(missing)} missing. "
            "Give their folder with --data, or in EDGE_AAC_DATA."
        )
    canonical: dict[str, str] = {ROOM_RESPONSE: ROOM_RESPONSE}
    words: dict[str, tuple[str, ...]] = {}
    for row in _rows(root / "labels.csv"):
        canonical[row["label"]] = row["canonical"]
        named = tuple(w.strip() for w in row["caption_words"].split(",") if w.strip())
        words.setdefault(row["canonical"], named)
    excluded = {row["path"] for row in _rows(EXCLUDED)}
    clips = tuple(
        Clip(
            path=row["path"],
            raw_label=row["label"],
            label=canonical[row["label"]],
            source=row["source"],
            group=row["group"],
            seconds=float(row["seconds"]),
            licence=row["licence"],
            use=row["use"],
            split=row["split"],
        )
        for row in _rows(root / "clips.csv")
        if row["path"] not in excluded
    )
    return Corpus(root, clips, words)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))

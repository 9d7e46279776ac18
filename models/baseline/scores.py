"""What the baseline, YAMNet, makes of recordings, and how its classes answer to our labels.

In: clips of the corpus, the baseline's network and class map in the data folder, and
`classes.toml` beside this file. Out: a `BaselineScores` per clip, a label's score, the
top class in words. Never does: judging, training.
"""

from __future__ import annotations

import csv
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from tqdm import tqdm

from edge_aac.types import SAMPLE_RATE, FloatArray
from models.baseline.yamnet import CLASSES, STRIDE, WINDOW, Teacher
from models.ground.corpus import LONGEST_SECONDS, Clip, Corpus

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SILENCE = "Silence"
"""The class that names no sound."""


def _read() -> dict[str, Any]:
    text = files("models.baseline").joinpath("classes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


BASELINE_CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {label: tuple(names) for label, names in _read()["classes"].items()}
)
"""Announced label -> AudioSet classes; the label's score is the highest of theirs."""


@dataclass(frozen=True, slots=True, eq=False)
class BaselineScores:
    """One clip and what the baseline made of it."""

    clip: Clip
    scores: FloatArray
    """Shape (windows, 521), float32 in 0..1: 0.975 s each, one every 0.4875 s."""

    def score(self, label: str, names: Sequence[str]) -> float:
        """A label's score: the highest of its classes in any window.

        Parameters
        ----------
        label : str
            An announced label, a key of `BASELINE_CLASSES`.
        names : sequence of str
            The class map, in the order of the columns.
        """
        columns = [names.index(name) for name in BASELINE_CLASSES[label]]
        return float(self.scores[:, columns].max())


def baseline_names(folder: Path) -> tuple[str, ...]:
    """The class map of a data folder: 521 names, in the order of the scores."""
    path = folder / "peers" / "yamnet" / "yamnet_class_map.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(row["display_name"] for row in csv.DictReader(file))


def hear_with_baseline(
    corpus: Corpus, clips: Sequence[Clip], cache: Path | None = None
) -> list[BaselineScores]:
    """Let the baseline hear every clip, as much of it as our bundles hear.

    Parameters
    ----------
    corpus : Corpus
        Its folder holds the baseline's network too.
    clips : sequence of Clip
    cache : Path, optional
        Folder of scores from before, a file per clip; what is missing, unreadable or does
        not fit the clip is computed and written again.

    Returns
    -------
    list of BaselineScores, in the order of the clips
    """
    teacher: Teacher | None = None
    heard: list[BaselineScores] = []
    for clip in tqdm(clips, desc="the baseline is hearing", disable=None):
        samples = _filled(corpus.read(clip)[: LONGEST_SECONDS * SAMPLE_RATE])
        shape = ((len(samples) - WINDOW) // STRIDE + 1, CLASSES)
        kept = None if cache is None else (cache / clip.path).with_suffix(".npz")
        scores = None if kept is None else _load(kept, shape)
        if scores is None:
            teacher = teacher or Teacher(corpus.folder)
            scores = teacher.scores(samples)
            if kept is not None:
                _store(kept, scores)
        heard.append(BaselineScores(clip, scores))
    return heard


def top_name(scores: FloatArray, names: Sequence[str]) -> str:
    """The baseline's caption of a clip: its strongest class, in the class map's words.

    Parameters
    ----------
    scores : ndarray, shape (windows, 521), float32
    names : sequence of str
        The class map, in the order of the columns.

    Returns
    -------
    str
        The class with the highest mean over the windows; "Silence" is passed over.
    """
    if scores.ndim != 2 or scores.shape[1] != len(names):
        raise ValueError(f"scores of shape {scores.shape} do not fit {len(names)} class names.")
    means = scores.mean(axis=0, dtype=np.float64)
    sounds = [i for i, name in enumerate(names) if name != SILENCE]
    return names[max(sounds, key=lambda i: float(means[i]))]


def _filled(samples: FloatArray) -> FloatArray:
    """Silence after a clip, so that its last samples fill a window (YAMNet does so too)."""
    steps = -(-max(0, len(samples) - WINDOW) // STRIDE)
    filled = np.zeros(WINDOW + steps * STRIDE, np.float32)
    filled[: len(samples)] = samples
    return filled


def _load(path: Path, shape: tuple[int, int]) -> FloatArray | None:
    """Scores of a clip that were kept, or None where they are of no use."""
    try:
        # Opened here: numpy leaves a file open that turns out to be no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            scores: FloatArray = archive["scores"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    fits = scores.shape == shape and scores.dtype == np.float32
    return scores if fits and bool(np.isfinite(scores).all()) else None


def _store(path: Path, scores: FloatArray) -> None:
    # Written beside and then renamed, so that an interrupted run leaves no half file.
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        np.savez_compressed(file, scores=scores)
    half.replace(path)

"""Our captions beside what people wrote about the same recordings.

In: captions by clip, of several systems; `captions/esc_clotho.csv` (73 ESC-50 clips, five
sentences each; they judge and never train). Out: a frozen `ReferenceTable`. CIDEr takes its
document frequencies from all 73 clips' sentences whichever clips are scored. Never does: captions.

The baselines put a name into one fixed sentence; the name of a label is its usual noun
phrase in the grammar ("a dog barking"), which is kinder to them than a bare class name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_aac_score.wording import METEOR_MISSING, Wording, compare
from models.grammar.phrases import load_phrases
from models.ground.corpus import Corpus
from models.ground.intervals import bootstrap, paired

FIXED = "This is the sound of {name}."
TABLE = Path("captions") / "esc_clotho.csv"


@dataclass(frozen=True)
class References:
    """What people wrote."""

    sentences: Mapping[str, tuple[str, ...]]
    """By the clip's path."""
    groups: Mapping[str, str]
    """The clip's original recording, by its path."""


@dataclass(frozen=True)
class Difference:
    """CIDEr of the first system less that of another, on the same clips."""

    mean: float
    low: float
    """95 % interval, groups resampled."""
    high: float

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {
            "cider_difference": round(self.mean, 4),
            "interval95": [round(self.low, 4), round(self.high, 4)],
        }


@dataclass(frozen=True)
class ReferenceTable:
    """All systems on the same clips; the first is ours."""

    n: int
    groups: int
    corpus: int
    """Clips that document frequencies come from."""
    wordings: Mapping[str, Wording]
    intervals: Mapping[str, tuple[float, float]]
    """95 % interval of each system's CIDEr."""
    differences: Mapping[str, Difference]
    """The first system less each other."""

    def as_json(self) -> dict[str, Any]:
        """Figures to write down, one row a system."""
        rows: dict[str, Any] = {}
        for name, wording in self.wordings.items():
            low, high = self.intervals[name]
            row = wording.as_json() | {"cider_interval95": [round(low, 4), round(high, 4)]}
            row.setdefault("meteor", METEOR_MISSING)
            if name in self.differences:
                row["first_less_this"] = self.differences[name].as_json()
            rows[name] = row
        return {
            "clips": self.n,
            "groups": self.groups,
            "document_frequencies_from": self.corpus,
            "tokens": "lower case, punctuation stripped, for all systems and references",
            "systems": rows,
        }


def load_references(corpus: Corpus) -> References:
    """Read the sentences; a clip's group is that of the corpus.

    Raises
    ------
    ValueError
        A clip is no longer in the corpus.
    """
    groups = {clip.path: clip.group for clip in corpus.clips}
    sentences: dict[str, tuple[str, ...]] = {}
    with (corpus.folder / TABLE).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            path = row.pop("path")
            if path not in groups:
                raise ValueError(f"{path} has sentences but is not in the corpus.")
            sentences[path] = tuple(text for text in row.values() if text)
    return References(sentences, {path: groups[path] for path in sentences})


def fixed_sentence(name: str) -> str:
    """The baselines' sentence about a sound ("a dog barking", "dog")."""
    return FIXED.format(name=name)


def usual_name(label: str) -> str:
    """A label as it stands in the fixed sentence: its usual noun phrase."""
    return load_phrases().labels[label].nouns[0]


def score_references(
    systems: Mapping[str, Mapping[str, str]], references: References
) -> ReferenceTable:
    """Score systems on the clips they captioned.

    Parameters
    ----------
    systems : mapping of str to mapping of str to str
        System -> clip's path -> caption; ours first. All caption the same clips, which may
        be any of those with references.
    references : References
        Of all clips: document frequencies come from all of them.

    Raises
    ------
    ValueError
        The systems captioned different clips, none, or one without references.
    """
    _refuse_other_clips(systems)
    paths = sorted(next(iter(systems.values()), {}))
    wordings = {
        name: compare(captions, references.sentences, meteor=True)
        for name, captions in systems.items()
    }
    groups = [references.groups[path] for path in paths]
    intervals = {name: bootstrap(w.cider, groups) for name, w in wordings.items()}
    first, *others = wordings
    differences = {
        name: Difference(*paired(wordings[first].cider, wordings[name].cider, groups))
        for name in others
    }
    return ReferenceTable(
        len(paths), len(set(groups)), len(references.sentences), wordings, intervals, differences
    )


def _refuse_other_clips(systems: Mapping[str, Mapping[str, str]]) -> None:
    if not systems:
        raise ValueError("There is no system to score.")
    captioned: Sequence[set[str]] = [set(captions) for captions in systems.values()]
    for name, paths in zip(systems, captioned, strict=True):
        if paths != captioned[0]:
            raise ValueError(f"{name} captioned other clips than the first system.")

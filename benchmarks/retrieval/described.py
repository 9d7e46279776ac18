"""Recordings as the library keeps them: described by us, or by YAMNet.

In: clips of the corpus. Out: a passage for each. YAMNet's classes are read as queries are,
so that "Bark" is a dog to both, and their names are its sentence; what a recording sounds like is
its mean scores. Never does: searching.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from tqdm import tqdm

from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.indexing import Indexing
from edge_aac.cli.search import understanding
from edge_aac.library.passage import Passage, kept_tags, packed
from edge_aac.settings import Settings
from models.baseline.scores import (
    BASELINE_CLASSES,
    BaselineScores,
    baseline_names,
    hear_with_baseline,
)
from models.ground.corpus import Clip, Corpus

SPOKEN_CLASSES, SPOKEN_FROM = 5, 0.1
"""So many of YAMNet's classes stand in its sentence, from this score on."""
ALMOST_NOTHING = 1e-6
"""Weight of a network that shall have no say: a bundle knows no weight of nothing."""
SECOND_WEIGHT = 1.08
"""Of the second network by itself: what both have together in the release."""


def described(
    corpus: Corpus, clips: Sequence[Clip], settings: Settings, *, sentences: bool = True
) -> dict[str, Passage]:
    """What our index keeps of the first piece of each clip, by its path.

    Parameters
    ----------
    corpus : Corpus
    clips : sequence of Clip
    settings : Settings
    sentences : bool
        False leaves sentences empty.
    """
    work, found = Indexing(settings), {}
    for clip in tqdm(clips, desc="described", disable=None):
        outcome = work(Recording(str(corpus.folder / clip.path), PurePath(clip.path)))
        if outcome.passages:
            one = outcome.passages[0]
            found[clip.path] = one if sentences else replace(one, text="")
    return found


def held_out(release: Path, folder: Path) -> Path:
    """The release with its second network alone, which never met ESC-50's fold 4."""
    shutil.copytree(release, folder)
    place = folder / "manifest.json"
    manifest = json.loads(place.read_text(encoding="utf-8"))
    manifest["second"]["weights"] = {
        "own": ALMOST_NOTHING, "second": SECOND_WEIGHT, "offset": 0.0,
    }  # fmt: skip
    data = json.dumps(manifest).encode()
    place.write_bytes(data)
    sealed = hashlib.sha256(data).hexdigest()
    (folder / "manifest.sha256").write_text(f"{sealed}  manifest.json\n", encoding="utf-8")
    return folder


def described_by_yamnet(
    corpus: Corpus, clips: Sequence[Clip], cache: Path | None
) -> dict[str, Passage]:
    """What the same index would keep of YAMNet's scores, by path."""
    names = baseline_names(corpus.folder)
    columns = _columns(names)
    heard = hear_with_baseline(corpus, clips, cache)
    return {one.clip.path: _passage(one, names, columns) for one in heard}


def _passage(
    heard: BaselineScores, names: Sequence[str], columns: Mapping[str, Sequence[int]]
) -> Passage:
    best, mean = heard.scores.max(axis=0), heard.scores.mean(axis=0)
    tags = sorted(
        ((label, float(best[list(own)].max())) for label, own in columns.items()),
        key=lambda pair: -pair[1],
    )
    said = [i for i in mean.argsort()[::-1][:SPOKEN_CLASSES] if mean[i] >= SPOKEN_FROM]
    text = ", ".join(names[i] for i in said)
    return Passage(0.0, heard.clip.seconds, text, kept_tags(tuple(tags)), packed(mean))


def _columns(names: Sequence[str]) -> dict[str, list[int]]:
    """Label -> YAMNet's classes that mean it: by our table, else by how queries are read."""
    columns: dict[str, list[int]] = defaultdict(list)
    for label, classes in BASELINE_CLASSES.items():
        columns[label] += [names.index(one) for one in classes]
    reads = understanding()
    for i, name in enumerate(names):
        for alternatives, _ in reads.read(name).labels:
            if len(alternatives) == 1 and alternatives[0] not in BASELINE_CLASSES:
                columns[alternatives[0]].append(i)
    return dict(columns)

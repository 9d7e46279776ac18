"""How well an index answers: mean average precision, recall, precision of what sounds alike.

In: passages by path, the label of each. Out: figures in words. Never does: describing.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from edge_aac.cli.search import understanding
from edge_aac.library.passage import Hit, Passage
from edge_aac.library.sound_index import FileState, SoundIndex

ALL = 100_000
"""More than there are."""


class Judged:
    """An index of passages, and what is asked of it.

    Parameters
    ----------
    passages : mapping of str to Passage
    labels : mapping of str to str
        By the same paths.
    """

    def __init__(self, passages: Mapping[str, Passage], labels: Mapping[str, str]) -> None:
        self._passages = passages
        self._labels = {f"/{path}": labels[path] for path in passages}
        self._counts = Counter(self._labels.values())
        self._reads = understanding()
        self._folder = tempfile.TemporaryDirectory()
        self._index = SoundIndex(Path(self._folder.name) / "index.sqlite")
        for number, (path, one) in enumerate(passages.items()):
            head = number.to_bytes(16, "big")
            self._index.put(FileState(f"/{path}", number + 1, 0, head), [one])
        self._index.pack()

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()
        self._folder.cleanup()

    @property
    def names(self) -> list[str]:
        """The labels that there are."""
        return sorted(self._counts)

    def of_labels(self, queries: Iterable[tuple[str, str]]) -> str:
        """Queries, each with the label that is meant."""
        return in_words(
            judged([self._labels[hit.file] == label for hit in self._hits(query)],
                   self._counts[label])
            for query, label in queries
        )  # fmt: skip

    def of_recordings(self, queries: Iterable[tuple[str, str]]) -> str:
        """Queries, each with the one recording that it was written about."""
        return in_words(
            judged([hit.file == f"/{path}" for hit in self._hits(query)], 1)
            for query, path in queries
        )

    def alike(self) -> str:
        """Of the five most alike to each recording: how many have its label."""
        found = []
        for path, one in self._passages.items():
            label, own = self._labels[f"/{path}"], f"/{path}"
            same = self._counts[label] - 1
            if same:
                hits = self._index.like(one.embedding, 5, without=own)
                right = sum(self._labels[hit.file] == label for hit in hits)
                found.append(right / min(5, same))
        return f"{np.mean(found):.3f} (n={len(found)} recordings)"

    def _hits(self, query: str) -> list[Hit]:
        return self._index.search(self._reads.read(query), ALL)


def judged(right: Sequence[bool], relevant: int) -> tuple[float, float]:
    """Average precision, what is not found counting 0; and recall at 10, of at most 10."""
    places = np.flatnonzero(right)
    precision = sum((i + 1) / (place + 1) for i, place in enumerate(places)) / relevant
    return float(precision), sum(right[:10]) / min(10, relevant)


def in_words(some: Iterable[tuple[float, float]]) -> str:
    """Means, with the number of queries."""
    figures = np.array(list(some))
    precision, recall = figures.mean(axis=0)
    return f"mAP {precision:.3f}, recall at 10 {recall:.3f} (n={len(figures)} queries)"


def asked_by_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each label by its own words."""
    return [(name.replace("_", " "), name) for name in names]


def asked_by_nouns(names: Iterable[str], noun: Callable[[str], str]) -> list[tuple[str, str]]:
    """Each label by how a person calls it."""
    return [(noun(name), name) for name in names]

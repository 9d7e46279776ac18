"""Search: recordings that nobody trained on, found by a name, by a sentence, by a sound.

    python -m benchmarks.retrieval

Indexes `score` rows, some of each label, and asks for each label by its words (mean average
precision, recall at 10), by other words for the same sound, and with single recordings (precision
at 5). The same of ESC-50's fold 4 with the second network alone, which never met it, and with
Clotho's sentences about recordings in it. YAMNet's classes are in an index of their own, read by
the same reader. Then it fills an index with a hundred hours of passages drawn from these, and
measures how long an answer takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.retrieval.described import described, described_by_yamnet, held_out
from benchmarks.retrieval.judging import Judged, asked_by_names, asked_by_nouns
from benchmarks.retrieval.queries import free_queries
from edge_aac.cli.search import understanding
from edge_aac.library.passage import Passage
from edge_aac.library.sound_index import FileState, SoundIndex
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from models.evaluation.references import load_references
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.result import today

QUESTION = "Search: what is found by a name, by other words, by a sound, and how soon?"
RELEASE = Path("models/edge-aac-s")
Row = tuple[str, str]


def chosen(corpus: Corpus, most: int) -> list[Clip]:
    """Score rows with a label of the taxonomy, at most so many of each."""
    names = set(load_taxonomy().names)
    by_label: dict[str, list[Clip]] = defaultdict(list)
    for clip in corpus.select(None, "score"):
        if clip.label in names:
            by_label[clip.label].append(clip)
    rng = np.random.default_rng(27)
    return [
        by_label[label][i]
        for label in sorted(by_label)
        for i in sorted(rng.permutation(len(by_label[label]))[:most].tolist())
    ]


def rows_of(of: str, index: Judged, sentences: Sequence[tuple[str, str]] = ()) -> Iterator[Row]:
    """What an index finds."""
    names, noun = index.names, load_catalogue().noun
    yield f"{of}, by the name of a label", index.of_labels(asked_by_names(names))
    yield f"{of}, by a noun phrase", index.of_labels(asked_by_nouns(names, noun))
    yield f"{of}, by other words for a sound", index.of_labels(free_queries(set(names)))
    if sentences:
        yield (
            f"{of}, by what people wrote about one recording, that recording",
            index.of_recordings(sentences),
        )
    yield f"{of}, by a recording, precision at 5", index.alike()


def compared(
    of: str,
    by: str,
    clips: Sequence[Clip],
    ours: dict[str, Passage],
    theirs: dict[str, Passage],
    sentences: Sequence[tuple[str, str]] = (),
) -> Iterator[Row]:
    """Ours, and YAMNet's in an index of the same recordings."""
    labels = {clip.path: clip.label for clip in clips}
    both = {path: one for path, one in theirs.items() if path in ours}
    chance = np.mean([1 / len(set(labels.values()))])
    yield f"{of}", f"{len(ours)} recordings of {len(set(labels.values()))} labels; mAP by chance "\
        f"near {chance:.3f}"  # fmt: skip
    for name, passages in ((f"{of}, {by}", ours), (f"{of}, YAMNet", both)):
        index = Judged(passages, labels)
        yield from rows_of(name, index, sentences)
        index.close()


def synthetic(index: SoundIndex, passages: Sequence[Passage], hours: float) -> int:
    """Fill an index with passages that are like real ones; how many."""
    rng = np.random.default_rng(3)
    count = int(hours * 360)
    for file in range(count // 360):
        some = []
        for k in range(360):
            one = passages[int(rng.integers(len(passages)))]
            tags = tuple((n, min(1.0, s * float(rng.uniform(0.7, 1.3)))) for n, s in one.tags)
            some.append(Passage(10.0 * k, 10.0 * k + 10.0, one.text, tags, one.embedding))
        index.put(FileState(f"/archive/{file}.wav", file + 1, 0, file.to_bytes(16, "big")), some)
    index.pack()
    return count


def timed(ask: Sequence[object], answer: Callable[[object], object]) -> str:
    """How long answers take, and how much of that is work."""
    spent, worked = [], []
    for one in ask:
        began, began_work = time.perf_counter(), time.process_time()
        answer(one)
        spent.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - began_work))
    half, most = np.quantile(spent, [0.5, 0.95])
    cpu = np.quantile(worked, 0.95)
    return (
        f"half within {half:.0f} ms, 95 of 100 within {most:.0f} ms; CPU 95 of 100 within "
        f"{cpu:.0f} ms (n={len(spent)})"
    )


def times(passages: Sequence[Passage], labels: Sequence[str], hours: float) -> Iterator[Row]:
    """How soon a large index answers."""
    reads = understanding()
    with tempfile.TemporaryDirectory() as folder:
        large = SoundIndex(Path(folder) / "large.sqlite")
        count = synthetic(large, passages, hours)
        queries = [query for query, _ in asked_by_names(labels)]
        queries += [query for query, _ in free_queries(set(labels))]
        yield (
            f"an answer to words, of {hours:g} hours ({count} passages)",
            timed(queries, lambda one: large.search(reads.read(str(one)))),
        )
        vectors = [one.embedding for one in passages[:100]]
        yield (
            "an answer to a recording, of the same",
            timed(vectors, lambda one: large.like(one if isinstance(one, bytes) else b"")),
        )
        large.close()
        size = (Path(folder) / "large.sqlite").stat().st_size
        yield "the index of the same", f"{size / 1e6:.0f} MB"


def main() -> None:
    """Index, ask, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--most", type=int, default=8, help="recordings of a label")
    parser.add_argument("--hours", type=float, default=100.0, help="of the synthetic index")
    parser.add_argument("--cache", type=Path, default=Path("cache/peer"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/retrieval.json"))
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = chosen(corpus, args.most)
    ours = described(corpus, clips, Settings())
    theirs = described_by_yamnet(corpus, clips, args.cache)
    rows = list(compared("score", "ours", clips, ours, theirs))
    fold = corpus.select(None, "fold4")
    with tempfile.TemporaryDirectory() as folder:
        model = held_out(RELEASE, Path(folder) / "model")
        settings = Settings.model_validate({"encoder": {"model": str(model)}})
        # The decoder learnt from what was heard in fold 4, so it has no say.
        own = described(corpus, fold, settings, sentences=False)
    written = load_references(corpus).sentences
    paths = {clip.path for clip in fold}
    sentences = [(text, path) for path in written if path in paths for text in written[path]]
    peer = described_by_yamnet(corpus, fold, args.cache)
    rows += compared("ESC-50 fold 4", "second network alone", fold, own, peer, sentences)
    labels = sorted({clip.label for clip in clips})
    rows += times(list(ours.values()), labels, args.hours)
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = " ".join(["python -m benchmarks.retrieval", *sys.argv[1:]])
    today(QUESTION, command, rows).write(args.out)


if __name__ == "__main__":
    at_desk(main)

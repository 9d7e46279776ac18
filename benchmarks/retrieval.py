"""Search: recordings that nobody trained on, found by a name, by a sentence, by a sound.

    python -m benchmarks.retrieval

Indexes `score` rows, some of each label, and asks for each label by its words (mean average
precision, recall at 10), for each by other words of the same sound, and with single recordings
(precision at 5). YAMNet's classes, where they mean a label, are ranked beside it. Then it fills an
index with a hundred hours of passages drawn from these, and measures how long an answer takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePath

import numpy as np
from tqdm import tqdm

from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.indexing import Indexing
from edge_aac.cli.search import understanding
from edge_aac.library.passage import Hit, Passage
from edge_aac.library.sound_index import FileState, SoundIndex
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.result import today

QUESTION = "Search: what is found by a name, by other words, by a sound, and how soon?"
_ALL = 100_000


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


def average_precision(ranked: Sequence[bool], relevant: int) -> float:
    """Mean of the precisions at each relevant one; those not found count 0."""
    hits = np.flatnonzero(ranked)
    if relevant == 0:
        return 0.0
    return float(sum((i + 1) / (place + 1) for i, place in enumerate(hits)) / relevant)


def judged(hits: Sequence[Hit], label: str, labels: dict[str, str]) -> tuple[float, float]:
    """Average precision, and recall at 10 (of at most 10)."""
    relevant = sum(one == label for one in labels.values())
    right = [labels[hit.file] == label for hit in hits]
    return average_precision(right, relevant), sum(right[:10]) / min(10, relevant)


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
    return count


def timed(ask: Sequence[object], answer) -> str:  # type: ignore[no-untyped-def]
    """How long answers take."""
    spent = []
    for one in ask:
        began = time.perf_counter()
        answer(one)
        spent.append(1000 * (time.perf_counter() - began))
    half, most = np.quantile(spent, [0.5, 0.95])
    return f"half within {half:.0f} ms, 95 of 100 within {most:.0f} ms (n={len(spent)})"


def main() -> None:
    """SoundIndex, ask, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--most", type=int, default=8, help="recordings of a label")
    parser.add_argument("--hours", type=float, default=100.0, help="of the synthetic index")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/retrieval.json"))
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = chosen(corpus, args.most)
    work = Indexing(Settings())
    reads, catalogue = understanding(), load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        index = SoundIndex(Path(folder) / "index.sqlite")
        labels: dict[str, str] = {}
        first: dict[str, Passage] = {}
        every: list[Passage] = []
        for clip in tqdm(clips, desc="indexed", disable=None):
            path = str(corpus.folder / clip.path)
            outcome = work(Recording(path, PurePath(clip.path)))
            if outcome.passages:
                seen = FileState.of(path)
                index.put(seen, outcome.passages)
                labels[seen.path], first[seen.path] = clip.label, outcome.passages[0]
                every += outcome.passages
        asked = sorted(set(labels.values()))
        by_name = [
            judged(index.search(reads.read(label.replace("_", " ")), _ALL), label, labels)
            for label in asked
        ]
        by_noun = [
            judged(index.search(reads.read(catalogue.noun(label)), _ALL), label, labels)
            for label in asked
        ]
        others = [(label, word) for word, label in free_queries(set(asked))]
        by_words = [
            judged(index.search(reads.read(word), _ALL), label, labels) for label, word in others
        ]
        alike = []
        for file, passage in first.items():
            hits = index.like(passage.embedding, 5, without=file)
            same = sum(one == labels[file] for one in labels.values()) - 1
            if same:
                alike.append(sum(labels[hit.file] == labels[file] for hit in hits) / min(5, same))
        index.close()
        large = SoundIndex(Path(folder) / "large.sqlite")
        count = synthetic(large, every, args.hours)
        queries = [*(one.replace("_", " ") for one in asked), *(word for _, word in others)]
        text_time = timed(queries, lambda one: large.search(reads.read(str(one))))
        vectors = [one.embedding for one in every[:40]]
        like_time = timed(vectors, large.like)
        size = (Path(folder) / "large.sqlite").stat().st_size
        large.close()

    def told(some: Sequence[tuple[float, float]]) -> str:
        precision, recall = np.mean(some, axis=0)
        return f"mAP {precision:.3f}, recall at 10 {recall:.3f} (n={len(some)} queries)"

    of = f"{len(labels)} recordings of {len(asked)} labels"
    chance = np.mean([sum(o == label for o in labels.values()) / len(labels) for label in asked])
    rows = [
        ("by the name of a label", f"{told(by_name)}, of {of}"),
        ("by a noun phrase", told(by_noun)),
        ("by other words for a sound", told(by_words)),
        ("by a recording, precision at 5", f"{np.mean(alike):.3f} (n={len(alike)} recordings)"),
        ("by chance, mAP near", f"{chance:.3f}"),
        (f"an answer to words, of {args.hours:g} hours ({count} passages)", text_time),
        ("an answer to a recording, of the same", like_time),
        ("the index of the same", f"{size / 1e6:.0f} MB"),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = " ".join(["python -m benchmarks.retrieval", *sys.argv[1:]])
    today(QUESTION, command, rows).write(args.out)


def free_queries(labels: set[str]) -> list[tuple[str, str]]:
    """Other words of a person for one sound, and the label: written before any was asked."""
    return [(query, label) for query, label in _FREE if label in labels]


_FREE = (
    ("a puppy is barking loudly", "dog"),
    ("canine", "dog"),
    ("a kitten meows", "cat"),
    ("an infant is wailing", "crying_baby"),
    ("window being smashed", "glass_breaking"),
    ("someone shot a gun", "gunshot"),
    ("pistol firing", "gunshot"),
    ("ambulance going past", "siren"),
    ("police car with its siren on", "siren"),
    ("heavy downpour on a roof", "rain"),
    ("lightning strikes and rumbles", "thunderstorm"),
    ("ocean surf at the beach", "sea_waves"),
    ("a brook in the woods", "stream"),
    ("audience applauding", "clapping"),
    ("a person giggling", "laughing"),
    ("hoovering the carpet", "vacuum_cleaner"),
    ("tapping on a computer keyboard", "keyboard_typing"),
    ("somebody at the front door rings", "doorbell"),
    ("a man walks on gravel", "footsteps"),
    ("woodpecker and songbirds", "chirping_birds"),
    ("a cock crows in the morning", "rooster"),
    ("chickens cluck", "hen"),
    ("tractor motor running", "engine"),
    ("locomotive on rails", "train"),
    ("jet flying overhead", "airplane"),
    ("chopper", "helicopter"),
    ("campfire burning", "crackling_fire"),
    ("chiming from a steeple", "church_bells"),
    ("a telephone rings", "phone_ringing"),
    ("a woman shrieks", "scream"),
    ("somebody yells in terror", "scream"),
    ("driver honks", "car_horn"),
    ("beating a smoke detector", "smoke_alarm"),
    ("guitar playing a song", "music"),
    ("a person talks", "speech"),
    ("achoo", "sneezing"),
    ("clearing throat and cough", "coughing"),
    ("asleep and breathing loudly", "snoring"),
    ("cicadas in the evening", "insects"),
    ("toads at a pond", "frog"),
    ("cutting down a tree", "chainsaw"),
    ("breeze in the leaves", "wind"),
    ("flushing the loo", "toilet_flush"),
    ("tap dripping", "water_drops"),
    ("rockets on new year's eve", "fireworks"),
    ("kids on a playground", "children_playing"),
    ("roadworks with a jackhammer", "construction"),
    ("grandfather clock", "clock_tick"),
    ("Hund bellt", "dog"),
    ("Glas zerbricht", "glass_breaking"),
    ("Gewitter", "thunderstorm"),
    ("Schritte im Flur", "footsteps"),
    ("es klingelt an der Tür", "doorbell"),
    ("Kirchenglocken", "church_bells"),
)


if __name__ == "__main__":
    at_desk(main)

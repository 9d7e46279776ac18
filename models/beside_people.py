"""A bundle and two baselines on the recordings that people described, as tables to be scored.

    python -m models.beside_people BUNDLE FOLDER --split fold4
    edge-aac-score FOLDER/ours.csv FOLDER/references.csv

In: a bundle, `captions/esc_clotho.csv` (73 clips, five sentences each; they judge and never train).
Out: `references.csv`, and a table of captions each of the bundle (`ours`), of its strongest name
in one fixed sentence (`top1`) and of YAMNet's top class in the same (`yamnet`). Refuses recordings
that the bundle learnt from; with `--met` it takes them, and the figures are no proof. Never does:
scoring.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from edge_aac.errors import EdgeAacError
from models.evaluation.proof import refuse_training_rows
from models.evaluation.references import load_references
from models.evaluation.sentences import OURS, TOP, YAMNET, systems_of
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.listening.clips import captioner, hear

CACHE = Path("cache") / "peer"
TABLES = {OURS: "ours", TOP: "top1", YAMNET: "yamnet"}


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table.

    Raises
    ------
    EdgeAacError
        It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as fault:
        raise EdgeAacError(f"{path} cannot be written: {fault.strerror}.") from fault


def main() -> None:
    """Read the command line, listen, write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path, help="folder of the tables")
    parser.add_argument("--split", choices=["train", "dev", "fold4"], help="all unless given")
    parser.add_argument("--met", action="store_true", help="take what the bundle learnt from, too")
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    references = load_references(corpus)
    splits = [args.split] if args.split else []
    esc = [one for one in corpus.select(None, *splits) if one.source == "esc50"]
    clips = [one for one in esc if one.path in references.sentences]
    if not args.met:
        refuse_training_rows(args.bundle, clips)
    heard = hear(captioner(args.bundle), corpus, clips)
    # Of a whole fold: what the baseline chooses from does not shrink with the clips.
    names = sorted({one.label for one in esc})
    systems = systems_of(args.bundle, corpus, heard, names, CACHE)
    columns = [f"caption_{i}" for i in range(1, 6)]
    paths = [one.path for one in clips]
    write(
        args.out / "references.csv",
        ["file_name", *columns],
        [[path, *references.sentences[path]] for path in paths],
    )
    for name, said in systems.items():
        rows = [[path, said[path]] for path in paths]
        write(args.out / f"{TABLES[name]}.csv", ["file_name", "caption"], rows)
    print(f"{args.out}: {len(paths)} clips, captions of {', '.join(systems)}")


if __name__ == "__main__":
    at_desk(main)

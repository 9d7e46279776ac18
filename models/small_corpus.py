"""A few recordings of each kind, as a data folder of their own: what a trial of all steps needs.

    python -m models.small_corpus FOLDER --each 3

In: the data folder. Out: a folder with a short `clips.csv` and links to everything else. Of each
split, use and label the first so many rows are kept, so that every label keeps its place in every
split. Never does: copying sound, or choosing what to judge by; figures from it say nothing.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from edge_aac.errors import EdgeAacError
from models.ground.corpus import data_folder
from models.ground.desk import at_desk

TABLE = "clips.csv"
LONGEST = 40.0
"""Recordings longer than that are left out [s]: a trial has no time for them."""


def shorten(data: Path, out: Path, each: int) -> int:
    """Make the folder; how many rows it has.

    Raises
    ------
    EdgeAacError
        The data folder is not there, or the folder cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (data / TABLE).open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows = _few(list(reader), each)
            columns = list(reader.fieldnames or ())
        for one in data.iterdir():
            link = out / one.name
            if one.name != TABLE and not link.is_symlink():
                link.symlink_to(one.resolve())
        temporary = out / f"{TABLE}.part"
        with temporary.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        temporary.rename(out / TABLE)
    except OSError as fault:
        raise EdgeAacError(
            f"A short table of {data} cannot be made in {out}: {fault.strerror}. Give another "
            "folder, or EDGE_AAC_DATA."
        ) from fault
    return len(rows)


def _few(rows: list[dict[str, str]], each: int) -> list[dict[str, str]]:
    taken: Counter[tuple[str, ...]] = Counter()
    kept = []
    for row in rows:
        # ESC-50 has a label twice where other sources have it, too: some is done with it alone.
        kind = (row["split"], row["use"], row["label"], str(row["source"] == "esc50"))
        if taken[kind] < each and float(row["seconds"]) <= LONGEST:
            taken[kind] += 1
            kept.append(row)
    return kept


def main() -> None:
    """Read the command line, shorten."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=3, help="rows of a label, use and split")
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    if args.each < 1:
        parser.error("--each is at least 1")
    rows = shorten(data_folder(args.data), args.out, args.each)
    print(f"{args.out}: {rows} recordings")


if __name__ == "__main__":
    at_desk(main)

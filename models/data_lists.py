"""Which recordings a bundle learnt from: its list, and that which the tables and its road give.

    python -m models.data_lists models/edge-aac-s
    python -m models.data_lists edge-aac-s --beside models/edge-aac-s

In: a bundle, the tables of recordings, the configurations of the runs that it came from. Out: the
sha256 of its list of original recordings, and of what the tables give today; with `--beside` also
that of another bundle. Ends with 1 where they differ, and says how. Never does: reading sound.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from edge_aac.errors import EdgeAacError
from models.data.pool import split_of
from models.ground.corpus import Corpus, load_corpus
from models.ground.desk import at_desk

KEPT = Path(__file__).resolve().parent / "checkpoint"
RUNS = (KEPT / "release5-config.json", KEPT / "trunk-explore-config.json")
"""What the released networks were trained with."""
LIST = "training_groups.txt"


def given_by(corpus: Corpus, runs: Iterable[Path]) -> frozenset[str]:
    """Original recordings that runs with these configurations may meet.

    Surroundings and what is taught against are of `train`, whatever the foregrounds are of.

    Raises
    ------
    EdgeAacError
        A configuration cannot be read.
    """
    splits = {"train"}
    for path in runs:
        try:
            config = json.loads(path.read_text(encoding="utf-8"))
            splits |= {split_of(pool) for pool in config.get("pools", config.get("lessons"))}
        except (OSError, ValueError, TypeError, AttributeError) as fault:
            raise EdgeAacError(f"{path} is no configuration of a run: {fault}.") from fault
    return frozenset(clip.group for clip in corpus.select("train", *sorted(splits)))


def listed(bundle: Path) -> frozenset[str]:
    """Original recordings that a bundle says it learnt from.

    Raises
    ------
    EdgeAacError
        It has no list.
    """
    try:
        return frozenset((bundle / LIST).read_text(encoding="utf-8").splitlines())
    except OSError as fault:
        raise EdgeAacError(f"{bundle} has no {LIST}: {fault.strerror}.") from fault


def digest(groups: Iterable[str]) -> str:
    """The sha256 of a list as a bundle holds it: sorted, one a line."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(groups)).encode()).hexdigest()


def main() -> None:
    """Read the command line, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--beside", type=Path, help="another bundle")
    parser.add_argument("--runs", type=Path, nargs="+", default=list(RUNS), help="config.json of")
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    own = listed(args.bundle)
    others = {"the tables and the runs": given_by(load_corpus(args.data), args.runs)}
    if args.beside:
        others[str(args.beside)] = listed(args.beside)
    print(f"{args.bundle}: {len(own)} original recordings, sha256 {digest(own)}")
    differs = []
    for name, other in others.items():
        print(f"{name}: {len(other)} original recordings, sha256 {digest(other)}")
        if other != own:
            differs.append(f"{len(own - other)} are not of {name}; {len(other - own)} are missing")
    if differs:
        raise EdgeAacError(f"The lists differ: of {args.bundle} {'; '.join(differs)}.")
    print("The lists are the same.")


if __name__ == "__main__":
    at_desk(main)

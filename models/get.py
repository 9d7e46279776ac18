"""Where captioned data sets come from, and whether a folder holds one.

    python -m models.get
    python -m models.get clotho:/data/clotho wavcaps/FreeSound:/data/WavCaps

Without a folder it lists each data set: who publishes it, what its folder has to hold, who may use
it. With one it says how many clips and captions a trainer would learn from, and what is missing.
Nothing is downloaded.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from models.captioned.corpora import DATA_SETS, load_captioned
from models.ground.corpus import data_folder
from models.ground.desk import at_desk


def listed() -> Iterator[str]:
    """What there is to get, a fact a line."""
    for name, one in DATA_SETS.items():
        yield f"{name}: published by {one.home}"
        yield f"{name}: its folder holds {one.layout}"
        yield f"{name}: terms, {one.terms}"
    yield "Check a folder with python -m models.get NAME:FOLDER."


def checked(given: list[str], data: Path) -> Iterator[str]:
    """What a trainer would find, a line a data set."""
    for one in given:
        clips, lines = load_captioned([one], data)
        captions = sum(len(clip.captions) for clip in clips)
        recordings = len({clip.group for clip in clips})
        yield f"{lines[0]}; {captions} captions of {recordings} original recordings"


def main() -> None:
    """Read the command line, list or check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", metavar="NAME:FOLDER")
    parser.add_argument("--data", type=Path, help="our own tables, for what must not be learnt")
    args = parser.parse_args()
    for line in checked(args.folders, data_folder(args.data)) if args.folders else listed():
        print(line)


if __name__ == "__main__":
    at_desk(main)

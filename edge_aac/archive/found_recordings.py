"""Which recordings a person means: files, folders with all that is in them, and patterns.

In: what stands on the command line. Out: one `Recording` after another, in the order of the words,
and in the order of names within a folder; nothing is opened. Never does: following links of
folders, which may lead in circles; holding a list of everything.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from edge_aac.paths import exists, is_folder

STANDARD_INPUT = "-"
ENDINGS = frozenset(
    f".{ending}"
    for ending in (
        *("wav", "wave", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff", "aifc", "au", "caf"),
        *("w64", "rf64", "m4a", "m4b", "aac", "ac3", "eac3", "wma", "amr", "mp4", "m4v", "mov"),
        *("mkv", "mka", "webm", "avi", "flv", "mpg", "mpeg", "ts", "mts", "m2ts"),
    )
)
"""Of names in a folder that are taken for recordings; a file named by itself may end otherwise."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording to be worked on."""

    name: str
    """As lines call it: the argument, or the folder that was the argument and what lies in it."""
    place: PurePath
    """Where what is written of it goes, within the folder for that."""


def recordings(words: Iterable[str]) -> Iterator[Recording]:
    """All that the words mean."""
    for word in words:
        # An empty name would be the folder in which we stand.
        if word and word != STANDARD_INPUT and is_folder(Path(word)):
            yield from _inside(word)
        elif glob.has_magic(word) and not exists(Path(word)):
            yield from _matching(word)
        else:
            yield _single(word)


def _matching(pattern: str) -> Iterator[Recording]:
    """What a pattern means; one that means nothing is taken for a name, which will be missed."""
    found = False
    # As the shell does it; `Path.glob` takes no absolute pattern.
    for word in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207
        found = True
        yield from _inside(word) if is_folder(Path(word)) else [_single(word)]
    if not found:
        yield _single(pattern)


def _single(word: str) -> Recording:
    return Recording(
        word, PurePath("standard-input" if word == STANDARD_INPUT else Path(word).name)
    )


def _inside(folder: str) -> Iterator[Recording]:
    """All in a folder; one that holds none is taken for a file, which it is not."""
    found = False
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if PurePath(name).suffix.lower() in ENDINGS and not name.startswith("."):
                found = True
                path = os.path.join(above, name)  # noqa: PTH118
                yield Recording(path, PurePath(path).relative_to(folder))
    if not found:
        yield _single(folder)

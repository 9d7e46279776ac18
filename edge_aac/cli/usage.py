"""Wrong usage, as one plain sentence instead of a page of flags.

In: a command line that makes no sense. Out: `UsageError`. Never does: printing,
leaving the process.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from edge_aac.errors import EdgeAacError
from edge_aac.printable import visible

LONGEST_WORD, LONGEST_FAULT = 40, 200
"""Characters of what was typed, alone and as a part of a fault, that are read back."""


class UsageError(EdgeAacError):
    """The command line is wrong; the exit code is 2."""


class Parser(argparse.ArgumentParser):
    """A parser whose faults are one sentence, and whose flags are never abbreviated.

    A list of forty flags before the fault is no answer to somebody who hears it read out,
    and an abbreviation that works today is ambiguous with the next flag.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **given})
        # Newer versions of argparse colour the help where they may.
        self.color = False

    def error(self, message: str) -> NoReturn:
        """Raise the fault in place of printing it."""
        sentence = visible(message[:1].upper() + message[1:], LONGEST_FAULT)
        raise UsageError(f"{sentence}. `{self.prog} --help` lists what there is.")

    def refuse(self, words: list[str]) -> NoReturn:
        """Raise that these words mean nothing here, with the nearest flag that does."""
        flag = next((word for word in words if word.startswith("-")), words[0]).partition("=")[0]
        known = re.findall(r"--[\w-]+", self.format_usage())
        hint = nearest(flag, known) or f"`{self.prog} --help` lists what there is."
        raise UsageError(f"{self.prog} does not know {visible(flag, LONGEST_WORD)}. {hint}")


def nearest(word: str, known: Iterable[str]) -> str:
    """A question about the nearest right word; empty where none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else ""

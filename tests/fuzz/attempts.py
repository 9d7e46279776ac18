"""Damaged inputs, one after the other, each of which comes again from its kind and its number.

In: a kind, how many there are of it, and what is done with one. Out: what became of them, with
the most CPU time that one took. Only an `EdgeAacError` of a sentence's length may come out of what
is done; anything else fails the test, which then says which input it was.

The file `KIND.number` in the test's folder holds the number that is being tried, for a library may
end the whole process. `FUZZ_NUMBER=17` tries that number alone. Never does: looking at a clock
on the wall, on which a busy machine is slow.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.printable import printable
from tests.thoroughness import numbers

SEED = 23
MOST_SECONDS = 2.0
"""CPU time of one input beyond the sound in it: far above what a busy machine adds."""
AIM_SECONDS = 0.05
"""What an input may take on a quiet machine; those above it are counted, and fail nothing."""
LONGEST_SENTENCE = 1_200
"""Characters, with a path of the test's in it."""
ONLY = "FUZZ_NUMBER"

Attempt = Callable[[Random], float]
"""Makes an input and tries it; gives the seconds of sound in it, 0 where it holds none."""


@dataclass(frozen=True)
class Outcome:
    """What became of the inputs of one kind."""

    kind: str
    tried: int
    refused: int
    most: float
    """CPU seconds, beyond the length of the sound."""
    slowest: int
    """Whose that was."""
    above: int
    """How many took more than `AIM_SECONDS`."""

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.tried} tried, {self.refused} refused, "
            f"{self.above} above {1e3 * AIM_SECONDS:.0f} ms of CPU, "
            f"at most {1e3 * self.most:.1f} ms (number {self.slowest})"
        )


def chance_of(kind: str, number: int) -> Random:
    """What an input is made from."""
    return Random(f"{SEED} {kind} {number}")


def try_all(kind: str, most: int, folder: Path, attempt: Attempt) -> Outcome:
    """Try the inputs of a kind, and print what became of them.

    Parameters
    ----------
    kind : str
    most : int
        How many there are; fewer are tried in the quick profile.
    folder : Path
        Private to the test.
    attempt : callable
    """
    chosen = [int(os.environ[ONLY])] if ONLY in os.environ else numbers(most)
    refused = above = slowest = 0
    longest = 0.0
    with (folder / f"{kind}.number").open("w", encoding="ascii") as note:
        for number in chosen:
            os.pwrite(note.fileno(), f"{number:8}\n".encode(), 0)
            begun, seconds = time.process_time(), 0.0
            try:
                seconds = attempt(chance_of(kind, number))
            except EdgeAacError as error:
                refused += 1
                # As whoever prints it does.
                told = printable(str(error))
                if not 0 < len(told) < LONGEST_SENTENCE:
                    pytest.fail(f"{_named(kind, number)} is refused with {told!r}")
            except BaseException as error:
                print(f"{_named(kind, number)} gave {type(error).__name__}")
                raise
            spent = time.process_time() - begun - seconds
            above += spent > AIM_SECONDS
            if spent > longest:
                longest, slowest = spent, number
            if spent > MOST_SECONDS:
                pytest.fail(f"{_named(kind, number)} took {spent:.2f} s of CPU beyond its sound")
    outcome = Outcome(kind, len(chosen), refused, longest, slowest, above)
    print(outcome)
    return outcome


def _named(kind: str, number: int) -> str:
    return f"Input {number} of {kind}, seed {SEED} ({ONLY}={number})"

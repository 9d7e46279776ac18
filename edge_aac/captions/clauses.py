"""Say each thing once: a sentence does not end by repeating itself.

In: the words of a sentence. Out: the same without repetitions. A small decoder that
has nothing more to say sometimes repeats itself ("a frog croaks while a frog
croaks"); two sounds that differ are never made one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_JOINS = (
    (",", "and", "then"), (",", "followed", "by"), (",", "then"), (",", "and"), ("and", "then"),
    (",",), ("then",), ("before",), ("while",), ("and",), ("as",), ("over",), ("with",),
)  # fmt: skip
"""What may stand between two clauses, the longer first."""
_LIGHT = frozenset({"a", "an", "the", "is", "are", "of", "in", "background", "some"})
_LEAST = 2
"""Content words of a clause that may be left out: "again and again" stays."""


_SILENCE = frozenset({"quiet", "silent", "silence"})


def claims_silence(words: Iterable[str]) -> bool:
    """Whether a sentence says that nothing is to be heard."""
    return not _SILENCE.isdisjoint(words)


def without_repeats(words: Sequence[str]) -> tuple[str, ...]:
    """The words without last clauses that say nothing new.

    Parameters
    ----------
    words : sequence of str
        Lower-case words and commas, without the full stop.
    """
    clauses = _clauses(words)
    contents = [
        frozenset(_stem(word) for word in clause if word not in _LIGHT) for _, clause in clauses
    ]
    while (
        contents
        and len(contents[-1]) >= _LEAST
        and any(contents[-1] <= earlier for earlier in contents[:-1])
    ):
        contents.pop()
    return tuple(word for join, clause in clauses[: len(contents)] for word in (*join, *clause))


def _clauses(words: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each clause with what joins it to the one before."""
    clauses: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    join: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    position = 0
    while position < len(words):
        found = next((j for j in _JOINS if tuple(words[position : position + len(j)]) == j), None)
        if found is None or not clause:
            clause += (words[position],)
            position += 1
            continue
        clauses.append((join, clause))
        join, clause = found, ()
        position += len(found)
    return [*clauses, (join, clause)] if clause else clauses


def _stem(word: str) -> str:
    """Enough to see that "rings" and "ringing" are one."""
    return word.removesuffix("ing").removesuffix("s")

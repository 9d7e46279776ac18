"""Whether a clip's own label is the strongest among given names, and what int8 costs.

In: `ClipResult` values and the names to choose from. Out: a hit or a miss per clip; for the
same clips heard by two bundles, the paired difference. Never does: thresholds, sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge_aac.taxonomy import load_taxonomy
from models.ground.intervals import paired
from models.listening.clips import ClipResult


@dataclass(frozen=True, slots=True)
class Int8Cost:
    """Top-1 of the int8 bundle less that of the fp32 one, on the same clips."""

    n: int
    groups: int
    int8: float
    """Share of hits."""
    fp32: float
    difference: float
    low: float
    """95 % interval of the difference, groups resampled."""
    high: float

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {
            "n": self.n,
            "groups": self.groups,
            "int8": round(self.int8, 4),
            "fp32": round(self.fp32, 4),
            "difference": round(self.difference, 4),
            "interval95": [round(self.low, 4), round(self.high, 4)],
        }


def names_of(heard: Sequence[ClipResult]) -> tuple[str, ...]:
    """The labels that the clips have, sorted: for a whole ESC-50 fold its 50 names."""
    return tuple(sorted({one.clip.label for one in heard}))


def strongest(heard: ClipResult, names: Sequence[str]) -> str:
    """The name with the highest tag score; of equals the first."""
    taxonomy = load_taxonomy()
    scores = heard.scores()
    return max(names, key=lambda name: float(scores[taxonomy.index(name)]))


def top1(heard: Sequence[ClipResult], names: Sequence[str]) -> list[bool]:
    """Whether each clip's own label has the highest tag score.

    Parameters
    ----------
    heard : sequence of ClipResult
    names : sequence of str
        Labels to choose from; for ESC-50 its 50 names.

    Returns
    -------
    list of bool, one per clip

    Raises
    ------
    ValueError
        A clip's label is not among the names: it could only be a miss.
    """
    strangers = sorted({one.clip.label for one in heard} - set(names))
    if strangers:
        raise ValueError(f"{strangers[0]} is a clip's label but not among the names.")
    return [strongest(one, names) == one.clip.label for one in heard]


def paired_int8(heard_int8: Sequence[ClipResult], heard_fp32: Sequence[ClipResult]) -> Int8Cost:
    """What quantisation costs: the paired difference of top-1 over the clips' labels.

    Parameters
    ----------
    heard_int8, heard_fp32 : sequence of ClipResult
        The same clips in the same order, at least one.

    Raises
    ------
    ValueError
        There is no clip, or the clips are not the same.
    """
    if not heard_int8:
        raise ValueError("There is no clip to compare the bundles on.")
    if [one.clip.path for one in heard_int8] != [one.clip.path for one in heard_fp32]:
        raise ValueError(
            f"The bundles heard other clips ({len(heard_int8)} and {len(heard_fp32)}), "
            "or in another order: let both hear the same ones."
        )
    names = names_of(heard_int8)
    ours, theirs = top1(heard_int8, names), top1(heard_fp32, names)
    groups = [one.clip.group for one in heard_int8]
    difference, low, high = paired(ours, theirs, groups)
    n = len(ours)
    return Int8Cost(n, len(set(groups)), sum(ours) / n, sum(theirs) / n, difference, low, high)

"""How soon a sound is named: ESC-50 accuracy after 0.5, 1, 2 and 5 s of sound.

"After t seconds of sound" is counted from the clip's first active sound, the start of the
first stretch that `models.ground.activity.active_stretches` finds: silence and murmur before
it do not count. Judged are the rows that are complete by onset + t, from the file's start.
The network is causal, so these rows are exactly what it would have said had the recording
ended there. A clip that ends earlier is judged with what it has, and so is one that is
filled up with silence; `shorter` counts the clips whose recording ends before onset + t.
Counted from the file's start instead, all onsets are 0: `file_starts`.

In: `ClipResult` values and an onset per clip. Out: a frozen `EarlyRow` per time. Never does:
sentences, thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from edge_aac.types import FloatArray
from models.evaluation.share import Share, share_of
from models.evaluation.top1 import names_of, top1
from models.ground.activity import active_stretches
from models.ground.corpus import Corpus
from models.listening.clips import ROW_SECONDS, ClipResult

AFTER_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""The last one is what the others are compared with."""


@dataclass(frozen=True, slots=True)
class EarlyRow:
    """Top-1 after so much sound."""

    seconds: float
    top1: Share
    ratio: float
    """The share over that after the longest time; nan where that is 0."""
    shorter: int
    """Clips that end before so much sound."""

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        row = {"seconds": self.seconds, **self.top1.as_json(), "shorter": self.shorter}
        return row if self.ratio != self.ratio else row | {"ratio": round(self.ratio, 4)}


def onset(samples: FloatArray) -> float:
    """When a clip first sounds [s]; 0 for digital silence.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32
        Mono at 16 kHz.
    """
    stretches = active_stretches(samples)
    return stretches[0][0] if stretches else 0.0


def onsets(heard: Sequence[ClipResult], corpus: Corpus) -> list[float]:
    """The clips' onsets [s], in order."""
    return [onset(corpus.read(one.clip)) for one in heard]


def file_starts(heard: Sequence[ClipResult]) -> list[float]:
    """Onsets for the plain count, from the file's start: all 0."""
    return [0.0] * len(heard)


def prefix(heard: ClipResult, seconds: float) -> ClipResult:
    """A clip as if it had ended after so many seconds: its complete rows, at least one.

    The sentence stays that of the whole clip; only the rows are cut.
    """
    # A thousandth of a row forgives what floats lose: 0.4 + 0.08 s are six rows.
    complete = int(seconds / ROW_SECONDS + 1e-3)
    return replace(heard, rows=heard.rows[: max(1, complete)])


def early(
    heard: Sequence[ClipResult],
    onsets: Sequence[float],
    after: Sequence[float] = AFTER_SECONDS,
) -> list[EarlyRow]:
    """Top-1 after so much sound; see the module for what that means.

    A clip's answer is the name with the highest smoothed posterior in the prefix, among the
    labels of all clips. A prefix shorter than the smoothing (0.4 s) is averaged as a whole.

    Parameters
    ----------
    heard : sequence of ClipResult
        A whole ESC-50 fold, so that its labels are the 50 names.
    onsets : sequence of float
        When each clip first sounds [s], in the same order.
    after : sequence of float
        Times to judge at [s], ascending; the last one is what `ratio` refers to.

    Returns
    -------
    list of EarlyRow, one per time

    Raises
    ------
    ValueError
        There is not one onset per clip.
    """
    if len(onsets) != len(heard):
        raise ValueError(f"{len(onsets)} onsets do not fit {len(heard)} clips.")
    names = names_of(heard)
    clips = [one.clip for one in heard]
    shares: list[Share] = []
    shorter: list[int] = []
    for seconds in after:
        ends = [start + seconds for start in onsets]
        cut = [prefix(one, end) for one, end in zip(heard, ends, strict=True)]
        shares.append(share_of(top1(cut, names), clips))
        # A row of grace: the table rounds a clip's length.
        shorter.append(
            sum(c.seconds + ROW_SECONDS < end for c, end in zip(clips, ends, strict=True))
        )
    whole = shares[-1].share if shares else float("nan")
    return [
        EarlyRow(seconds, share, share.share / whole if whole else float("nan"), short)
        for seconds, share, short in zip(after, shares, shorter, strict=True)
    ]

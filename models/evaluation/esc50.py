"""ESC-50: the name of a clip, its caption, how soon, what int8 costs, and the baseline beside it.

In: `ClipResult` values of a whole fold. Out: plain figures for a result's details. Never does:
hearing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.baseline.scores import hear_with_baseline
from models.evaluation.early import early, file_starts, onsets
from models.evaluation.linear import fit_linear, linear_hits
from models.evaluation.share import share_of
from models.evaluation.top1 import names_of, paired_int8, strongest, top1
from models.ground.corpus import Clip, Corpus
from models.ground.intervals import paired
from models.listening.clips import ClipResult

NAMES = 50
TRAINING_SPLITS = ("train", "dev")
"""What the held-out model, and so its baseline, may train on."""


def esc_clips(heard: Sequence[ClipResult]) -> list[ClipResult]:
    """The clips of ESC-50, where all its 50 names are there; else none."""
    clips = [one for one in heard if one.clip.source == "esc50"]
    return clips if len(names_of(clips)) == NAMES else []


def judge_esc50(
    heard: Sequence[ClipResult],
    exact: Sequence[ClipResult] | None,
    corpus: Corpus,
    words: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """All figures of a fold.

    Parameters
    ----------
    heard : sequence of ClipResult
        The fold, as the int8 bundle heard it.
    exact : sequence of ClipResult, optional
        The same clips, as the fp32 bundle heard them.
    corpus : Corpus
        For the onsets.
    words : mapping
        Label -> words by which a caption names it.
    """
    names = names_of(heard)
    clips = [one.clip for one in heard]
    hits = top1(heard, names)
    result: dict[str, Any] = {
        "top1": share_of(hits, clips).as_json(),
        "caption_names": share_of([h.names(words[h.clip.label]) for h in heard], clips).as_json(),
        "after_onset": [row.as_json() for row in early(heard, onsets(heard, corpus))],
        "after_start": [row.as_json() for row in early(heard, file_starts(heard))],
        "per_label": _per_label(hits, clips),
        "wrong": [
            {
                "path": h.clip.path,
                "truth": h.clip.label,
                "best": strongest(h, names),
                "caption": h.text,
            }
            for h, hit in zip(heard, hits, strict=True)
            if not hit
        ],
    }
    if exact is not None:
        result["int8"] = paired_int8(heard, exact).as_json()
    return result


def judge_beside_baseline(
    heard: Sequence[ClipResult], corpus: Corpus, cache: Path | None = None
) -> dict[str, Any]:
    """A logistic regression on the baseline's scores of the same training rows, and the difference.

    Parameters
    ----------
    heard : sequence of ClipResult
        A fold that neither was trained on.
    corpus : Corpus
    cache : Path, optional
        Where the baseline's scores are kept.
    """
    clips = [one.clip for one in heard]
    judging = {clip.group for clip in clips}
    rows = [
        clip
        for clip in corpus.select("train", *TRAINING_SPLITS)
        if clip.source == "esc50" and clip.group not in judging
    ]
    baseline = fit_linear(hear_with_baseline(corpus, rows, cache))
    theirs = linear_hits(baseline, hear_with_baseline(corpus, clips, cache))
    ours = top1(heard, names_of(heard))
    difference, low, high = paired(
        [float(hit) for hit in ours], [float(hit) for hit in theirs], [c.group for c in clips]
    )
    return share_of(theirs, clips).as_json() | {
        "trained_on": baseline.trained_on,
        "transform": baseline.transform,
        "C": baseline.strength,
        "ours_less_theirs": round(difference, 4),
        "difference95": [round(low, 4), round(high, 4)],
    }


def _per_label(hits: Sequence[bool], clips: Sequence[Clip]) -> dict[str, str]:
    by_name: dict[str, str] = {}
    for name in sorted({clip.label for clip in clips}):
        own = [hit for hit, clip in zip(hits, clips, strict=True) if clip.label == name]
        by_name[name] = f"{sum(own)} of {len(own)}"
    return by_name

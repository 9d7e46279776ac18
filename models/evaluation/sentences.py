"""Captions judged: on scenes staged from rows never met, and beside what people wrote.

In: a bundle's captioners and the rows of a split. Out: plain figures for a result's
details. Never does: staging, reading, counting n-grams; its neighbours do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edge_aac.encoder.bundle import Bundle
from edge_aac.types import Style
from models.baseline.scores import baseline_names, hear_with_baseline, top_name
from models.evaluation.onset import onset_errors
from models.evaluation.reader import word_reader
from models.evaluation.references import (
    fixed_sentence,
    load_references,
    score_references,
    usual_name,
)
from models.evaluation.scenes import judge_scenes
from models.evaluation.staged import stage
from models.evaluation.top1 import strongest
from models.ground.corpus import Clip, Corpus
from models.listening.clips import ClipResult, captioner, hear, rows_of

SCENES = 300
OURS = "ours, detailed"
TOP = "our top-1 in one sentence"
YAMNET = "YAMNet's top class in one sentence"


def judge_company(
    bundle: Path, corpus: Corpus, clips: Sequence[Clip], scenes: int = SCENES
) -> dict[str, Any]:
    """Scenes of two or three events over a background: in two styles, and their onsets."""
    staged = stage(corpus, clips, scenes)
    reader = word_reader(corpus.caption_words)
    found: dict[str, Any] = {
        style.value: judge_scenes(captioner(bundle, style), staged, reader, style).as_json()
        for style in (Style.NORMAL, Style.DETAILED)
    }
    rows = rows_of(captioner(bundle), [scene.samples for scene in staged])
    thresholds = Bundle.load(bundle).thresholds
    return {"styles": found, "onsets": onset_errors(staged, rows, thresholds).as_json()}


def judge_beside_people(
    bundle: Path,
    corpus: Corpus,
    heard: Sequence[ClipResult],
    names: Sequence[str],
    cache: Path | None = None,
) -> dict[str, Any]:
    """Detailed captions beside people's, with two baselines in a fixed sentence.

    Parameters
    ----------
    bundle : Path
    corpus : Corpus
    heard : sequence of ClipResult
        Clips that the bundle never met; those that people described are taken.
    names : sequence of str
        What the top-1 baseline chooses from: the 50 names.
    cache : Path, optional
        Where the baseline's scores are kept.
    """
    references = load_references(corpus)
    chosen = [one for one in heard if one.clip.path in references.sentences]
    if not chosen:
        return {}
    systems = systems_of(bundle, corpus, chosen, names, cache)
    table = score_references(systems, references).as_json()
    table["captions"] = {
        path: {name: said[path] for name, said in systems.items()} for path in systems[OURS]
    }
    return table


def systems_of(
    bundle: Path,
    corpus: Corpus,
    heard: Sequence[ClipResult],
    names: Sequence[str],
    cache: Path | None = None,
) -> dict[str, dict[str, str]]:
    """Detailed captions of what a bundle heard, and those of two baselines, by clip."""
    clips = [one.clip for one in heard]
    at_length = hear(captioner(bundle, Style.DETAILED), corpus, clips)
    baseline, classes = hear_with_baseline(corpus, clips, cache), baseline_names(corpus.folder)
    return {
        OURS: {one.clip.path: one.text for one in at_length},
        TOP: {one.clip.path: fixed_sentence(usual_name(strongest(one, names))) for one in heard},
        YAMNET: {
            one.clip.path: fixed_sentence(top_name(one.scores, classes).lower()) for one in baseline
        },
    }

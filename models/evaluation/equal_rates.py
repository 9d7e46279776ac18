"""Announced sounds at equal false events per hour: ours beside YAMNet's, sound by sound.

In: `ClipResult` values of a split and the corpus. Out: a `Comparison` per label or group with
clips to judge. Never does: choosing thresholds that ship.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from edge_aac.taxonomy import load_taxonomy
from models.baseline.scores import baseline_names, hear_with_baseline
from models.evaluation.comparison import Comparison, compare
from models.evaluation.confusion import announced
from models.evaluation.tracks import baseline_tracks, own_tracks, sides
from models.ground.corpus import Corpus
from models.listening.clips import ClipResult

AS_ONE = frozenset({"hazard_alarm"})
"""Groups that are judged as one sound: nobody labelled which alarm it is."""


def sounds_to_compare(heard: Sequence[ClipResult]) -> dict[str, tuple[str, ...]]:
    """Title -> labels that count as it, for every announced sound with a clip."""
    taxonomy = load_taxonomy()
    found: dict[str, tuple[str, ...]] = {}
    for label in announced():
        group = taxonomy[label].group
        title = group if group in AS_ONE else label
        found[title] = (*found.get(title, ()), label)
    there = {one.clip.label for one in heard}
    return {title: labels for title, labels in found.items() if there & set(labels)}


def beside_baseline(
    heard: Sequence[ClipResult], corpus: Corpus, cache: Path | None = None
) -> Mapping[str, Comparison]:
    """Compare on every announced sound of which there is a clip."""
    theirs = hear_with_baseline(corpus, [one.clip for one in heard], cache)
    classes = baseline_names(corpus.folder)
    return {
        title: compare(
            sides(own_tracks(heard, labels), labels),
            sides(baseline_tracks(theirs, labels, classes), labels),
        )
        for title, labels in sounds_to_compare(heard).items()
    }

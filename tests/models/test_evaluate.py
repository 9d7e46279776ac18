"""Evaluation: refuses what a bundle was trained on, and tells shares honestly."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from models.evaluation import report
from models.evaluation.esc50 import esc_clips
from models.evaluation.proof import refuse_training_rows
from models.evaluation.ratio import ratio_of
from models.evaluation.reliability import binned
from models.evaluation.salience import salience
from models.evaluation.share import share_of
from models.ground.corpus import Clip
from models.listening.clips import ClipResult

TAXONOMY = load_taxonomy()


def _clip(group: str, label: str = "dog", path: str = "a.ogg", source: str = "esc50") -> Clip:
    return Clip(path, label, label, source, group, 5.0, "CC0", "train", "dev")


def _heard(clip: Clip, text: str = "It is quiet.", **scores: float) -> ClipResult:
    rows = np.zeros((20, len(TAXONOMY.labels)), np.float32)
    for label, score in scores.items():
        rows[:, TAXONOMY.index(label)] = score
    return ClipResult(clip, rows, text)


def _bundle(folder: Path, groups: str) -> Path:
    (folder / "groups.txt").write_text(groups, encoding="utf-8")
    manifest = json.dumps({"training_groups": "groups.txt"})
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    return folder


def test_a_bundle_is_not_scored_on_a_recording_it_was_trained_on(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path, "freesound:1\nfreesound:2\n")
    with pytest.raises(SystemExit, match="freesound:2"):
        refuse_training_rows(bundle, [_clip("freesound:2"), _clip("freesound:3")])


def test_a_bundle_is_scored_on_recordings_it_never_met(tmp_path: Path) -> None:
    refuse_training_rows(_bundle(tmp_path, "freesound:1\n"), [_clip("freesound:3")])


def test_only_a_whole_fold_is_judged_by_its_fifty_names() -> None:
    names = list(TAXONOMY.names[:50])
    whole = [_heard(_clip(f"g{i}", name)) for i, name in enumerate(names)]
    other = _heard(_clip("u", "siren", source="urbansound8k_part"))
    assert len(esc_clips([*whole, other])) == 50
    assert esc_clips([*whole[1:], other]) == []


def test_any_label_of_a_group_counts_as_the_group() -> None:
    heard = [
        _heard(_clip("a", "fire_alarm"), "An alarm sounds.", smoke_alarm=0.9),
        _heard(_clip("b", "smoke_alarm"), smoke_alarm=0.2),
        _heard(_clip("c", "rain"), smoke_alarm=0.8),
        _heard(_clip("d", "dog"), "A dog barks.", dog=0.6),
    ]
    thresholds = {"smoke_alarm": 0.7, "dog": 0.5}
    words = {"fire_alarm": ("alarm",), "dog": ("dog",)}
    rows = {row.group: row for row in salience(heard, thresholds, words)}
    assert set(rows) == {"hazard_alarm", "dog"}, "of other groups there is no clip"
    alarm = rows["hazard_alarm"]
    assert (alarm.recall.hits, alarm.recall.n) == (1, 2)
    assert alarm.caption_names.hits == 1
    assert (alarm.false, alarm.others) == (1, 2)
    assert alarm.missed == ("a.ogg",)
    assert rows["dog"].recall.hits == rows["dog"].caption_names.hits == 1


def test_few_recordings_are_told_as_k_of_n_and_many_as_a_share() -> None:
    few = share_of([True, False], [_clip("a"), _clip("b")]).as_json()
    assert report.share(few) == "1 of 2 (2 recordings)"
    many = share_of([i < 30 for i in range(40)], [_clip(str(i)) for i in range(40)]).as_json()
    assert report.share(many).startswith("75.0% (n=40, 95 % ")


def test_a_difference_is_told_in_points_with_its_sign() -> None:
    assert report.points(0.0125, [-0.01, 0.035]) == "+1.2 points (95 % -1.0 to +3.5)"


def test_every_kind_of_figure_can_be_told() -> None:
    scores = np.linspace(0.0, 1.0, 50)
    reliable = binned(scores, scores > 0.5).as_json()
    ((what, figure),) = report.trust(reliable)
    assert "posteriors" in what and "calibration error 0." in figure
    nothing = ratio_of([0.0], [0.0], ["a"]).as_json()
    assert report.ratio(nothing) == "nothing to count"
    some = ratio_of([1.0, 3.0], [2.0, 4.0], ["a", "b"]).as_json()
    assert report.ratio(some).startswith("66.7% (n=6, 95 % ")

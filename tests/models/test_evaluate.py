"""Evaluation: refuses what a bundle was trained on, and tells shares honestly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.data.corpus import Clip
from models.evaluate import Judged, esc50, rate, refuse_training_rows


def _clip(group: str, label: str = "dog", path: str = "a.ogg") -> Clip:
    return Clip(path, label, label, "esc50", group, 5.0, "CC0", "train", "dev")


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


def test_a_share_has_its_number_and_its_interval() -> None:
    clips = [_clip(f"freesound:{i}") for i in range(40)]
    row = rate([i < 30 for i in range(40)], clips)
    assert (row["n"], row["hits"], row["share"]) == (40, 30, 0.75)
    assert row["interval95"][0] < 0.75 < row["interval95"][1]


def test_the_best_label_and_the_captions_words_are_judged_apart() -> None:
    names = [f"label{i:02d}" for i in range(50)]
    judged = [
        Judged(_clip(f"g{i}", name), f"A {name} sounds.", dict.fromkeys(names, 0.1) | {name: 0.9})
        for i, name in enumerate(names)
    ]
    wrong = judged[0].tags | {"label01": 0.95}
    judged[0] = Judged(judged[0].clip, judged[0].text, wrong)
    judged[1] = Judged(judged[1].clip, "It is quiet.", judged[1].tags)
    result = esc50(judged, {name: (name,) for name in names})
    assert result["top1"]["hits"] == 49
    assert result["caption_names"]["hits"] == 49
    assert [row["best"] for row in result["wrong"]] == ["label01"]

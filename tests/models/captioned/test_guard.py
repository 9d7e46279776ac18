"""What we evaluate on is not learnt from, whichever data set it comes by."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.captioned import CaptionedClip, DatasetFault, evaluated, leaks, load_captioned


def test_all_that_any_evaluation_may_use_is_known_by_its_number(ours: Path) -> None:
    assert evaluated(ours) == {"22", "33", "44", "55"}


def test_a_clip_leaks_by_its_recording_alone() -> None:
    groups = ["freesound:22", "freesound:222", "clotho:22.wav", "youtube:22"]
    clips = [CaptionedClip(Path("a.wav"), ("A dog.",), "clotho", "x", g) for g in groups]
    assert [clip.group for clip in leaks(clips, {"22"})] == ["freesound:22"]


def test_leaking_clips_are_left_out_and_told(clotho: Path, ours: Path) -> None:
    table = ours / "captions" / "esc_clotho.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("1-55-A", "1-85362-A"), encoding="utf-8")
    clips, lines = load_captioned([f"clotho:{clotho}"], ours)
    assert [clip.path.name for clip in clips] == ["Pluie café 02.wav"]
    assert lines == [
        "clotho: 1 clips; 1 left out, we evaluate on their recordings; "
        "1 whose original recording is unknown"
    ]


def test_without_our_tables_nothing_is_loaded(clotho: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetFault, match=r"esc_clotho\.csv does not exist"):
        load_captioned([f"clotho:{clotho}"], tmp_path)


@pytest.mark.parametrize("given", ["clotho", "esc:/x", "clotho:", "/x"])
def test_what_names_no_data_set_is_refused(ours: Path, given: str) -> None:
    with pytest.raises(DatasetFault, match="names no captioned data set: write clotho:FOLDER or"):
        load_captioned([given], ours)


def test_another_split_is_named_behind_a_slash(clotho: Path, ours: Path) -> None:
    with pytest.raises(DatasetFault, match=r"clotho_captions_evaluation\.csv does not exist"):
        load_captioned([f"clotho/evaluation:{clotho}"], ours)

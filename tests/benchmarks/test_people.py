"""The table of captions beside people's: every system, and what is missing."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import people
from edge_aac.errors import EdgeAacError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "references.csv").write_text(
        "file_name,a,b\n1,A dog barks.,The dog is barking.\n2,Rain falls.,\n"
    )
    for name, said in {"ours": "A dog barks.", "top1": "A dog.", "yamnet": "A cat."}.items():
        (folder / f"{name}.csv").write_text(f"file_name,caption\n1,{said}\n2,Rain falls.\n")
    return folder


def test_every_system_has_a_row_and_what_is_missing_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "people.json"
    monkeypatch.setattr(sys, "argv", ["people", f"held out=never met={folder}", "--out", str(out)])
    people.main()
    content = json.loads(out.read_text())
    rows = dict(content["rows"])
    for name in people.SYSTEMS.values():
        assert rows[f"held out=never met: {name}"].startswith("n=2; BLEU-1 ")
    assert "CIDEr-D" in rows["held out=never met: our detailed captions"]
    assert rows["SPICE"].startswith("not available") and "FENSE" in rows
    assert content["command"].startswith('python -m benchmarks.people "held out=never met=')
    monkeypatch.setattr(sys, "argv", ["people", str(folder), "--out", str(out)])
    with pytest.raises(EdgeAacError, match="has no title"):
        people.main()


def test_the_distance_is_the_greatest_of_all(folder: Path) -> None:
    found = people.scored(folder, None)
    assert people.furthest(found) == (0.0, 0)
    one = found["ours"]
    other = replace(one, direct={"BLEU-1": one.figures["BLEU-1"] + 0.25})
    same = replace(one, direct={"ROUGE-L": one.figures["ROUGE-L"]})
    assert people.furthest({"a": other, "b": same}) == (pytest.approx(0.25), 2)

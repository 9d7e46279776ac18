"""A result: small beside the details that version control leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.ground.result import RESULTS, Result, beside, load

MOST_BYTES = 16_000
"""Of one result under version control."""


def _run(**more: object) -> Result:
    return Result("Heard?", "python -m x", [("bells", "3 of 4")], "2026-01-31", "a board", **more)  # type: ignore[arg-type]


def test_a_result_is_read_back_without_its_details(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bells.json"
    _run(details={"missed": ["a", "b"]}, kept={"bins": [1]}).write(path)
    assert load(path) == _run(kept={"bins": [1]})
    assert "missed" not in path.read_text(encoding="utf-8")
    assert json.loads(beside(path).read_text(encoding="utf-8")) == {"missed": ["a", "b"]}


def test_a_result_without_more_is_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "bells.json"
    _run().write(path)
    assert not beside(path).exists()
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {
        "question", "date", "machine", "command", "rows",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[]", '{"rows": 3}', '{"rows": [["a"]]}'])
def test_what_is_no_result_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bells.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"bells\.json is no benchmark result"):
        load(path)


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_results_under_version_control_stay_small(path: Path) -> None:
    assert load(path).rows
    assert path.stat().st_size <= MOST_BYTES
    assert "details" not in json.loads(path.read_text(encoding="utf-8"))

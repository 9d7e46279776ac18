"""Tables of captions scored by one command, with what is not available said."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from models import score
from models.evaluation.caption_tables import read_predictions, read_references
from models.evaluation.diversity import distinct, vocabulary_size
from models.evaluation.wording import compare

REFERENCES = """file_name,caption_1,caption_2
a.wav,A dog barks loudly at somebody.,The dog is barking.
b.wav,"Rain falls, on a roof.",Heavy rain is falling.
c.wav,A train passes by quickly.,
"""
PREDICTIONS = """file,caption
a.wav,The dog is barking.
b.wav,"A train, perhaps."
"""


def _written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_prints_what_the_scorers_give_and_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = _written(tmp_path, "p.csv", PREDICTIONS)
    references = _written(tmp_path, "r.csv", REFERENCES)
    out = tmp_path / "out.json"
    given = [str(predictions), str(references), "--json", str(out)]
    monkeypatch.setattr(sys, "argv", ["score", *given])
    score.main()
    lines = capsys.readouterr().out.splitlines()
    direct = compare(read_predictions(predictions), read_references(references))
    assert lines[0] == "files: 2" and "different words: 7" in lines
    assert f"BLEU-1: {direct.bleu[0]:.4f}" in lines
    assert f"ROUGE-L: {direct.rouge_l:.4f}" in lines
    assert any(line.startswith(f"CIDEr-D: {direct.mean_cider:.4f} (95 % ") for line in lines)
    assert any(line.startswith("METEOR: ") for line in lines)
    for name in ("SPICE", "SPIDEr", "SPIDEr-FL", "FENSE"):
        assert any(line.startswith(f"{name}: not available, ") for line in lines)
    written = json.loads(out.read_text())
    assert written["n"] == 2 and written["figures"]["ROUGE-L"] == round(direct.rouge_l, 4)
    assert set(written["not_available"]) >= {"SPICE", "FENSE"}


def test_rows_of_one_file_are_read_together(tmp_path: Path) -> None:
    path = _written(tmp_path, "r.csv", "\ufeffaudio,caption\na,One.\nb,Other.\na,Two.\n")
    assert read_references(path) == {"a": ("One.", "Two."), "b": ("Other.",)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is empty"),
        ("file\na\n", "names one column"),
        ("file,caption\na,\n", "a has no caption"),
        ("file,caption\n", "it has no caption"),
        ('file,caption\na,"open\n', "no table of captions"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, text: str, words: str) -> None:
    path = _written(tmp_path, "t.csv", text)
    with pytest.raises(EdgeAacError, match=words):
        read_references(path)


def test_a_table_that_is_no_text_or_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(EdgeAacError, match="no table of captions"):
        read_references(tmp_path / "b.csv")
    with pytest.raises(EdgeAacError, match=r"none\.csv cannot be read: No such file"):
        read_references(tmp_path / "none.csv")


def test_predictions_have_one_caption_and_a_reference(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match="several captions"):
        read_predictions(_written(tmp_path, "p.csv", "f,c\na,One.\na,Two.\n"))
    with pytest.raises(EdgeAacError, match="1 of 2 files have no reference, z"):
        score.score({"a": "A.", "z": "Z."}, {"a": ("A.",)})


def test_variety_is_different_by_all() -> None:
    assert distinct(["a dog", "A dog."], 1) == 0.5
    assert distinct(["a dog", "A dog."], 2) == 0.5
    assert distinct(["dog"], 2) == 0.0
    assert vocabulary_size(["a dog", "The dog."]) == 3

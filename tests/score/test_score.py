"""Tables of captions scored by one command, with what is not available said."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from edge_aac.errors import EdgeAacError
from edge_aac_score import environment, scores
from edge_aac_score.caption_tables import read_predictions, read_references
from edge_aac_score.diversity import distinct, self_bleu, vocabulary_size
from edge_aac_score.main import main
from edge_aac_score.scores import SHARED, score
from edge_aac_score.tokens import java_runs, penn, plain_all
from edge_aac_score.wording import compare
from tests.needs import lacking

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
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = _written(tmp_path, "p.csv", PREDICTIONS)
    references = _written(tmp_path, "r.csv", REFERENCES)
    out = tmp_path / "out.json"
    assert main([str(predictions), str(references), "--json", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    tokens = penn if java_runs() else plain_all
    direct = compare(read_predictions(predictions), read_references(references), tokens=tokens)
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


def test_a_fault_is_one_sentence_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = _written(tmp_path, "p.csv", PREDICTIONS)
    references = _written(tmp_path, "r.csv", REFERENCES)
    assert main([str(tmp_path / "none.csv"), str(references)]) == 1
    assert "cannot be read" in capsys.readouterr().err
    given = [str(predictions), str(references)]
    assert main([*given, "--metrics", str(tmp_path)]) == 1
    assert "holds no finished environment" in capsys.readouterr().err
    assert main([*given, "--json", str(tmp_path / "none" / "out.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main([*given, "--direct"])
    assert wrong.value.code == 2


def test_words_by_the_treebank_part_what_blanks_do_not() -> None:
    if not java_runs():
        lacking("The tokeniser needs Java.")
    given = ["A dog's BARK, then\n rain!", "", "It isn't a loud cow."]
    assert penn(given) == ["a dog 's bark then rain", "", "it is n't a loud cow"]
    assert plain_all(given)[2] == "it isn't a loud cow"


STAND_IN = """#!{python}
import json, sys
asked = json.loads(sys.stdin.read())
figures = {{one: len(asked["captions"]) / 8 for one in asked["metrics"] if one != "spider"}}
print("noise of a library")
print(json.dumps({{"figures": figures, "failed": {{"spider": "it broke"}}}}))
"""


def _environment(folder: Path, script: str = STAND_IN) -> Path:
    (folder / "bin").mkdir(parents=True)
    python = _written(folder / "bin", "python", script.format(python=sys.executable))
    python.chmod(0o755)
    _written(folder, environment.READY, "aac-metrics\n")
    return folder


def test_what_only_aac_metrics_has_comes_from_its_environment(tmp_path: Path) -> None:
    folder = _environment(tmp_path)
    said = {"a": "A dog.", "b": "Rain."}
    people = {"a": ("A dog barks.",), "b": ("Heavy rain.",)}
    without = score(said, people, folder, direct=True)
    assert set(without.missing) >= {"SPICE", "SPIDEr", "SPIDEr-FL", "FENSE"}
    assert environment.SPICE_JARS[0] in without.missing["SPICE"]
    assert set(without.direct) == set(SHARED) & set(without.figures)
    assert any(line.startswith("CIDEr-D by aac-metrics: 0.2500, ") for line in without.lines())
    (folder / environment.SPICE_LIBRARY).mkdir(parents=True)
    for jar in environment.SPICE_JARS:
        _written(folder / environment.SPICE_LIBRARY, jar, "")
    found = score(said, people, folder)
    assert found.figures["SPICE"] == 0.25 and found.missing["SPIDEr"] == "it broke"
    assert "FENSE" in found.missing and not found.direct


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("#!{python}\nprint('no figures')\n", "gave no figures"),
        ("#!{python}\nimport sys\nsys.exit('Nothing works.')\n", "failed: Nothing works."),
    ],
)
def test_an_environment_that_does_not_answer_says_so(
    tmp_path: Path, script: str, words: str
) -> None:
    with pytest.raises(EdgeAacError, match=words):
        score({"a": "A dog."}, {"a": ("A dog.",)}, _environment(tmp_path, script), direct=True)


def test_java_programs_are_laid_where_aac_metrics_looks(tmp_path: Path) -> None:
    carried = tmp_path / "carried"
    for name in ("meteor/meteor-1.5.jar", "spice/spice-1.0.jar", "spice/lib/ejml-0.23.jar"):
        (carried / name).parent.mkdir(parents=True, exist_ok=True)
        (carried / name).write_text(name)
    (carried / "tokenizer").mkdir()
    (carried / "tokenizer" / "stanford-corenlp-3.4.1.jar").write_text("tokens")
    for _ in range(2):
        environment.lay(carried, tmp_path / "made")
    home = tmp_path / "made" / "cache" / "aac-metrics"
    assert (home / "meteor" / "meteor-1.5.jar").read_text() == "meteor/meteor-1.5.jar"
    assert (home / "spice" / "lib" / "ejml-0.23.jar").exists()
    assert (home / "stanford_nlp" / "stanford-corenlp-3.4.1.jar").read_text() == "tokens"


def test_figures_are_those_of_aac_metrics() -> None:
    """In its own environment, where `EDGE_AAC_METRICS` names one; it takes gigabytes."""
    folder = os.environ.get("EDGE_AAC_METRICS")
    if folder is None:
        pytest.skip("EDGE_AAC_METRICS names no environment of aac-metrics.")
    people = {"a": ("A dog barks loudly.", "The dog is barking."), "b": ("Rain falls, hard.",)}
    found = score({"a": "The dog barks.", "b": "Rain, perhaps."}, people, Path(folder), direct=True)
    assert set(found.direct) == set(SHARED)
    for name, figure in found.direct.items():
        assert figure == pytest.approx(found.figures[name], abs=1e-4), name


def test_an_interval_holds_its_mean() -> None:
    values: Any = [0.0, 1.0] * 20
    low, high = scores.spread(values)
    assert 0.3 < low < 0.5 < high < 0.7


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
        score({"a": "A.", "z": "Z."}, {"a": ("A.",)})


def test_variety_is_different_by_all() -> None:
    assert distinct(["a dog", "A dog."], 1) == 0.5
    assert distinct(["a dog", "A dog."], 2) == 0.5
    assert distinct(["dog"], 2) == 0.0
    assert vocabulary_size(["a dog", "The dog."]) == 3


def test_captions_that_are_alike_have_a_self_bleu_of_one() -> None:
    alike = ["A dog barks in the rain."] * 3
    varied = ["A dog barks in the rain.", "Two trains pass by one another.", "Bells ring at noon."]
    assert self_bleu(alike) == pytest.approx(1.0)
    assert self_bleu(varied) < 0.1
    assert self_bleu(alike[:1]) == 0.0
    assert self_bleu(alike * 200) == pytest.approx(1.0)

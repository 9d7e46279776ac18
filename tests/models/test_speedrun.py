"""The road to a bundle: its steps, where it goes on, its short table and its lists of data."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from models import data_lists, small_corpus
from models.ground.corpus import load_corpus

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "models" / "speedrun.sh"


def _run(
    *words: str, python: str = sys.executable, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(SCRIPT), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHON": python},
    )


def test_every_step_is_a_command_that_there_is() -> None:
    done = _run("--list")
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) > 45
    for number, line in enumerate(lines, 1):
        before, _, after = line.partition(": ")
        assert before.startswith(f"{number}. ")
        words = after.split()
        assert words[:2] == ["python", "-m"], line
        path = ROOT.joinpath(*words[2].split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), line
    names = [line.partition(". ")[2].partition(":")[0] for line in lines]
    assert len(set(names)) == len(names)
    # What a step reads, one before it has made.
    order = {name: i for i, name in enumerate(names)}
    assert order["encoder-explore"] < order["encoder-release"] < order["encoder-release5"]
    assert order["encoder-twin5"] < order["decoder-release5"] < order["quantise"]
    assert order["trunk-explore"] < order["second"] < order["calibrate"] < order["tune"]
    assert order["tonal-g"] < order["patterns"] < order["patterns-in"] < order["lists"]


STAND_IN = """#!{python}
import sys
from pathlib import Path
with Path("asked").open("a") as file:
    file.write(" ".join(sys.argv[2:]) + "\\n")
if Path("stop").exists() and Path("stop").read_text() in " ".join(sys.argv):
    sys.exit("It broke here.")
"""


def test_it_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(STAND_IN.format(python=sys.executable))
    python.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "stop").write_text("models.train_decoder")
    first = _run("--smoke", str(work), python=str(python))
    assert first.returncode == 1
    assert "It broke here." in first.stderr and "Step decoder-release5 failed" in first.stderr
    asked = (work / "asked").read_text().splitlines()
    assert asked[0] == "models.small_corpus data --each 3"
    assert any("--init" in one and "--steps 2" in one for one in asked if "train_encoder" in one)
    (work / "stop").unlink()
    (work / "asked").unlink()
    second = _run("--smoke", str(work), python=str(python))
    assert second.returncode == 0, second.stderr
    asked = (work / "asked").read_text().splitlines()
    assert asked[0].startswith("models.train_decoder") and "data_lists" in asked[-1]
    assert "done before" in second.stdout
    third = _run("--smoke", str(work), python=str(python))
    assert third.returncode == 0
    assert (work / "asked").read_text().splitlines() == asked


def test_a_full_run_takes_the_whole_corpus_and_no_flag_of_a_trial(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(STAND_IN.format(python=sys.executable))
    python.chmod(0o755)
    assert _run(str(tmp_path / "work"), python=str(python)).returncode == 0
    asked = (tmp_path / "work" / "asked").read_text()
    assert "small_corpus" not in asked and "--onnx-only" not in asked
    assert "--beside" in asked and "--singles 24000 --scenes 6000" in asked
    release = next(one for one in asked.splitlines() if "release5-config" in one)
    assert "--steps" not in release and "--init" not in release


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(["--fast", "x"], "--fast is not known"), ([], "Name the folder to work in")],
)
def test_wrong_usage_is_one_sentence(words: list[str], sentence: str) -> None:
    done = _run(*words)
    assert done.returncode == 2 and sentence in done.stderr


def test_without_python_it_says_so(tmp_path: Path) -> None:
    done = _run(str(tmp_path / "work"), python=str(tmp_path / "none"))
    assert done.returncode == 1 and "is not there" in done.stderr


def _corpus(folder: Path) -> Path:
    folder.mkdir()
    columns = "path,label,source,fold,group,seconds,licence,rights,use,split\n"
    rows = [
        f"audio/{split}-{label}-{i}.ogg,{label},found,,g:{split}{label}{i},{3 + 50 * (i == 4)},CC0,"
        f"open,train,{split}\n"
        for split in ("train", "dev", "score")
        for label in ("dog", "rain")
        for i in range(5)
    ]
    (folder / "clips.csv").write_text(columns + "".join(rows))
    (folder / "labels.csv").write_text(
        "label,canonical,group,priority,caption_words\ndog,dog,dog,info,dog\nrain,rain,rain,ambient,rain\n"
    )
    (folder / "audio").mkdir()
    return folder


def test_a_short_table_has_every_label_in_every_split(tmp_path: Path) -> None:
    data, out = _corpus(tmp_path / "data"), tmp_path / "few"
    for _ in range(2):
        assert small_corpus.shorten(data, out, 2) == 12
    with (out / "clips.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len({(row["split"], row["label"]) for row in rows}) == 6
    assert (out / "audio").is_symlink() and len(load_corpus(out).clips) == 12
    # What is long is left out, and nothing is written into the corpus itself.
    assert small_corpus.shorten(data, out, 5) == 24
    assert sorted(one.name for one in data.iterdir()) == ["audio", "clips.csv", "labels.csv"]
    with pytest.raises(EdgeAacError, match="cannot be made"):
        small_corpus.shorten(tmp_path / "none", out, 2)


def test_lists_of_data_are_compared_by_their_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _corpus(tmp_path / "data")
    config = tmp_path / "config.json"
    config.write_text('{"pools": ["train", "company-dev"]}')
    groups = data_lists.given_by(load_corpus(data), [config])
    assert len(groups) == 20
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / data_lists.LIST).write_text("".join(f"{one}\n" for one in sorted(groups)))
    given = ["lists", str(bundle), "--data", str(data), "--runs", str(config)]
    monkeypatch.setattr(sys, "argv", given)
    data_lists.main()
    assert "The lists are the same." in capsys.readouterr().out
    (bundle / data_lists.LIST).write_text("another\n")
    with pytest.raises(EdgeAacError, match="1 are not of the tables and the runs; 20 are missing"):
        data_lists.main()
    config.write_text("[]")
    with pytest.raises(EdgeAacError, match="no configuration"):
        data_lists.main()
    with pytest.raises(EdgeAacError, match="has no training_groups"):
        data_lists.listed(tmp_path)


@pytest.mark.data
def test_the_released_bundle_learnt_from_what_its_road_gives() -> None:
    released = data_lists.listed(ROOT / "models" / "edge-aac-s")
    assert data_lists.digest(released) == data_lists.digest(
        data_lists.given_by(load_corpus(), data_lists.RUNS)
    )

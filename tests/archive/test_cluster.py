"""Parquet, and a cluster of two processes of which one is killed: the real work, nothing lost."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.archive import parquet as parquet_room
from edge_aac.archive.parquet import as_parquet
from edge_aac.cli.main import main
from edge_aac.library.passage import Passage, packed
from edge_aac.library.sound_index import SoundIndex

ROOT = Path(__file__).resolve().parents[2]
RATE = 16_000
COUNT = 10
pq = pytest.importorskip("pyarrow.parquet")


def test_a_table_is_read_back_as_it_was() -> None:
    like = packed(np.array([3.0, 4.0], np.float32))
    some = [
        Passage(0.0, 10.0, "A dog — barks.", (("dog", 0.9), ("rain", 0.25)), like),
        Passage(10.0, 12.5, "Rain.", (), b""),
    ]
    table = pq.read_table(_file(as_parquet("a\udcff.wav", some)))
    rows = table.to_pylist()
    assert table.column_names == [
        "file", "start", "end", "text", "labels", "scores", "embedding",
    ]  # fmt: skip
    assert rows[0]["text"] == "A dog — barks." and rows[0]["labels"] == ["dog", "rain"]
    assert rows[0]["scores"] == pytest.approx([0.9, 0.25])
    assert rows[0]["embedding"] == [76, 102] and rows[1]["embedding"] is None
    assert (rows[1]["start"], rows[1]["end"]) == (10.0, 12.5)
    assert rows[0]["file"].isprintable()


def _file(data: bytes) -> object:
    return io.BytesIO(data)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    folder.mkdir()
    t = np.arange(4 * RATE) / RATE
    for number in range(COUNT):
        tone = np.where(t > 1.0, 0.3 * np.sin(2 * np.pi * (700.0 + 20 * number) * t), 0.0)
        soundfile.write(folder / f"{number}.wav", tone, RATE)
    return folder


def test_parquet_goes_into_a_folder_and_is_not_made_again(
    sounds: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["caption", str(sounds / "0.wav"), str(sounds / "none.wav"), "--format", "parquet"]
    line += ["--model", str(tiny_bundle)]
    assert main(line) == 2
    assert "parquet is no text. Name a folder with --out." in capsys.readouterr().err
    line += ["--out", str(tmp_path / "out")]
    assert main(line) == 1
    assert capsys.readouterr().out == "Written: 1. There already: 0. Broken: 1.\n"
    (row,) = pq.read_table(tmp_path / "out" / "0.parquet").to_pylist()
    assert row["file"] == str(sounds / "0.wav") and row["text"] and row["labels"]
    assert main(line) == 1
    assert capsys.readouterr().out == "Written: 0. There already: 1. Broken: 1.\n"


def test_without_the_library_it_is_one_sentence_before_any_work(
    sounds: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(parquet_room, "find_spec", lambda _: None)
    line = ["caption", str(sounds), "--format", "parquet", "--out", str(tmp_path / "out")]
    assert main(line) == 1
    assert "pip install 'edge-aac[archive]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


CLUSTER = textwrap.dedent(
    """
    import os, signal, subprocess, sys, time
    from pathlib import Path
    import distributed

    out, command = Path(sys.argv[1]), sys.argv[2:]

    if __name__ == "__main__":
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster, distributed.Client(cluster) as client:
            numbers = list(client.run(os.getpid).values())
            command += ["--scheduler", cluster.scheduler_address]
            with subprocess.Popen(command) as work:
                while work.poll() is None and not list(out.rglob("*.parquet")):
                    time.sleep(0.002)
                os.kill(numbers[0], signal.SIGKILL)
                print(len(numbers), work.poll(), flush=True)
                sys.exit(work.wait())
    """
)


@pytest.mark.slow
def test_a_worker_that_is_killed_midway_loses_nothing(
    sounds: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    script, out = tmp_path / "script.py", tmp_path / "out"
    script.write_text(CLUSTER)
    line = ["caption", str(sounds), "--format", "parquet", "--model", str(tiny_bundle)]
    begin, engine = [sys.executable, "-m", "edge_aac"], ["--engine", "dask"]
    done = subprocess.run(
        [sys.executable, str(script), str(out), *begin, *line, "--out", str(out), *engine],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # Two workers, and there was work left when one was killed.
    assert done.stdout.splitlines()[0] == "2 None"
    assert f"Written: {COUNT}. There already: 0. Broken: 0." in done.stdout
    assert main([*line, "--out", str(tmp_path / "alone")]) == 0
    capsys.readouterr()
    for number in range(COUNT):
        name = f"{number}.parquet"
        assert pq.read_table(out / name).equals(pq.read_table(tmp_path / "alone" / name))


def test_parts_are_indexed_apart_and_merged_by_one_command(
    sounds: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = []
    for number, pattern in enumerate(("[0-4].wav", "[4-9].wav")):
        parts.append(str(tmp_path / f"part-{number}"))
        line = ["index", str(sounds / pattern), "--index", parts[-1]]
        assert main([*line, "--model", str(tiny_bundle)]) == 0
    capsys.readouterr()
    whole = tmp_path / "all"
    line = ["index", "--merge", *parts, str(tmp_path / "none"), "--index", str(whole)]
    assert main(line) == 1
    told = capsys.readouterr()
    assert (
        told.out
        == f"Taken over: {COUNT}. The index holds {COUNT} recordings in {COUNT} passages.\n"
    )
    assert told.err.count("\n") == 1 and "There is no index at" in told.err
    assert main(["search", "doorbell", "--index", str(whole)]) == 0
    index = SoundIndex(whole)
    assert index.counts() == (COUNT, COUNT)
    index.close()

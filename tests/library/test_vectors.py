"""Embeddings in blocks: the same answer as passage by passage, whatever was packed and removed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge_aac.library import vectors
from edge_aac.library.passage import Passage, packed
from edge_aac.library.sound_index import FileState, SoundIndex
from tests.thoroughness import examples

WIDTH = 12


def vectors_of(count: int, seed: int = 0) -> NDArray[np.int8]:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((count, WIDTH)).astype(np.float32) + 1.0
    return np.stack([np.frombuffer(packed(row), np.int8) for row in rows])


def table(rows: NDArray[np.int8]) -> sqlite3.Connection:
    file = sqlite3.connect(":memory:")
    file.executescript(
        "CREATE TABLE passage (id INTEGER PRIMARY KEY, embedding BLOB);" + vectors.SCHEMA
    )
    file.executemany("INSERT INTO passage (embedding) VALUES (?)", [(r.tobytes(),) for r in rows])
    return file


def blocks(file: sqlite3.Connection) -> int:
    (count,) = file.execute("SELECT count(*) FROM block").fetchone()
    return int(count)


def plainly(rows: NDArray[np.int8], wanted: NDArray[np.int8], most: int) -> list[int]:
    """The same by the formula, in double precision."""
    table, one = rows.astype(np.float64), wanted.astype(np.float64)
    if len(table) >= vectors.MIDDLE_ROWS:
        middle = table.mean(axis=0)
        table, one = table - middle, one - middle
    near = table @ one / (np.linalg.norm(table, axis=1) * np.linalg.norm(one))
    return [int(i) + 1 for i in np.argsort(-near, kind="stable")[:most]]


def test_blocks_give_what_passages_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BLOCK_ROWS", 300)
    rows = vectors_of(1_000)
    file = table(rows)
    loose = vectors.nearest(file, rows[7].tobytes(), 20)
    assert blocks(file) == 0
    vectors.pack(file)
    assert blocks(file) == 3  # the last hundred are too few
    in_blocks = vectors.nearest(file, rows[7].tobytes(), 20)
    assert [one for one, _ in in_blocks] == [one for one, _ in loose] == plainly(rows, rows[7], 20)
    assert in_blocks[0][0] == 8 and in_blocks[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [s for _, s in in_blocks] == pytest.approx([s for _, s in loose], abs=1e-5)
    file.close()


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(("put", "remove", "pack")), st.integers(1, 40)), max_size=12)
)
def test_whatever_comes_and_goes_nothing_is_missing_or_stale(steps: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "BLOCK_ROWS", 16)
        patch.setattr(vectors, "LEAST_ROWS", 4)
        file = table(vectors_of(1))
        for turn, (what, count) in enumerate(steps):
            if what == "put":
                new = [(r.tobytes(),) for r in vectors_of(count, turn)]
                file.executemany("INSERT INTO passage (embedding) VALUES (?)", new)
            elif what == "remove":
                # The last ones too: their numbers are given anew.
                file.execute(
                    "DELETE FROM passage WHERE id % 7 = ? OR id > "
                    "(SELECT max(id) FROM passage) - ?",
                    (count % 7, count // 4),
                )
            else:
                vectors.pack(file)
        there = dict(file.execute("SELECT id, embedding FROM passage"))
        wanted = vectors_of(1, 99)[0]
        found = dict(vectors.nearest(file, wanted.tobytes(), 10_000))
        assert found.keys() == there.keys()
        file.execute("DELETE FROM block")
        again = dict(vectors.nearest(file, wanted.tobytes(), 10_000))
        assert found == pytest.approx(again, abs=1e-4)
        file.close()


def test_embeddings_of_another_model_are_not_compared() -> None:
    rows = vectors_of(600)
    file = table(rows)
    other = [(packed(np.ones(5, np.float32)),)] * 300 + [(b"",)] * 10
    file.executemany("INSERT INTO passage (embedding) VALUES (?)", other)
    vectors.pack(file)
    assert blocks(file) == 2
    assert {one for one, _ in vectors.nearest(file, rows[0].tobytes(), 5_000)} == set(range(1, 601))
    assert len(vectors.nearest(file, packed(np.ones(5, np.float32)), 5_000)) == 300
    assert vectors.nearest(file, b"\x01" * 7, 5) == []
    file.close()


def index_of(path: Path, names: dict[str, int], text: str = "A sound.", mtime: int = 1) -> Path:
    index = SoundIndex(path)
    for name, seed in names.items():
        one = Passage(0.0, 5.0, text, (("dog", 0.9),), vectors_of(1, seed)[0].tobytes())
        index.put(FileState(f"/sounds/{name}", 1, mtime, name.encode()), [one])
    index.close()
    return path


def test_indexes_are_merged_and_again_changes_nothing(tmp_path: Path) -> None:
    first = index_of(tmp_path / "1", {"a": 1, "b": 2})
    second = index_of(tmp_path / "2", {"c": 3, "b": 5}, "Newer.", mtime=2)
    older = index_of(tmp_path / "3", {"c": 4}, "Older.", mtime=1)
    whole = SoundIndex(tmp_path / "all")
    assert [whole.take(one) for one in (first, second, older)] == [2, 2, 0]
    assert [whole.take(one) for one in (first, second, older)] == [0, 0, 0]
    assert whole.counts() == (3, 3)
    hits = {Path(hit.file).name: hit.text for hit in whole.like(vectors_of(1, 1)[0].tobytes())}
    assert hits == {"a": "A sound.", "b": "Newer.", "c": "Newer."}
    whole.close()


def test_what_is_no_index_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    whole = SoundIndex(tmp_path / "all")
    (tmp_path / "text").write_text("no index")
    for name, told in (("none", "There is no index at"), ("text", "cannot be merged")):
        with pytest.raises(Exception, match=told):
            whole.take(tmp_path / name)
    file = sqlite3.connect(tmp_path / "theirs")
    file.execute("CREATE TABLE theirs (a)")
    file.close()
    with pytest.raises(Exception, match="another program's"):
        whole.take(tmp_path / "theirs")
    # It goes on with the next.
    assert whole.take(index_of(tmp_path / "1", {"a": 1})) == 1
    whole.close()


def test_a_merge_for_which_there_is_no_room_is_whole_or_not_at_all(tmp_path: Path) -> None:
    shard = index_of(tmp_path / "1", {str(k): k for k in range(400)}, "x " * 2_000)
    whole = SoundIndex(tmp_path / "all", megabytes=1)
    with pytest.raises(Exception, match="cannot be used"):
        whole.take(shard)
    assert whole.counts() == (0, 0)
    whole.close()

"""The index: found again by words and by sound, incremental, whole after a move."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.cli.search import understanding
from edge_aac.errors import EdgeAacError
from edge_aac.library.passage import Passage, kept_tags, packed
from edge_aac.library.sound_index import FileState, SoundIndex
from edge_aac.library.wanted import load_synonyms
from edge_aac.taxonomy import load_taxonomy
from tests.thoroughness import examples

READS = understanding()


def vector(*values: float) -> bytes:
    return packed(np.array(values, np.float32))


def passage(text: str, *tags: tuple[str, float], like: bytes = b"") -> Passage:
    return Passage(0.0, 10.0, text, tags, like)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sounds").mkdir()
    return tmp_path / "sounds"


def put(index: SoundIndex, folder: Path, name: str, *passages: Passage) -> str:
    path = folder / name
    path.write_text(name)
    seen = FileState.of(str(path))
    index.put(seen, passages)
    return seen.path


def found(index: SoundIndex, query: str) -> list[str]:
    return [Path(hit.file).name for hit in index.search(READS.read(query))]


def test_a_query_finds_labels_by_their_scores_and_sentences_by_their_words(
    tmp_path: Path, folder: Path
) -> None:
    index = SoundIndex(tmp_path / "index")
    put(index, folder, "glass.wav", passage("Glass breaks.", ("glass_breaking", 0.9)))
    put(index, folder, "dog.wav", passage("A dog barks.", ("dog", 0.95), ("rain", 0.2)))
    put(index, folder, "rain.wav", passage("It rains on a roof.", ("rain", 0.8)))
    assert found(index, "glass breaking at night")[0] == "glass.wav"
    assert found(index, "rain") == ["rain.wav", "dog.wav"]
    assert found(index, "a puppy") == ["dog.wav"]
    assert found(index, "roof") == ["rain.wav"]
    assert found(index, "Hund bellt") == ["dog.wav"]
    assert found(index, "zebra") == []
    index.close()


def test_what_sounds_alike_is_found_and_not_the_file_itself(tmp_path: Path, folder: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    near = put(index, folder, "near", passage("x", like=vector(1.0, 0.1, 0.0)))
    far = put(index, folder, "far", passage("x", like=vector(0.0, 0.1, 1.0)))
    own = put(index, folder, "own", passage("x", like=vector(1.0, 0.0, 0.0)))
    hits = index.like(vector(1.0, 0.0, 0.0), without=own)
    assert [hit.file for hit in hits] == [near, far]
    assert index.like(b"") == [] and index.like(vector(1.0)) == []
    index.close()


def test_only_what_is_new_is_described(tmp_path: Path, folder: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    path = Path(put(index, folder, "a.wav", passage("A.", ("dog", 0.9))))
    assert index.knows(FileState.of(str(path)))
    path.write_text("another recording")
    assert not index.knows(FileState.of(str(path)))
    index.put(FileState.of(str(path)), [passage("B.", ("cat", 0.9))])
    assert index.counts() == (1, 1)
    assert found(index, "dog") == [] and found(index, "cat") == ["a.wav"]
    index.close()


def test_a_moved_file_keeps_what_was_known(tmp_path: Path, folder: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    path = Path(put(index, folder, "a.wav", passage("A.", ("dog", 0.9))))
    path.rename(folder / "b.wav")
    assert index.knows(FileState.of(str(folder / "b.wav")))
    assert found(index, "dog") == ["b.wav"]
    # A copy is another file, which is described for itself.
    (folder / "c.wav").write_bytes((folder / "b.wav").read_bytes())
    assert not index.knows(FileState.of(str(folder / "c.wav")))
    index.close()


def test_what_is_gone_is_forgotten_below_its_folder_alone(tmp_path: Path, folder: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    (tmp_path / "sounds2").mkdir()
    kept = Path(put(index, tmp_path / "sounds2", "kept.wav", passage("A.", ("dog", 0.9))))
    gone = Path(put(index, folder, "gone.wav", passage("A.", ("dog", 0.9))))
    kept.unlink()
    gone.unlink()
    assert index.forget_missing(str(folder)) == 1
    assert found(index, "dog") == ["kept.wav"]
    index.close()


def test_a_broken_file_is_tried_again(tmp_path: Path, folder: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    (folder / "a.wav").write_text("x")
    seen = FileState.of(str(folder / "a.wav"))
    index.put(seen, [], fault="It is damaged.")
    assert not index.knows(seen)
    index.close()


def test_an_index_that_is_full_is_one_sentence_and_stays_whole(
    tmp_path: Path, folder: Path
) -> None:
    index = SoundIndex(tmp_path / "index", megabytes=1)
    with pytest.raises(EdgeAacError, match=r"cannot be used.*--index"):
        for number in range(400):
            put(index, folder, f"{number}", *[passage("x " * 400, ("dog", 0.5))] * 10)
    files, passages = index.counts()
    assert passages == 10 * files and files > 0
    assert (tmp_path / "index").stat().st_size <= 1_048_576
    index.close()


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("a text")
    with pytest.raises(EdgeAacError, match="cannot be used"):
        SoundIndex(tmp_path / "other")
    file = sqlite3.connect(tmp_path / "theirs")
    file.execute("CREATE TABLE theirs (a)")
    file.close()
    with pytest.raises(EdgeAacError, match="another program's"):
        SoundIndex(tmp_path / "theirs")
    with pytest.raises(EdgeAacError, match="There is no index"):
        SoundIndex(tmp_path / "none", make=False)
    assert not (tmp_path / "none").exists()


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_asked_is_answered(
    tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    place = tmp_path_factory.getbasetemp() / f"index-{os.getpid()}"
    index = SoundIndex(place)
    index.search(READS.read(query))
    index.close()


@pytest.mark.parametrize("name", load_taxonomy().names)
def test_every_label_is_found_by_its_name(name: str) -> None:
    wanted = READS.read(name.replace("_", " "))
    assert ((name,), 1.0) in wanted.labels


def test_wider_words_mean_labels_that_exist() -> None:
    for labels in load_synonyms().values():
        assert labels and set(labels) <= set(load_taxonomy().names)


def test_words_that_mean_no_sound_are_said() -> None:
    assert READS.read("a zebra at night").unknown == ("zebra", "night")
    assert READS.read("a dog").unknown == ()
    assert READS.read("the weather").labels[0][0] == ("rain", "wind", "thunderstorm")


def test_embeddings_are_unit_vectors_in_bytes() -> None:
    assert np.frombuffer(vector(3.0, 0.0), np.int8).tolist() == [127, 0]
    assert packed(None) == b"" and packed(np.zeros(3, np.float32)) == b""
    assert packed(np.full(3, np.nan, np.float32)) == b""


def test_faint_labels_are_not_kept() -> None:
    assert kept_tags((("dog", 0.9), ("cat", 0.001))) == (("dog", 0.9),)

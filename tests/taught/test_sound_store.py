"""What is kept of taught sounds: small, whole or not at all, and never believed blindly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.taught.classifier import Classifier
from edge_aac.taught.likeness import PROJECTED, WIDTH, Likeness
from edge_aac.taught.sound_store import MOST, SoundStore, read_sounds, usual_folder, write_sounds
from edge_aac.taught.taught_sound import TaughtSound, label_name
from edge_aac.taught.tones import PEAKS
from edge_aac.types import Priority


def sound(name: str = "dryer", rows: int = 60) -> TaughtSound:
    chance = np.random.default_rng(5)
    tones = chance.integers(0, 200, (rows, PEAKS), np.uint8)
    embedded = chance.standard_normal((rows, PROJECTED)).astype(np.float32)
    weights = chance.standard_normal(WIDTH).astype(np.float32)
    return TaughtSound(
        name, name, "", Priority.ATTENTION, "The dryer has finished.", "abc", 5,
        Classifier(weights, -3.5), Likeness(embedded, tones, tones), (20, 10, rows - 30),
    )  # fmt: skip


def test_a_sound_is_read_as_it_was_kept_in_a_few_kilobytes(tmp_path: Path) -> None:
    store = SoundStore(tmp_path / "a" / "sounds")
    store.put([sound()])
    (read,) = store.read().sounds
    assert (read.name, read.say, read.count) == ("dryer", "The dryer has finished.", 5)
    assert np.abs(read.examples.rows() - sound().examples.rows()).max() < 0.6
    made = sound().classifier
    assert read.classifier is not None and made is not None
    assert (read.classifier.weights == made.weights).all()
    assert read.classifier.bias == -3.5
    assert [len(one) for one in read.each] == [20, 10, 30]
    file = tmp_path / "a" / "sounds" / "dryer.json"
    assert file.stat().st_size < 30_000
    assert file.stat().st_mode & 0o077 == 0


def test_one_that_is_not_known_yet_is_kept_all_the_same(tmp_path: Path) -> None:
    store = SoundStore(tmp_path)
    store.put([replace(sound(), count=2, classifier=None)])
    (read,) = store.read().sounds
    assert read.classifier is None and len(read.each) == 3


def test_forgotten_and_not_known(tmp_path: Path) -> None:
    store = SoundStore(tmp_path)
    store.put([sound()])
    store.forget("Dryer")
    assert store.read().sounds == ()
    for name in ("dryer", "../etc/passwd", ""):
        with pytest.raises(EdgeAacError, match="edge-aac sounds"):
            store.forget(name)


@pytest.mark.parametrize(
    "damage", ["cut", "text", "weights", "lengths", "nan", "name", "empty", "long"]
)
def test_a_damaged_file_is_named_and_the_others_are_read(tmp_path: Path, damage: str) -> None:
    store = SoundStore(tmp_path)
    store.put([sound("dryer"), sound("kettle_of_mine")])
    path = tmp_path / "dryer.json"
    text = path.read_text()
    held = json.loads(text)
    if damage == "weights":
        held["sounds"][0]["weights"] = held["sounds"][0]["weights"][:400]
    if damage == "lengths":
        held["sounds"][0]["lengths"] = [60, 1]
    if damage == "nan":
        held["sounds"][0]["bias"] = float("nan")
    if damage == "name":
        held["sounds"][0]["name"] = "../dryer"
    path.write_text(
        {"cut": text[:300], "text": "[]", "empty": "", "long": text + " " * 300_000}.get(
            damage, json.dumps(held)
        )
    )
    kept = store.read()
    assert [one.name for one in kept.sounds] == ["kettle_of_mine"]
    assert [str(path) in str(fault) for fault in kept.faults] == [True]


def test_no_more_than_so_many(tmp_path: Path) -> None:
    store = SoundStore(tmp_path)
    store.put([sound(f"s{i}") for i in range(MOST)])
    with pytest.raises(EdgeAacError, match="edge-aac forget"):
        store.put([sound("one_more")])
    store.put([sound("s3")])
    assert len(store.read().sounds) == MOST


def test_what_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EdgeAacError, match="cannot be written"):
        SoundStore(tmp_path / "file").put([sound()])
    with pytest.raises(EdgeAacError, match="cannot be written"):
        write_sounds(tmp_path / "none" / "e.json", (sound(),))


def test_exported_and_imported(tmp_path: Path) -> None:
    write_sounds(tmp_path / "e.json", (sound("a"), sound("b")))
    assert [one.name for one in read_sounds(tmp_path / "e.json")] == ["a", "b"]
    with pytest.raises(EdgeAacError, match="cannot be read"):
        read_sounds(tmp_path / "none.json")


def test_where_sounds_are_kept() -> None:
    assert usual_folder({"XDG_DATA_HOME": "/d"}) == Path("/d/edge-aac/sounds")
    assert usual_folder({"XDG_DATA_HOME": "d", "HOME": "/h"}) == Path(
        "/h/.local/share/edge-aac/sounds"
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Front door", "front_door"), ("dryer-2", "dryer_2"), ("2nd", None), ("", None),
        ("a/b", None), ("ö", None), ("x" * 41, None), ("x\n", "x"),
    ],
)  # fmt: skip
def test_names(words: str, name: str | None) -> None:
    assert label_name(words) == name

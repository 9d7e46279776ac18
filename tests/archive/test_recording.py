"""How a recording is cut for description."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.archive.piece_lines import as_json, as_line
from edge_aac.archive.recording import FileError, cut, pieces
from edge_aac.cli.caption import describe
from edge_aac.pipeline import ClipCaption
from edge_aac.settings import Settings
from edge_aac.types import FloatArray
from tests.thoroughness import examples

RATE = 16_000


def _blocks(samples: FloatArray, sizes: list[int]) -> Iterator[FloatArray]:
    start = turn = 0
    while start < len(samples):
        size = sizes[turn % len(sizes)]
        yield samples[start : start + size]
        start, turn = start + size, turn + 1


def _places(seconds: float) -> list[tuple[float, float]]:
    return [piece.seconds for piece in cut([np.zeros(round(seconds * RATE), np.float32)])]


@pytest.mark.parametrize(
    ("seconds", "places"),
    [
        (0.01, [(0.0, 0.01)]),
        (4.0, [(0.0, 4.0)]),
        (30.0, [(0.0, 30.0)]),
        (30.5, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0)]),
        (31.0, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 31.0)]),
        (40.0, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 40.0)]),
        (40.99, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 40.0)]),
    ],
)
def test_a_long_recording_is_cut_into_tens_without_a_short_tail(
    seconds: float, places: list[tuple[float, float]]
) -> None:
    assert _places(seconds) == places


@settings(max_examples=examples(25), deadline=None)
@given(
    st.integers(1, 65 * RATE), st.lists(st.integers(1, 200_000), min_size=1, max_size=4).filter(
        lambda sizes: sum(sizes) > 5_000
    )
)  # fmt: skip
def test_however_it_arrives_the_pieces_are_the_same(count: int, sizes: list[int]) -> None:
    samples = np.arange(count, dtype=np.float32)
    given_at_once, in_blocks = list(cut([samples])), list(cut(_blocks(samples, sizes)))
    assert [p.seconds for p in in_blocks] == [p.seconds for p in given_at_once]
    for piece in in_blocks:
        assert np.array_equal(
            piece.samples, samples[piece.start : piece.start + len(piece.samples)]
        )
        assert piece.whole == (len(in_blocks) == 1 and len(piece.samples) == count)
    described = sum(len(piece.samples) for piece in in_blocks)
    assert count - described < RATE


def test_nothing_at_all_is_no_piece() -> None:
    assert list(cut([])) == []


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "empty.wav", ""])
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.wav").write_text("no sound", encoding="utf-8")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    with pytest.raises(FileError) as caught:
        list(pieces(str(tmp_path / name) if name else ""))
    assert (str(tmp_path) if name else "empty") in str(caught.value) and "\n" not in str(
        caught.value
    )


class Ear:
    """Counts what it is given."""

    def caption(self, samples: FloatArray) -> ClipCaption:
        seconds = len(samples) / RATE
        return ClipCaption(f"{seconds:g} s.", (("dog_bark", 0.93456), ("rain", 0.5)))


@pytest.mark.parametrize(
    ("seconds", "places"), [(8, ["0-4"]), (70, ["0-10", "10-20", "20-30", "30-35"])]
)
def test_what_could_be_read_of_a_damaged_file_is_described_before_it_is_said_to_be_damaged(
    tmp_path: Path, seconds: int, places: list[str]
) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, np.zeros(seconds * RATE), RATE)
    path.write_bytes(path.read_bytes()[: seconds * RATE])
    found: list[str] = []
    with pytest.raises(FileError, match=f"damaged after {seconds / 2:.1f} s"):
        found.extend("{:.0f}-{:.0f}".format(*piece.seconds) for piece in pieces(str(path)))
    assert found == places


def test_files_are_described_in_order_and_a_bad_one_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, seconds in (("a.flac", 2), ("b.wav", 32)):
        soundfile.write(tmp_path / name, np.zeros(seconds * 8_000), 8_000)
    files = [str(tmp_path / name) for name in ("b.wav", "none.wav", "a.flac", "a.flac")]
    code = describe(Ear(), files, lambda f, p, c: f"{Path(f).name} {p.whole} {c.text}", Settings())
    told = capsys.readouterr()
    assert code == 1
    assert told.out.splitlines() == [
        *["b.wav False 10 s."] * 3, "b.wav False 2 s.", *["a.flac True 2 s."] * 2,
    ]  # fmt: skip
    assert told.err == f"edge-aac: {files[1]} does not exist: check the name.\n"


def test_an_object_is_the_interface_to_the_letter() -> None:
    (piece,) = cut([np.zeros(5 * RATE, np.float32)])
    caption = ClipCaption("A dog barks.", (("dog", 0.93), ("rain", 0.12345)))
    assert as_json("a.wav", piece, caption, tags=1) == (
        '{"v":1,"kind":"caption","file":"a.wav","start":0.0,"end":5.0,"text":"A dog barks.",'
        '"tags":[{"label":"dog","score":0.93}]}'
    )
    assert "tags" not in as_json("a.wav", piece, caption, tags=0)
    assert as_line("a.wav", piece, caption, tags=0) == "a.wav: A dog barks."
    assert as_line("a.wav", piece, caption, tags=2) == "a.wav: A dog barks. (dog 93%, rain 12%)"


def test_a_name_that_is_no_text_is_found_again() -> None:
    (piece,) = cut([np.zeros(RATE, np.float32)])
    name = os.fsdecode(b"dog\xff\xc3\xa4.wav")
    line = as_json(name, piece, ClipCaption("A dog.", ()), tags=0)
    assert line.isascii()
    assert os.fsencode(json.loads(line)["file"]) == b"dog\xff\xc3\xa4.wav"

"""Standard input: raw samples, cut anywhere, and a sentence for what is no raw sound."""

from __future__ import annotations

import io
import os
import pty
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.stdin import StandardInput
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, Block
from tests.thoroughness import examples


class Trickle(io.BytesIO):
    """A pipe that gives less than it is asked for, and sometimes nothing yet."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        super().__init__(data)
        self._sizes = sizes
        self._turn = 0

    def read(self, size: int | None = -1) -> bytes:
        self._turn += 1
        most = self._sizes[self._turn % len(self._sizes)]
        if most == 0:
            return None  # type: ignore[return-value]  # what a pipe that does not block gives
        return super().read(min(size or 0, most))


def _heard(blocks: list[Block]) -> np.ndarray:
    clock = 0
    for block in blocks:
        assert block.start == clock
        assert 0 < len(block.samples) <= HOP_SAMPLES
        assert block.samples.dtype == np.float32
        clock += len(block.samples)
    return np.concatenate([block.samples for block in blocks]) if blocks else np.zeros(0)


def test_raw_bytes_become_samples_and_an_odd_last_byte_is_left_out() -> None:
    raw = np.array([0, 16_384, -32_768, 32_767], "<i2").tobytes() + b"\x01"
    samples = _heard(list(StandardInput(io.BytesIO(raw)).blocks()))
    np.testing.assert_array_equal(samples, np.float32([0.0, 0.5, -1.0, 32_767 / 32_768]))


@settings(max_examples=examples(60), deadline=None)
@given(
    count=st.integers(0, 9_000),
    odd=st.booleans(),
    sizes=st.lists(st.sampled_from([0, 1, 2, 3, 333, 5_119, 5_120, 9_999]), min_size=1, max_size=6),
)
def test_a_pipe_that_gives_bytes_in_odd_pieces_loses_none(
    count: int, odd: bool, sizes: list[int]
) -> None:
    sizes = [*sizes, 4_096]  # now and then it does give something
    values = np.random.default_rng(count).integers(-32_768, 32_768, count).astype("<i2")
    pipe = Trickle(values.tobytes() + b"\x07" * odd, sizes)
    source = StandardInput(pipe)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("edge_aac.audio.stdin.NAP_SECONDS", 0.0)
        heard = _heard(list(source.blocks()))
    np.testing.assert_array_equal(heard * 32_768, values)


def test_an_empty_pipe_ends_at_once() -> None:
    assert list(StandardInput(io.BytesIO(b"")).blocks()) == []


@pytest.mark.parametrize(("head", "kind"), [(b"RIFF", "wav"), (b"fLaC", "flac"), (b"OggS", "ogg")])
def test_a_sound_file_with_its_header_is_no_raw_sound(head: bytes, kind: str) -> None:
    with pytest.raises(EdgeAacError, match=f"holds a {kind} file.*--input"):
        list(StandardInput(io.BytesIO(head + bytes(10_000))).blocks())


def test_a_keyboard_is_no_sound() -> None:
    ours, theirs = pty.openpty()
    with open(theirs, "rb", buffering=0) as keyboard, pytest.raises(EdgeAacError, match="keyboard"):  # noqa: PTH123  # a descriptor
        StandardInput(keyboard)  # type: ignore[arg-type]  # a raw file reads as a buffered one does
    os.close(ours)


def test_a_service_without_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(EdgeAacError, match="no standard input"):
        StandardInput()


def test_a_folder_as_standard_input_is_told(tmp_path: Path) -> None:
    class Folder(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:  # noqa: ARG002
            return os.read(os.open(tmp_path, os.O_RDONLY), 1)

    with pytest.raises(EdgeAacError, match="cannot be read") as caught:
        next(StandardInput(Folder()).blocks())
    assert isinstance(caught.value.__cause__, IsADirectoryError)


def test_it_sets_its_own_pace_and_stays_open_for_its_owner() -> None:
    pipe = io.BytesIO(b"\x00\x00")
    source = StandardInput(pipe)
    assert not source.live
    source.close()
    assert not pipe.closed

"""What lies at a path, whatever the system makes of the path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_aac.paths import (
    NotRegular,
    exists,
    expanded,
    is_file,
    is_folder,
    open_regular,
    read_regular,
)

REFUSED = ["x" * 300, "/".join(["x" * 200] * 30), "a\0b", "\ud800", "file/below", "loop", ""]
"""Names that no file can have, or that lead nowhere."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, and with a link to itself."""
    (tmp_path / "file").write_bytes(b"0123456789")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    return tmp_path


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("ask", [exists, is_file, is_folder])
def test_asking_raises_nothing(folder: Path, name: str, ask: Callable[[Path], bool]) -> None:
    assert ask(folder / name) == (name == "" and ask is not is_file)


@pytest.mark.parametrize("name", REFUSED)
def test_reading_raises_what_a_sentence_can_be_made_of(folder: Path, name: str) -> None:
    with pytest.raises(OSError) as caught:
        read_regular(folder / name, 10)
    assert caught.value.strerror


def test_a_file_is_read_as_far_as_is_wanted(folder: Path) -> None:
    assert read_regular(folder / "file", 4) == b"0123"
    assert read_regular(folder / "file", 99) == b"0123456789"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_opened(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "odd")
    with pytest.raises(NotRegular):
        open_regular(tmp_path / "odd")


def test_what_turns_into_a_pipe_meanwhile_is_let_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe")
    opened: list[int] = []

    def swapped(_: Path, flags: int, mode: int) -> int:
        opened.append(os.open(folder / "pipe", flags, mode))
        return opened[-1]

    class System:
        O_RDONLY, O_CREAT, O_NOFOLLOW = os.O_RDONLY, os.O_CREAT, os.O_NOFOLLOW
        fstat, close = staticmethod(os.fstat), staticmethod(os.close)
        open = staticmethod(swapped)

    monkeypatch.setattr("edge_aac.paths.os", System)
    with pytest.raises(NotRegular):
        open_regular(folder / "file")
    with pytest.raises(OSError):
        os.fstat(opened[0])


@pytest.mark.parametrize("name", ["~nobody-such/a", "~a\0b/c"])
def test_a_home_that_nobody_knows_is_no_such_file(name: str) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        expanded(Path(name))
    assert caught.value.strerror == "its folder is not known"


def test_the_own_home_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    assert expanded(Path("~/a")) == Path("/home/x/a")

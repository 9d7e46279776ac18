"""Folders in memory: one for each voice, and none that a killed process leaves for good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.speech.speaker import folder as subject
from edge_aac.speech.speaker.folder import MOST_SWEPT, PREFIX, Folder, sweep

KEEP = """
import sys, time
from pathlib import Path
from edge_aac.speech.speaker.folder import Folder
folder = Folder(Path(sys.argv[1]))
(folder.path / "line.wav").write_bytes(b"said")
print(folder.path, flush=True)
sys.stdin.read()
"""


def _left(memory: Path, name: str = "left") -> Path:
    path = memory / f"{PREFIX}{name}"
    path.mkdir(mode=0o700)
    return path


def test_a_folder_is_private_and_gone_after_the_end(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.path.parent == tmp_path
    assert folder.path.stat().st_mode & 0o777 == 0o700
    (folder.path / "line.wav").write_bytes(b"said")
    folder.remove()
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", KEEP, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with killed:
        assert killed.stdout is not None
        path = Path(killed.stdout.readline().strip())
        living = Folder(tmp_path)
        assert path.is_dir(), "it was in use"
        killed.send_signal(signal.SIGKILL)
        killed.wait(60.0)
    assert path.is_dir()
    again = Folder(tmp_path)
    assert not path.exists()
    assert living.path.is_dir()
    living.remove()
    again.remove()


def test_links_are_never_followed(tmp_path: Path) -> None:
    precious = tmp_path / "elsewhere"
    precious.mkdir(mode=0o700)
    (precious / "letter").write_text("dear")
    memory = tmp_path / "memory"
    memory.mkdir()
    (memory / f"{PREFIX}link").symlink_to(precious)
    left = _left(memory)
    (left / "link").symlink_to(precious / "letter")
    (left / "folder").mkdir()
    (left / "folder" / "link").symlink_to(precious)
    sweep(memory)
    assert (precious / "letter").read_text() == "dear"
    assert [path.name for path in memory.iterdir()] == [f"{PREFIX}link"]


def test_what_is_not_ours_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _left(tmp_path)
    open_to_all = _left(tmp_path, "open")
    open_to_all.chmod(0o755)
    (tmp_path / f"{PREFIX}file").touch()
    (tmp_path / "edge-aac-0").mkdir(mode=0o700)
    sweep(tmp_path)
    kept = {f"{PREFIX}open", f"{PREFIX}file", "edge-aac-0"}
    assert {path.name for path in tmp_path.iterdir()} == kept

    another = _left(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: another.stat().st_uid + 1)
    sweep(tmp_path)
    assert another.is_dir()


def test_one_start_looks_at_a_bounded_number(tmp_path: Path) -> None:
    for number in range(MOST_SWEPT + 3):
        _left(tmp_path, f"{number:03}")
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_left_folder_goes_with_the_folders_in_it(tmp_path: Path) -> None:
    deep = _left(tmp_path) / "folder" / "in a folder"
    deep.mkdir(parents=True)
    (deep / "line.wav").write_bytes(b"said")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_stays_does_not_keep_what_was_left_from_being_removed(tmp_path: Path) -> None:
    """With names counted before it was asked whose they are, others could keep it there."""
    for number in range(MOST_SWEPT):
        _left(tmp_path, f"{number:03}").chmod(0o755)
    left = _left(tmp_path, "zzz")
    sweep(tmp_path)
    assert not left.exists()


def test_one_that_is_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subject._locked
    swept: list[Path] = []

    def late(path: Path) -> int | None:
        if not swept:
            swept.append(path)
            path.rmdir()
        return real(path)

    monkeypatch.setattr(subject, "_locked", late)
    folder = Folder(tmp_path)
    assert folder.path.is_dir()
    assert folder.path != swept[0]
    folder.remove()


def test_no_place_at_all_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        Folder(tmp_path / "none")

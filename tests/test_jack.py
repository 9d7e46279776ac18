"""What a dead process left in JACK's database does not silence the listener for good."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from edge_aac.jack import _in_turn, _locked, unlock, watched
from tests.crew import Crew
from tests.sound import need_programs
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / f"jack_db-{os.getuid()}"
    folder.mkdir()
    for name in ("__db.001", "__db.002", "metadata.db"):
        (folder / name).touch()
    return folder


def _waits(thread: threading.Thread) -> bool:
    frame = sys._current_frames().get(thread.ident or -1)
    return frame is not None and frame.f_code is _locked.__code__


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_each_start_finds_nothing_of_the_dead(tmp_path: Path, database: Path) -> None:
    with watched(tmp_path, longest=60.0):
        assert _names(database) == {"metadata.db"}


def test_a_start_that_hangs_unlocks_it_for_the_next(tmp_path: Path, database: Path) -> None:
    pause = threading.Event()
    with watched(tmp_path, longest=0.01):
        (database / "__db.001").touch()
        for _ in range(3_000):
            if _names(database) == {"metadata.db"}:
                break
            pause.wait(0.01)
    assert _names(database) == {"metadata.db"}


def test_a_start_that_does_not_hang_leaves_it(tmp_path: Path, database: Path) -> None:
    before = threading.active_count()
    with watched(tmp_path, longest=60.0):
        (database / "__db.001").touch()
    assert _names(database) == {"__db.001", "metadata.db"}
    for thread in threading.enumerate()[before:]:
        thread.join(60.0)
    assert threading.active_count() == before


def test_a_jack_server_keeps_its_own(tmp_path: Path, database: Path) -> None:
    (tmp_path / f"jack_default_{os.getuid()}_0").touch()
    with watched(tmp_path, longest=60.0):
        unlock(tmp_path)
        assert "__db.001" in _names(database)


def test_one_starts_after_the_other(tmp_path: Path, database: Path, crew: Crew) -> None:
    inside, second, free = threading.Event(), threading.Event(), threading.Event()

    def start() -> None:
        with watched(tmp_path, longest=60.0):
            second.set()

    def first() -> None:
        with watched(tmp_path, longest=60.0):
            (database / "__db.001").touch()
            inside.set()
            free.wait(PATIENCE)

    crew.at_end(free.set)
    crew.start(first)
    assert inside.wait(PATIENCE)
    other = crew.start(start)
    until(lambda: _waits(crew.thread(other)), "the second one, which waits for its turn")
    assert not second.is_set() and "__db.001" in _names(database)
    free.set()
    assert second.wait(PATIENCE)
    assert "__db.001" not in _names(database)


def test_who_waits_too_long_for_another_goes_on_and_leaves_it(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_aac.jack._in_turn", partial(_in_turn, longest=0.05))
    with watched(tmp_path, longest=60.0):
        (database / "__db.001").touch()
        with watched(tmp_path, longest=60.0):
            assert "__db.001" in _names(database)


def test_without_shared_memory_it_starts(tmp_path: Path) -> None:
    with watched(tmp_path / "none", longest=60.0):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can have shared memory of its own")
@pytest.mark.parametrize("name", ["__db.001", "__db.002"])
@pytest.mark.slow
def test_a_half_written_database_kills_no_start(name: str) -> None:
    need_programs("unshare", "mount", packages="util-linux mount")
    code = (
        "import pathlib, sys\n"
        "from edge_aac import native\n"
        "native.sounddevice()\n"
        f"for region in pathlib.Path('/dev/shm').glob('jack_db-*/{name}'):\n"
        "    region.write_bytes(b'')\n"
        "print('started')\n"
    )
    mounted = 'mount -t tmpfs tmpfs /dev/shm && "$0" -c "$1" && "$0" -c "$1"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mounted, sys.executable, code],
        capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "started\nstarted\n"), done.stderr


def test_a_link_and_nothing_at_all_are_left(tmp_path: Path) -> None:
    unlock(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "__db.001").touch()
    link = tmp_path / f"jack_db-{os.getuid()}"
    link.symlink_to(elsewhere)
    unlock(tmp_path)
    assert (elsewhere / "__db.001").exists()

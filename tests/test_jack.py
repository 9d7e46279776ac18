"""A lock that a dead process left in JACK's database does not silence the listener for good."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from edge_aac.jack import unlock, watched


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / f"jack_db-{os.getuid()}"
    folder.mkdir()
    for name in ("__db.001", "__db.002", "metadata.db"):
        (folder / name).touch()
    return folder


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_start_that_hangs_unlocks_it_for_the_next(tmp_path: Path, database: Path) -> None:
    pause = threading.Event()
    with watched(tmp_path, longest=0.01):
        for _ in range(3_000):
            if _names(database) == {"metadata.db"}:
                break
            pause.wait(0.01)
    assert _names(database) == {"metadata.db"}


def test_a_start_that_does_not_hang_leaves_it(tmp_path: Path, database: Path) -> None:
    before = threading.active_count()
    with watched(tmp_path, longest=60.0):
        pass
    assert _names(database) == {"__db.001", "__db.002", "metadata.db"}
    for thread in threading.enumerate()[before:]:
        thread.join(60.0)
    assert threading.active_count() == before


def test_a_jack_server_keeps_its_own(tmp_path: Path, database: Path) -> None:
    (tmp_path / f"jack_default_{os.getuid()}_0").touch()
    unlock(tmp_path)
    assert "__db.001" in _names(database)


def test_a_link_and_nothing_at_all_are_left(tmp_path: Path) -> None:
    unlock(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "__db.001").touch()
    link = tmp_path / f"jack_db-{os.getuid()}"
    link.symlink_to(elsewhere)
    unlock(tmp_path)
    assert (elsewhere / "__db.001").exists()

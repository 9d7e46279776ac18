"""A listener at a real sound server is killed; the next one says that nobody listened."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from benchmarks.soundserver.server import SoundServer
from tests.audio.listened import Listened

pytestmark = pytest.mark.sound


def test_the_next_one_says_how_long_nobody_listened_and_after_a_farewell_nothing(
    room: SoundServer, tiny_bundle: Path, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    told = []
    for number, by in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGTERM)):
        one = Listened(room, tiny_bundle, runtime, tmp_path / f"{number}.jsonl")
        one.end(by)
        told.append([text for text in one.details() if text.startswith("I did not listen for")])
    assert told[0] == told[2] == []
    (sentence,) = told[1]
    assert "second" in sentence

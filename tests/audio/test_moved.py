"""A sound server moves the recording elsewhere: the listener notices, and goes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.soundserver.server import SoundServer
from tests.audio.listened import Listened
from tests.waiting import until

pytestmark = pytest.mark.sound

LOST, BACK = "The microphone is lost.", "The microphone is back."


def _times(listened: Listened, text: str) -> int:
    return sum(one.startswith(text) for one in listened.details())


def test_a_named_microphone_is_told_to_be_lost_and_taken_again_when_it_returns(
    any_room: SoundServer, tiny_bundle: Path, tmp_path: Path
) -> None:
    room = any_room
    listened = Listened(room, tiny_bundle, tmp_path, tmp_path / "out.jsonl", "hall.monitor")
    try:
        room.unplug("hall")
        until(lambda: _times(listened, LOST), "a word of the loss")
        assert not _times(listened, BACK)
        room.plug("hall")
        until(lambda: _times(listened, BACK), "a word of the return")
        room.move_recordings("room.monitor")
        until(lambda: _times(listened, BACK) == 2, "the same microphone again")
    finally:
        listened.end()

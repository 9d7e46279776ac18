"""The real sound path, without a card: from a sound in the room to words in the ear."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sound_path import LOUD, doorbell, passage
from benchmarks.soundserver.server import room_and_ear
from tests.sound import need_sound_server


@pytest.mark.sound
def test_a_doorbell_in_the_room_is_spoken_into_the_ear(tmp_path: Path) -> None:
    need_sound_server()
    with room_and_ear(tmp_path / "server") as server:
        heard = passage(server, tmp_path, doorbell(), "doorbell", None)
    assert heard.text == "The doorbell is ringing."
    assert heard.before < LOUD
    assert heard.loud_seconds > 0.5
    assert heard.first_sound > 0.0

"""A sound server without a sound card, whose only sink is heard by its only microphone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.soundserver import SoundServer
from edge_aac.types import SAMPLE_RATE
from tests.sound import need_sound_server


@pytest.fixture
def room() -> Iterator[SoundServer]:
    """A running sound server; without its programs a test is skipped, and fails under CI."""
    need_sound_server()
    with tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True) as name:
        # PortAudio sees ALSA; this leads ALSA's default to the server too.
        asoundrc = Path(name) / ".asoundrc"
        asoundrc.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        with SoundServer(
            Path(name), {"room": SAMPLE_RATE}, {"PULSE_SOURCE": "room.monitor"}
        ) as server:
            yield server

"""A sound server without a sound card; one of its two sinks is heard by the default microphone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.soundserver.pipewire import PipeWire
from benchmarks.soundserver.server import SoundServer
from edge_aac.types import SAMPLE_RATE
from tests.sound import need_pipewire, need_sound_server


@pytest.fixture
def room() -> Iterator[SoundServer]:
    """A running sound server; without its programs a test is skipped, and fails under CI."""
    need_sound_server()
    with _room(SoundServer) as server:
        yield server


@pytest.fixture(params=[SoundServer, PipeWire], ids=["PulseAudio", "PipeWire"])
def any_room(request: pytest.FixtureRequest) -> Iterator[SoundServer]:
    """The same with each kind of sound server that moves streams."""
    need_sound_server()
    if request.param is PipeWire:
        need_pipewire()
    with _room(request.param) as server:
        yield server


@contextmanager
def _room(kind: type[SoundServer]) -> Iterator[SoundServer]:
    with tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True) as name:
        # PortAudio sees ALSA; this leads ALSA's default to the server too.
        asoundrc = Path(name) / ".asoundrc"
        asoundrc.write_text(
            "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
            'pcm.webcam2 { type pulse device "room.monitor" }\n'
            'pcm.headset { type pulse device "hall.monitor" }\n'
        )
        sinks = {"room": SAMPLE_RATE, "hall": SAMPLE_RATE}
        with kind(Path(name), sinks, {"PULSE_SOURCE": "room.monitor"}) as server:
            yield server

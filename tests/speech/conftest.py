from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.soundserver.server import SoundServer
from tests.sound import need_sound_server
from tests.speech.recorder import OTHER_SINK, RATE, SINK, Recorder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    need_sound_server()
    folder = tmp_path_factory.mktemp("pulse")
    with SoundServer(folder, {SINK: RATE, OTHER_SINK: RATE}, {"PULSE_SINK": SINK}) as server:
        yield server


@pytest.fixture(scope="session")
def monitor(server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    recorder = Recorder(server, tmp_path_factory.mktemp("monitor") / "ear.raw")
    yield recorder
    recorder.close()


@pytest.fixture
def recorder(server: SoundServer, monitor: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Records the null sink, which is this test's earpiece, from here on."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    monitor.catch_up()
    monitor.mark()
    return monitor

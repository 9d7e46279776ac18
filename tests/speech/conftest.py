from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.speech.sound_server import Recorder, SoundServer, need_pulseaudio


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    need_pulseaudio()
    server = SoundServer(tmp_path_factory.mktemp("pulse"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def monitor(server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    recorder = Recorder(server, tmp_path_factory.mktemp("monitor") / "ear.raw")
    yield recorder
    recorder.close()


@pytest.fixture
def recorder(server: SoundServer, monitor: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Records the null sink, which is this test's earpiece, from here on."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monitor.catch_up()
    monitor.mark()
    return monitor

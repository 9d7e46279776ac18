"""No network, no program but the voices, no file outside its own places: seen from outside.

Each child has an environment of its own, a home that is new, and none of the variables by
which a library knows a build server (CI, GITHUB_ACTIONS, TF_BUILD, ...): ONNX Runtime sends
nothing there, so that a test that keeps them proves nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from tests.sound import need_programs
from tests.syscalls import Syscalls, traced

ROOT = Path(__file__).resolve().parent.parent
SPEECH = ROOT / "edge_aac" / "audio" / "demo_speech.ogg"
LOCAL = {"AF_UNIX"}
pytestmark = pytest.mark.slow

VOICE = '"-m", "edge_aac.speech.voice"'
SILENT_DEVICE = "pcm.!default { type null }\nctl.!default { type null }\n"
"""An earpiece of ALSA that takes everything and plays nothing."""
NO_SERVER = "autospawn = no\n"
"""PulseAudio's library would start a sound server for a person who has none."""

LISTEN = ("-m", "edge_aac", "listen", "--no-realtime", "--runtime", "onnx")
LIBRARY = """
import numpy
from edge_aac.encoder.encoder_settings import EncoderSettings
from edge_aac.build import build_captioner
from edge_aac.settings import Settings

settings = Settings(encoder=EncoderSettings(runtime="onnx"))
print(build_captioner(settings).caption(numpy.zeros(64_000, numpy.float32)))
"""


@dataclass(frozen=True)
class Person:
    """A person who has just logged in."""

    home: Path
    runtime: Path
    log: Path

    @property
    def pulse(self) -> Path:
        return self.log.with_name("client.conf")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "PULSE_CLIENTCONFIG": str(self.pulse),
        }

    def runs(self, *words: str | Path) -> Syscalls:
        calls, done = traced([sys.executable, *words], self.environment, self.log)
        assert done.returncode == 0, done.stderr
        assert (done.stdout + done.stderr).strip()
        return calls


@pytest.fixture
def person(tmp_path: Path) -> Person:
    for name in ("home", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    person = Person(tmp_path / "home", tmp_path / "run", tmp_path / "log")
    person.pulse.write_text(NO_SERVER, encoding="utf-8")
    return person


def foreign(calls: Syscalls, own: Sequence[PurePosixPath]) -> list[str]:
    """What was written that is none of the places that SECURITY.md names."""
    code = [PurePosixPath(folder) for folder in (ROOT, sys.prefix, sys.base_prefix)]

    def allowed(path: PurePosixPath) -> bool:
        if path.parent.name == "__pycache__" or path.name == "__pycache__":
            return any(path.is_relative_to(folder) for folder in code)
        return any(path == one or path.is_relative_to(one) for one in own)

    return sorted(str(path) for path in calls.changed if not allowed(path))


def own_places(person: Person) -> list[PurePosixPath]:
    socket = PurePosixPath(person.runtime) / "edge-aac.sock"
    names = [socket, socket.with_name("edge-aac.sock.lock")]
    names += [socket.with_name(f"edge-aac-{name}") for name in ("no_model", "cannot_listen")]
    return [*names, PurePosixPath("/dev/null"), PurePosixPath("/proc/self/coredump_filter")]


def sound_system(person: Person, calls: Syscalls) -> list[PurePosixPath]:
    """What the system's sound libraries write in the voice's process, whoever uses them."""
    own = [PurePosixPath(person.runtime) / "pulse", PurePosixPath(person.home) / ".config/pulse"]
    own += [PurePosixPath("/dev/snd"), PurePosixPath(f"/dev/shm/jack_db-{os.getuid()}")]
    voices = [path for path in calls.changed if path.is_relative_to("/dev/shm")]
    own += [path for path in voices if path.parts[3].startswith(("edge-aac-voice-", "pulse-shm-"))]
    return own + [path for path in calls.changed if str(path).startswith("/dev/dsp")]


@pytest.mark.parametrize("runtime", ["onnx", "auto"])
def test_the_listener_opens_no_network_and_writes_nothing_but_its_socket(
    person: Person, runtime: str
) -> None:
    command = ["-m", "edge_aac", "listen", "--input", "demo", "--no-realtime", "--no-speech"]
    calls = person.runs(*command, "--runtime", runtime)
    assert calls.sockets <= LOCAL
    assert calls.connections <= LOCAL
    assert foreign(calls, own_places(person)) == []
    assert [path for path, _ in calls.programs] == [sys.executable]
    assert list(person.home.iterdir()) == []


@pytest.mark.parametrize("engine", ["pyttsx3", "command"])
def test_with_its_voice_too_and_no_program_runs_but_the_voices(person: Person, engine: str) -> None:
    need_programs("espeak-ng", packages="espeak-ng")
    (person.home / ".asoundrc").write_text(SILENT_DEVICE, encoding="utf-8")
    calls = person.runs(*LISTEN, "--input", SPEECH, "--engine", engine)
    assert calls.sockets <= LOCAL
    assert calls.connections <= LOCAL
    assert foreign(calls, [*own_places(person), *sound_system(person, calls)]) == []
    first, *others = calls.programs
    assert first[0] == sys.executable
    voices = [words for path, words in others if path == sys.executable]
    assert voices and all(VOICE in words for words in voices)
    speaking = {PurePosixPath(path).name for path, _ in others if path != sys.executable}
    assert speaking == ({"setpriv", "espeak-ng"} if engine == "command" else set())
    folders = {path.parts[3] for path in calls.changed if path.is_relative_to("/dev/shm")}
    left = [name for name in folders if name.startswith("edge-aac-voice-")]
    assert left and not any(Path("/dev/shm", name).exists() for name in left)


def test_caption_opens_no_network_and_writes_nothing(person: Person) -> None:
    calls = person.runs("-m", "edge_aac", "caption", "--runtime", "onnx", SPEECH)
    assert calls.sockets <= LOCAL
    assert foreign(calls, own_places(person)) == []
    assert [path for path, _ in calls.programs] == [sys.executable]
    assert list(person.home.iterdir()) == []


def test_the_list_of_devices_runs_no_program(person: Person) -> None:
    calls = person.runs("-m", "edge_aac", "devices")
    assert "AF_UNIX" in calls.sockets, "PortAudio looked for a sound server"
    assert calls.sockets <= LOCAL
    assert [path for path, _ in calls.programs] == [sys.executable]


def test_the_doctor_opens_no_network_and_runs_nothing_but_voices_and_systemctl(
    person: Person,
) -> None:
    command = [sys.executable, "-m", "edge_aac", "doctor", "--json"]
    calls, done = traced(command, person.environment, person.log)
    assert done.returncode in (0, 1), done.stderr
    assert '"kind":"doctor"' in done.stdout
    assert calls.sockets <= LOCAL
    assert calls.connections <= LOCAL
    assert foreign(calls, [*own_places(person), *sound_system(person, calls)]) == []
    programs = {PurePosixPath(path).name for path, _ in calls.programs}
    assert programs <= {PurePosixPath(sys.executable).name, "setpriv", "systemctl", "aplay"}


def test_a_program_that_uses_it_as_a_library_sends_nothing(person: Person) -> None:
    calls = person.runs("-c", LIBRARY)
    assert calls.sockets <= LOCAL
    assert foreign(calls, own_places(person)) == []
    assert list(person.home.iterdir()) == []


LIVE = """
import os, signal, urllib.request
from threading import Thread
from edge_aac.cli import live, main

def look(address):
    print(urllib.request.urlopen(address).status)
    print(urllib.request.urlopen(address + 'events').readline())
    os.kill(os.getpid(), signal.SIGINT)

live.put = lambda line: Thread(target=look, args=(line.split()[-1],)).start()
raise SystemExit(main.main(['live']))
"""


def test_the_live_page_is_at_this_machines_own_address_and_calls_nobody(person: Person) -> None:
    calls = person.runs("-c", LIVE)
    assert calls.sockets <= LOCAL | {"AF_INET"}
    # The one who looks is in the same process.
    assert calls.addresses == {"127.0.0.1"}
    assert foreign(calls, own_places(person)) == []
    assert [path for path, _ in calls.programs] == [sys.executable]
    assert list(person.home.iterdir()) == []


def test_a_socket_a_program_and_a_file_are_noticed(person: Person) -> None:
    """The tests above can fail."""
    code = (
        "import os, socket, subprocess\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))\n"
        "os.chdir(os.environ['HOME']); os.mkdir('made')\n"
        "inside = os.open('made', os.O_RDONLY)\n"
        "os.close(os.open('kept', os.O_CREAT | os.O_WRONLY, dir_fd=inside))\n"
        "subprocess.run(['/bin/true']); print('done')\n"
    )
    calls = person.runs("-c", code)
    home = PurePosixPath(person.home)
    assert "AF_INET" in calls.sockets & calls.connections
    assert calls.addresses == {"127.0.0.1"}
    assert foreign(calls, own_places(person)) == [str(home / "made/kept"), "made"]
    assert calls.programs[-1][0] == "/bin/true"

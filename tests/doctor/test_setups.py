"""Twelve set-ups that do not work: each is named in one sentence with the next step."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_aac.audio.recorder import Reading, Recorder
from edge_aac.cli.main import main
from edge_aac.devices.absence import absence
from edge_aac.devices.device import Device, DeviceKind, Devices, Direction
from edge_aac.devices.fault import DeviceError
from edge_aac.doctor import machine, microphone_trial, model, processes, storage
from edge_aac.doctor.finding import Check, Finding, Grade
from edge_aac.doctor.finding_words import load_finding_words
from edge_aac.doctor.heat import heat
from edge_aac.doctor.microphone_sample import MicrophoneSample, record
from edge_aac.doctor.voice import Mouth
from edge_aac.encoder.encoder_settings import EncoderSettings
from edge_aac.errors import EdgeAacError
from edge_aac.settings import Settings
from edge_aac.speech.speech_settings import Engine, SpeechSettings
from edge_aac.supervision.board import board
from edge_aac.types import FloatArray

MIC = Device(1, "USB-7", DeviceKind.MICROPHONE, 1, 48_000, 1, default=True)
EAR = Device(2, "Headset", DeviceKind.EARPIECE, 2, 48_000, 2, default=True)
RATE = 48_000


class Tape:
    """A sound system whose one device plays a sound, and a clock that runs with it."""

    name = MIC.name
    source = None

    def __init__(self, samples: FloatArray, promised: int = RATE, burst: int = 1) -> None:
        self.rate = promised
        self._samples = samples
        self._at = 0
        self._reads = 0
        self._burst = burst
        self.seconds = 0.0

    def open(self, wanted: str | None) -> Recorder:
        assert wanted is None
        return self

    def abandon(self) -> None:
        pass

    def read(self, frames: int) -> Reading:
        places = np.arange(self._at, self._at + frames) % len(self._samples)
        self._at += frames
        self._reads += 1
        if self._reads % self._burst == 0:
            self.seconds = self._at / RATE
        return Reading(self._samples[places, None])

    def close(self) -> None:
        pass


def recording(samples: FloatArray, promised: int = RATE, burst: int = 1) -> MicrophoneSample:
    tape = Tape(samples.astype(np.float32), promised, burst)
    return record(tape, None, now=lambda: tape.seconds)


def noise(gain: float) -> FloatArray:
    made = gain * np.random.default_rng(3).standard_normal(4 * RATE)
    return np.clip(made, -1.0, 1.0).astype(np.float32)


def heard(samples: FloatArray, promised: int = RATE, burst: int = 1) -> list[Finding]:
    return microphone_trial.microphone(lambda: recording(samples, promised, burst))


def no_cards(way: Direction) -> DeviceError:
    """What is said on a machine without sound cards and sound server."""
    nowhere = Path("/nowhere")
    return absence(way, {}, cards=nowhere, sessions=nowhere)


def spoken(settings: SpeechSettings) -> Finding:
    with Mouth(settings, lambda one: one.sentence) as mouth:
        return mouth.check("One two.")


def no_microphone(_: Path) -> list[Finding]:
    return microphone_trial.devices(lambda: Devices((), (EAR,)), no_cards)


def silent(_: Path) -> list[Finding]:
    return heard(np.zeros(RATE, np.float32))


def quiet(_: Path) -> list[Finding]:
    return heard(noise(0.0003))


def wrong_rate(_: Path) -> list[Finding]:
    return heard(noise(0.05), promised=44_100)


def no_output(_: Path) -> list[Finding]:
    return microphone_trial.devices(lambda: Devices((MIC,), ()), no_cards)


def corrupt_bundle(folder: Path) -> list[Finding]:
    path = next(one for one in folder.iterdir() if one.suffix == ".onnx")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return [model.model(Settings(encoder=EncoderSettings(model=folder)))]


def old_portaudio(_: Path) -> list[Finding]:
    class Old:
        @staticmethod
        def get_portaudio_version() -> tuple[int, str]:
            return 1899, "PortAudio V19-devel (built Feb 12 2010)"

    return [machine.portaudio(lambda: Old)]


def missing_library(_: Path) -> list[Finding]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "soxr", None)  # its import fails as that of one not installed
        return [machine.libraries()]


def hot_board(folder: Path) -> list[Finding]:
    zone = folder / "sys" / "class" / "thermal" / "thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text("84200\n")
    return [heat(board(folder / "sys"))]


SETUPS: dict[Callable[[Path], list[Finding]], tuple[Check, Grade, str]] = {
    no_microphone: (Check.MICROPHONES, Grade.FAULT, "No microphone was found"),
    silent: (Check.MICROPHONE, Grade.FAULT, "USB-7 gives only silence"),
    quiet: (Check.MICROPHONE, Grade.WARNING, "USB-7 is quiet"),
    wrong_rate: (Check.MICROPHONE, Grade.FAULT, "and promises 44100"),
    no_output: (Check.EARPIECES, Grade.FAULT, "No earpiece was found"),
    corrupt_bundle: (Check.MODEL, Grade.FAULT, "damaged"),
    old_portaudio: (Check.PORTAUDIO, Grade.WARNING, "too old"),
    missing_library: (Check.LIBRARIES, Grade.FAULT, "soxr"),
    hot_board: (Check.HEAT, Grade.WARNING, "84 degrees hot"),
}


def only_wrong(findings: list[Finding]) -> Finding:
    """The one that is not fine."""
    (found,) = [one for one in findings if one.grade is not Grade.FINE]
    return found


def assert_named(found: Finding, check: Check, grade: Grade, words: str) -> None:
    """One sentence, about this, with what to do next; in German as well."""
    sentence = load_finding_words().sentence(found)
    assert (found.check, found.grade) == (check, grade)
    assert words in sentence
    assert sentence.endswith(".")
    assert ": " in sentence or ". " in sentence  # what it is, and then what to do
    assert load_finding_words("de").sentence(found) != sentence


def exit_code(findings: list[Finding], patch: pytest.MonkeyPatch) -> int:
    """What the program makes of them."""

    def found(*_: object, **__: object) -> Iterator[Finding]:
        yield from findings

    patch.setattr("edge_aac.doctor.examination.examine", found)
    return main(["doctor", "--no-speech"])


@pytest.mark.parametrize("setup", SETUPS, ids=lambda one: one.__name__)
def test_what_is_wrong_is_named_and_nothing_else(
    setup: Callable[[Path], list[Finding]],
    tiny_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = shutil.copytree(tiny_bundle, tmp_path / "bundle")
    findings = setup(folder)
    assert_named(only_wrong(findings), *SETUPS[setup])
    assert exit_code(findings, monkeypatch) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(findings) + 2  # the settings, and how it ended


def test_no_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real voice's process, where the program that speaks is not installed.
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".asoundrc").write_text("pcm.!default { type null }\nctl.!default { type null }\n")
    found = spoken(SpeechSettings(engine=Engine.COMMAND, output_device="default"))
    assert_named_in_english(found, "Install espeak-ng with: sudo apt-get install espeak-ng")


def assert_named_in_english(found: Finding, words: str) -> None:
    assert (found.check, found.grade) == (Check.VOICE, Grade.FAULT)
    assert words in load_finding_words().sentence(found)


@pytest.mark.slow
def test_a_home_that_can_only_be_read(tmp_path: Path) -> None:
    file = tmp_path / "home" / ".config" / "edge-aac" / "config.toml"
    (tmp_path / "home").mkdir()
    script = (
        "from pathlib import Path; from edge_aac.doctor.storage import home;"
        f"found = home(Path({str(file)!r})); print(found.name, dict(found.facts)['folder'])"
    )
    command = [sys.executable, "-c", script]
    # Root writes wherever the mode forbids it, and nowhere on what is mounted to be read.
    mounted = ["unshare", "--mount", "--map-root-user"]
    bound = (
        f"mount --bind {tmp_path}/home {tmp_path}/home && mount -o remount,bind,ro {tmp_path}/home"
    )
    shell = ["sh", "-c", f'{bound} && exec "$@"', "sh"]
    done = subprocess.run([*mounted, *shell, *command], capture_output=True, text=True, check=False)
    if done.returncode != 0 and not done.stdout:  # no user namespaces: the mode has to do
        (tmp_path / "home").chmod(0o500)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"read_only_home {tmp_path}/home"
    assert_named(
        storage.home(file, lambda _: False),
        Check.HOME,
        Grade.WARNING,
        "settings cannot be kept: mount it",
    )


@contextmanager
def listening() -> Iterator[subprocess.Popen[str]]:
    """A real listener, which waits for sound."""
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--no-speech", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "listening" in process.stdout.readline()
        yield process
        process.kill()


@pytest.mark.slow
def test_two_listeners() -> None:
    with listening() as first, listening() as second:
        ours = {first.pid, second.pid}
        there = [one for one in processes.running() if one.pid in ours]
        both = processes.one_or_two(there)
        assert_named(both, Check.LISTENERS, Grade.WARNING, str(second.pid))
        assert str(first.pid) in load_finding_words().sentence(both)
        one = processes.one_or_two([one for one in there if one.pid == first.pid])
        assert (one.grade, one.name) == (Grade.FINE, "one_listener")
        assert processes.network(there).grade is Grade.FINE


def test_a_socket_of_a_network_is_noticed() -> None:
    script = (
        "import socket, sys; server = socket.create_server(('127.0.0.1', 0));"
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, "edge-aac", "listen"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        there = [one for one in processes.running() if one.pid == process.pid]
        found = processes.network(there)
        process.kill()
    assert_named(found, Check.NETWORK, Grade.FAULT, str(process.pid))


def test_a_listener_that_a_listener_started_is_its_own() -> None:
    words = ("python", "-m", "edge_aac", "listen")
    parent = processes.RunningProcess(7, 1, words)
    child = processes.RunningProcess(8, 7, words)
    assert processes.listeners([parent, child], own=1) == [parent]
    assert not processes.RunningProcess(9, 1, ("grep", "edge-aac", "listening")).listens
    assert processes.RunningProcess(
        9, 1, ("/usr/bin/python3", "/opt/bin/edge-aac", "listen")
    ).listens


@pytest.mark.parametrize("burst", [1, 3, 12])
def test_a_good_microphone_is_fine_however_its_sound_arrives(burst: int) -> None:
    (found,) = heard(noise(0.05), burst=burst)
    assert (found.grade, found.name) == (Grade.FINE, "hears_loud")
    assert found.figures["rate"] == RATE
    level = found.figures["level_db"]
    assert isinstance(level, float)
    # Of white noise at 48 kHz a third lies below 8 kHz, and it is heard at 16 kHz.
    assert level == pytest.approx(20 * np.log10(0.05) - 10 * np.log10(3), abs=1.0)


@pytest.mark.parametrize(
    ("samples", "name"),
    [
        (noise(2.0), "clipped"),
        (noise(0.05) + np.float32(0.3), "offset"),
    ],
)
def test_what_overdrives_or_shifts_is_named(samples: FloatArray, name: str) -> None:
    assert name in [one.name for one in heard(np.clip(samples, -1.0, 1.0))]


def test_a_headset_in_telephone_quality_is_named() -> None:
    spectrum = np.fft.rfft(noise(0.2))
    spectrum[np.fft.rfftfreq(4 * RATE, 1 / RATE) > 3_600] = 0.0
    narrow = np.fft.irfft(spectrum).astype(np.float32)
    assert only_wrong(heard(narrow)).name == "narrow"


@pytest.mark.parametrize(("late", "grade"), [(20.0, "fine"), (100.0, "warning"), (200.0, "fault")])
def test_a_machine_that_is_too_slow_is_named(late: float, grade: str) -> None:
    found = model.speed(Settings(), lambda _: [10.0] * 10 + [late] * 5)
    assert found.grade.value == grade


def test_a_hop_of_the_real_model_is_timed(tiny_bundle: Path) -> None:
    found = model.speed(Settings(encoder=EncoderSettings(model=tiny_bundle)))
    assert found.check is Check.SPEED
    assert found.figures["p95_ms"] is not None


def test_wrong_settings_are_a_finding_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[audio]\ninptu = 3\n")
    monkeypatch.setenv("EDGE_AAC_CONFIG", str(config))
    monkeypatch.setenv("EDGE_AAC_SPEECH", "off")
    assert exit_code([], monkeypatch) == 1
    assert "inptu" in capsys.readouterr().out


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--spaek"]) == 2
    assert "--speak" in capsys.readouterr().err
    assert main(["test", "doorbel"]) == 2


def test_all_well_is_0_and_json_is_one_object_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(*_: object, **__: object) -> Iterator[Finding]:
        yield from heard(noise(0.05))

    monkeypatch.setattr("edge_aac.doctor.examination.examine", found)
    assert main(["doctor", "--no-speech", "--json"]) == 0
    rows: list[dict[str, Any]] = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert [one["kind"] for one in rows] == ["finding", "finding", "doctor"]
    assert rows[1]["figures"]["device"] == "USB-7"
    assert rows[-1] == {"v": 1, "kind": "doctor", "faults": 0, "warnings": 0}


def test_a_missing_portaudio_is_named_once() -> None:
    def missing() -> Any:
        raise EdgeAacError("The sound library PortAudio is missing; install it with: apt.")

    assert machine.portaudio(missing).grade is Grade.FAULT


@pytest.mark.parametrize(
    ("python", "processor", "wide", "name"),
    [
        ((3, 9, 2), "aarch64", True, "old_python"),
        ((3, 11, 2), "armv7l", False, "wrong_processor"),
        ((3, 11, 2), "aarch64", False, "wrong_processor"),
        ((3, 13, 0), "aarch64", True, "machine"),
    ],
)
def test_the_machine(python: tuple[int, ...], processor: str, wide: bool, name: str) -> None:
    assert machine.machine(processor, python, wide).name == name


def test_space(tmp_path: Path) -> None:
    file = tmp_path / "a" / "config.toml"
    assert storage.space(file).name == "space"
    assert storage.space(file, lambda _: 3 << 20).name == "no_space"

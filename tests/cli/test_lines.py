"""The listener's lines outlive a full disk, and none comes out torn."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edge_aac.cli.lines import Lines
from edge_aac.cli.output import fault
from edge_aac.errors import INTERNAL, EdgeAacError
from edge_aac.speech.queue.queue_policy import Counts
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.supervision.faults import Gone, NotRead, NotWritten


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes that still fit, as a list of one; -1 for as many as come."""
    room = [-1]
    real = os.write

    def write(number: int, data: bytes) -> int:
        if room[0] < 0:
            return real(number, data)
        if room[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(number, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr("edge_aac.cli.lines.os.write", write)
    return room


def test_a_line_that_does_not_fit_is_lost_and_the_next_stands_alone(
    tmp_path: Path, disk: list[int]
) -> None:
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as file:
        lines = Lines(file)
        lines.put("one")
        disk[0] = 2
        for _ in range(3):
            with pytest.raises(NotWritten):
                lines.put("two")
        disk[0] = -1
        lines.put("three ü \udcff")
        lines.put("four")
    assert path.read_text(encoding="utf-8") == "one\ntw\nthree ü \\udcff\nfour\n"


@pytest.mark.slow
def test_the_listener_goes_on_when_the_disk_is_full_and_says_so_at_the_end(
    tiny_bundle: Path,
) -> None:
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--no-speech"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*command, "--no-realtime", "--no-control", "--model", str(tiny_bundle)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=300,
        )  # fmt: skip
    assert done.returncode == 1
    assert " lines were not written, since the disk was full or nobody read them. " in done.stderr
    # The demonstration was heard to its end: more than the first line is missing.
    assert int(done.stderr.split()[1]) > 5


@pytest.mark.parametrize("blocking", [True, False])
def test_a_reader_that_hangs_costs_lines_and_no_time(blocking: bool) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, blocking)
    with os.fdopen(reader, "rb") as there, os.fdopen(writer, "w") as here:
        lines = Lines(here)
        with pytest.raises(NotRead):
            for _ in range(100_000):
                lines.put("x" * 100)
        with pytest.raises(NotRead):
            lines.put("y")
        os.set_blocking(there.fileno(), False)
        while there.read(65_536):
            pass
        lines.put("z")
        assert there.read() == b"z\n"


def test_a_reader_that_is_gone_is_reported_once() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as here:
        lines = Lines(here)
        assert lines.piped
        os.close(reader)
        with pytest.raises(Gone):
            lines.put("one")
        lines.put("two")


def test_a_line_is_one_line_whatever_names_stand_in_it(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as file:
        lines = Lines(file)
        assert not lines.piped
        lines.put("Listening to USB\x1b[2J\nAudio\u202e.")
    assert path.read_text(encoding="utf-8") == "Listening to USB\\x1b[2J\\nAudio\\u202e.\n"


def test_a_fault_that_nobody_reads_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(reader, "rb"), os.fdopen(writer, "w") as here:
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writer, bytes(4096))
        os.set_blocking(writer, True)
        monkeypatch.setattr("sys.stderr", here)
        fault("It does not wait.")


class Mouth(SilentOutput):
    """Stands in for the voice of the command line."""

    made: list[Mouth]
    counts = Counts(given=1, said=1)  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        Mouth.made.append(self)

    def say(self, utterance: Any) -> None:
        self.said.append(utterance.text)

    def wait(self, timeout: float) -> bool:
        return timeout > 0.0

    def close(self) -> None:
        pass


@pytest.fixture
def mouths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Mouth]:
    Mouth.made = []
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    for module in ("edge_aac.cli.listen", "edge_aac.build_listener"):
        monkeypatch.setattr(f"{module}.open_speaker", lambda *_, **__: Mouth())
    return Mouth.made


def test_a_missing_or_damaged_model_is_said_aloud_before_it_ends(
    capsys: pytest.CaptureFixture[str], mouths: list[Mouth], tmp_path: Path
) -> None:
    from edge_aac.cli.main import main

    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "manifest.json").write_text(json.dumps({}), encoding="utf-8")
    assert main(["listen", "--input", "demo", "--model", str(tmp_path / "model")]) == 1
    assert "is damaged" in capsys.readouterr().err
    told = [mouth.said for mouth in mouths]
    assert told == [["I cannot listen: my model cannot be used."]]
    # A service that is started again at once says it again later.
    assert main(["listen", "--input", "demo", "--model", str(tmp_path / "none")]) == 1
    assert len(mouths) == 1


def test_where_speech_is_off_nothing_is_said(mouths: list[Mouth], tmp_path: Path) -> None:
    from edge_aac.cli.main import main

    line = ["listen", "--input", "demo", "--no-speech", "--model", str(tmp_path / "none")]
    assert main(line) == 1
    assert mouths == []


@pytest.mark.parametrize("microphone", ["mic", "the USB one"])
@pytest.mark.parametrize(
    ("fault", "code"), [(EdgeAacError("It is not there."), 1), (MemoryError(), INTERNAL)]
)
def test_whatever_ends_a_listener_is_said_aloud(
    monkeypatch: pytest.MonkeyPatch,
    mouths: list[Mouth],
    tiny_bundle: Path,
    microphone: str,
    fault: Exception,
    code: int,
) -> None:
    from edge_aac.cli.main import main

    def nothing(_: object) -> None:
        raise fault

    monkeypatch.setattr("edge_aac.audio.opening.open_source", nothing)
    line = ["listen", "--input", microphone, "--no-control", "--model", str(tiny_bundle)]
    assert main(line) == code
    assert mouths[-1].said == ["I have stopped listening. The log says why."]


def test_settings_that_cannot_be_used_are_said_aloud(
    mouths: list[Mouth], tiny_bundle: Path
) -> None:
    from edge_aac.cli.main import main

    line = ["listen", "--input", "demo", "--model", str(tiny_bundle), "--block", "no such sound"]
    assert main(line) == 1
    assert mouths[-1].said == ["I have stopped listening. The log says why."]

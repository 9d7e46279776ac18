"""With German settings the verbs answer in German: by flag, by variable and by file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.answers.wording import load_wording
from edge_aac.cli import devices as devices_verb
from edge_aac.cli.main import main
from edge_aac.control.control_socket import ControlSocket
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.devices.absence import absence
from edge_aac.devices.device import DeviceKind, Devices, Direction
from edge_aac.devices.fault import DeviceError
from edge_aac.errors import EdgeAacError
from edge_aac.types import SAMPLE_RATE, Verb
from tests.devices.sounds import device
from tests.english import english

VERBS = re.compile(r"\b(" + "|".join(verb.value for verb in Verb) + r")\b", re.IGNORECASE)
"""What a person types, also in German."""

Chosen = list[str]


@pytest.fixture(params=["flag", "variable", "file"])
def german(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Chosen:
    """More arguments with which a verb answers in German."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("EDGE_AAC_CONTROL")
    if request.param == "flag":
        return ["--language", "de"]
    if request.param == "variable":
        monkeypatch.setenv("EDGE_AAC_LANGUAGE", "de")
    else:
        file = tmp_path / "config" / "edge-aac" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text('[salience]\nlanguage = "de"\n', encoding="utf-8")
    return []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["now"], 1, "Hier hört kein edge-aac zu"),
        (["foo"], 2, "Es gibt keinen Befehl foo. Es gibt: now, repeat,"),
        (["mut"], 2, "Meintest du mute?"),
        (["quiet", "x"], 2, "x ist keine Zeit für Ruhe"),
        (["louder", "5"], 2, "Louder: Darauf folgt nichts."),
        (["quiet", "5m", "5m"], 2, "Quiet: Darauf folgt nur eine Zeit."),
    ],
)
def test_ctl(
    capsys: pytest.CaptureFixture[str], german: Chosen, words: list[str], code: int, told: str
) -> None:
    assert main(["ctl", *words, *german]) == code
    said = capsys.readouterr().err
    assert told in said
    assert not english(VERBS.sub("", said))


def test_ctl_where_control_is_off(capsys: pytest.CaptureFixture[str], german: Chosen) -> None:
    assert main(["ctl", "now", "--control-socket", "", *german]) == 1
    assert "schalten Befehle ab" in capsys.readouterr().err


def test_a_listener_is_not_asked_and_why(
    capsys: pytest.CaptureFixture[str], german: Chosen, tmp_path: Path
) -> None:
    long = tmp_path / ("s" * 200)
    long.touch()
    assert main(["ctl", "now", "--control-socket", str(long), *german]) == 1
    said = capsys.readouterr().err
    assert "lässt sich nicht benutzen (sein Pfad hat mehr als" in said and not english(said)


@pytest.mark.parametrize("line", ["foo", "quiet -5m", "louder 5", "", "x" * 200])
def test_a_listener_refuses_in_its_own_language(tmp_path: Path, line: str) -> None:
    with ControlSocket(tmp_path / "s", RequestQueue(), wording=load_wording("de")):
        answer = ask(tmp_path / "s", line)
    assert answer is not None and not answer.done
    assert answer.text and not english(VERBS.sub("", answer.text))
    with ControlSocket(tmp_path / "s", RequestQueue()):
        answer = ask(tmp_path / "s", line)
    assert answer is not None and english(VERBS.sub("", answer.text))


def test_the_socket_that_cannot_be_made_says_why_in_german(tmp_path: Path) -> None:
    wording = load_wording("de")
    (tmp_path / "s").write_text("no socket", encoding="utf-8")
    for path, told in [(tmp_path / "s", "dort liegt etwas anderes"), (tmp_path / "a/s", "fehlt")]:
        with pytest.raises(EdgeAacError) as refused:
            ControlSocket(path, RequestQueue())
        said = wording.refusal(refused.value)
        assert told in said and not english(said)


@pytest.mark.parametrize("recording", ["missing", "without sound", "damaged", "no sound file"])
@pytest.mark.parametrize(
    "words",
    [
        ["caption"],
        ["caption", "--format", "srt"],
        ["caption", "--out", "captions"],
        ["index", "--index", "index.db"],
        ["digest", "--file"],
        ["report", "page.html", "--file"],
    ],
    ids=" ".join,
)
def test_what_is_wrong_with_a_recording(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tiny_bundle: Path,
    words: list[str],
    recording: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if recording == "without sound":
        soundfile.write("ton.wav", np.zeros(0), SAMPLE_RATE)
    if recording == "damaged":
        soundfile.write("ton.wav", np.zeros(3 * SAMPLE_RATE), SAMPLE_RATE)
        Path("ton.wav").write_bytes(Path("ton.wav").read_bytes()[:SAMPLE_RATE])
    if recording == "no sound file":
        Path("ton.wav").write_text("text", encoding="utf-8")
    assert main([*words, "ton.wav", "--language", "de", "--model", str(tiny_bundle)]) == 1
    said = capsys.readouterr().err
    assert "ton.wav" in said and not english(said)


def test_earcons(capsys: pytest.CaptureFixture[str], german: Chosen) -> None:
    assert main(["earcons", "--no-speech", *german]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and lines[0].startswith("Gefahr: ")
    assert not any(map(english, lines))


def test_devices(
    capsys: pytest.CaptureFixture[str], german: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = (device(0, "A", default=True), device(1, "B", DeviceKind.MONITOR))
    monkeypatch.setattr(devices_verb, "in_time", lambda *_: Devices(there, ()))
    monkeypatch.setattr(devices_verb, "absence", no_cards)
    assert main(["devices", *german]) == 0
    told = capsys.readouterr()
    first, second = told.out.splitlines()
    assert first.startswith("0: A, Mikrofon, Vorgabe")
    assert second == "1: B, Mitschnitt eines Ausgangs"
    assert told.err.startswith("edge-aac: Kein Ohrhörer wurde gefunden, denn dieses System")
    assert not english(told.err)


def test_devices_are_listed_whatever_other_settings_are(
    capsys: pytest.CaptureFixture[str], german: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_AAC_VOLUME", "loud")
    monkeypatch.setattr(devices_verb, "in_time", lambda *_: Devices((device(0, "A"),), ()))
    monkeypatch.setattr(devices_verb, "absence", no_cards)
    assert main(["devices", *german]) == 0
    assert capsys.readouterr().out == "0: A, microphone\n"


def no_cards(direction: Direction) -> DeviceError:
    """As in a container."""
    nowhere = Path("/nowhere")
    return absence(direction, {}, nowhere, nowhere)


def test_a_listener_without_a_microphone_ends_in_german(
    capsys: pytest.CaptureFixture[str],
    german: Chosen,
    tiny_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object) -> None:
        raise no_cards(Direction.INPUT)

    monkeypatch.setattr("edge_aac.audio.opening.open_source", none)
    assert main(["listen", "--no-speech", "--model", str(tiny_bundle), *german]) == 1
    said = capsys.readouterr().err
    assert "Kein Mikrofon wurde gefunden, denn dieses System hat keine Soundkarte" in said
    assert not english(said)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.wav", None, "gibt es nicht: Prüfe den Namen."),
        ("a.wav", b"", "lässt sich nicht als Ton lesen"),
        ("a.wav", b"RIFF", "lässt sich nicht als Ton lesen"),
        (".", None, "ist ein Ordner"),
    ],
)
def test_a_listener_to_a_file_ends_in_german(
    capsys: pytest.CaptureFixture[str],
    german: Chosen,
    tiny_bundle: Path,
    tmp_path: Path,
    name: str,
    content: bytes | None,
    told: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    verb = ["listen", "--no-speech", "--no-realtime", "--model", str(tiny_bundle)]
    assert main([*verb, "--input", str(path), *german]) == 1
    said = capsys.readouterr().err
    assert told in said and not english(said)
    # Other verbs say the same.
    assert main(["caption", str(path), "--model", str(tiny_bundle), *german]) == 1
    assert told in (said := capsys.readouterr().err) and not english(said)


def test_a_listener_without_its_model_ends_in_german(
    capsys: pytest.CaptureFixture[str], german: Chosen, tmp_path: Path
) -> None:
    verb = ["listen", "--no-speech", "--input", "demo", "--model", str(tmp_path)]
    assert main([*verb, *german]) == 1
    said = capsys.readouterr().err
    assert f"In {tmp_path} liegt kein Modell" in said and not english(said)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    assert main([*verb, *german]) == 1
    said = capsys.readouterr().err
    assert "beschädigt" in said and not english(said)

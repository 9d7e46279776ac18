"""The command line: what is printed, and with which exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac import __version__
from edge_aac.cli.main import main
from edge_aac.devices.device import Device, DeviceKind, Devices
from edge_aac.errors import EdgeAacError
from edge_aac.settings import keys
from edge_aac.taxonomy import load_taxonomy
from tests.waiting import PATIENCE


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Two seconds of a smoke alarm's tone at 44.1 kHz, stereo."""
    time = np.arange(2 * 44_100) / 44_100
    wave = 0.4 * np.sin(2 * np.pi * 3_100 * time)
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.stack([wave, wave], axis=1), 44_100)
    return path


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"edge-aac {__version__}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["listne"], "There is no verb listne. Did you mean listen?"),
        (
            ["play"],
            "There is no verb play. "
            "There are: listen, ctl, live, caption, doctor, test, index, search, digest, report, "
            "teach, sounds, forget, bench, devices, earcons, settings.",
        ),
        (
            [],
            "Say what to do, one of listen, ctl, live, caption, doctor, test, index, search, "
            "digest, report, teach, sounds, forget, bench, devices, earcons, settings.",
        ),
        (["listen", "--stile", "terse"], "does not know --stile. Did you mean --style?"),
        (["listen", "--stile=terse"], "does not know --stile. Did you mean --style?"),
        (["listen", "--no-speach"], "does not know --no-speach. Did you mean --no-speech?"),
        (["listen", "--styl", "terse"], "does not know --styl. Did you mean --style?"),
        (["caption"], "arguments are required: FILE"),
        (["caption", "a.wav", "--tags", "-1"], "--tags"),
        (["caption", "a.wav", "--tags", "few"], "--tags: give a whole number, 0 or more"),
        (["caption", "a.wav", "--profile", "home"], "does not know --profile"),
        (["settings", "--profile", "garden"], "it must be home, street, sleep or security."),
        (["devices", "--toml"], "edge-aac devices does not know --toml"),
        # What was typed is read back no longer than it takes to know it again.
        (["x" * 5_000], f"There is no verb {'x' * 40}.... There are"),
        (["devices", "--" + "x" * 5_000], f"does not know --{'x' * 38}.... "),
        (["settings", "--speech=" + "x" * 5_000], "xxx.... `edge-aac settings --help` lists"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("edge-aac: ") and told in captured.err


def test_a_wrong_variable_is_a_fault_and_no_usage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_AAC_PROFILE", "garden")
    assert main(["settings"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "edge-aac: The setting profile cannot be garden (variable EDGE_AAC_PROFILE): "
        "it must be home, street, sleep or security.\n"
    )


def test_a_missing_settings_file_is_a_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["settings", "--config", str(tmp_path / "none.toml")]) == 1
    assert "none.toml cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["listen", "ctl", "caption", "bench", "devices", "settings"])
def test_every_verb_has_help(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    assert f"usage: edge-aac {verb}" in capsys.readouterr().out


def test_every_setting_is_a_flag_of_listen_with_its_default(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        main(["listen", "--help"])
    told = capsys.readouterr().out
    for key in keys().values():
        assert f"{key.flag} " in told or f"{key.flag}, --no-" in told
        assert str(key.field.description) in told
    assert "Speed of speech, words per minute. Higher means faster. [210]" in told


def test_captions_come_in_the_order_of_the_arguments_and_bad_files_do_not_stop_them(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ogg"
    bad.write_bytes(b"no sound at all")
    code = main(["caption", str(tone), str(bad), str(tone), "--json", "--model", str(tiny_bundle)])
    captured = capsys.readouterr()
    rows = [json.loads(line) for line in captured.out.splitlines()]
    assert code == 1
    assert [row["file"] for row in rows] == [str(tone), str(tone)]
    assert list(rows[0]) == ["v", "kind", "file", "start", "end", "text"]
    assert (rows[0]["start"], rows[0]["end"]) == (0.0, 2.0)
    assert captured.err.count("\n") == 1 and "bad.ogg" in captured.err


def test_tags_are_as_many_as_asked_for_highest_first(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path
) -> None:
    for asked, given in ((3, 3), (1000, len(load_taxonomy().labels))):
        line = ["caption", str(tone), "--json", "--tags", str(asked), "--model", str(tiny_bundle)]
        assert main(line) == 0
        tags = json.loads(capsys.readouterr().out)["tags"]
        assert len(tags) == given
        scores = [tag["score"] for tag in tags]
        assert scores == sorted(scores, reverse=True)


def test_a_plain_caption_is_a_sentence_with_its_tags_in_words(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path
) -> None:
    assert main(["caption", str(tone), "--model", str(tiny_bundle), "--tags", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{tone}: ")
    assert "(smoke alarm " in line and line.endswith("%)")


def test_a_long_recording_is_told_piece_by_piece(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(41 * 8_000), 8_000)
    assert main(["caption", str(path), "--model", str(tiny_bundle)]) == 0
    found = [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert found == [
        f"{path}, {place}"
        for place in ("0:00 to 0:10", "0:10 to 0:20", "0:20 to 0:30", "0:30 to 0:40",
                      "0:40 to 0:41")
    ]  # fmt: skip


@pytest.mark.slow
def test_a_name_that_is_no_text_can_be_told(tiny_bundle: Path) -> None:
    odd = b"none/dog\xff.wav"
    command = [sys.executable, "-m", "edge_aac", "caption", "--model", str(tiny_bundle), odd]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == b"edge-aac: none/dog\\udcff.wav does not exist: check the name.\n"


def test_listening_to_a_file_prints_only_the_interfaces_objects(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path
) -> None:
    line = ["listen", "--input", str(tone), "--json", "--no-realtime", "--no-speech"]
    assert main([*line, "--model", str(tiny_bundle)]) == 0
    rows = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert {row["kind"] for row in rows} <= {"event", "end", "caption", "status"}
    events = [row for row in rows if row["kind"] == "event"]
    ends = [row for row in rows if row["kind"] == "end"]
    assert [e["label"] for e in events] == ["alarm"]
    assert [e["id"] for e in ends] == [events[0]["id"]]
    assert events[0]["onset"] <= events[0]["t"] <= ends[0]["t"] <= 2.0
    assert rows[0]["state"] == "listening" and rows[-1]["state"] == "ended"


@pytest.mark.slow
def test_the_demonstration_says_so_first_and_last(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    line = ["listen", "--input", "demo", "--no-realtime", "--no-speech"]
    assert main([*line, "--model", str(tiny_bundle)]) == 0
    lines = [text.split(" ", 1)[1] for text in capsys.readouterr().out.splitlines()]
    assert lines[0] == lines[-1] == "This is a demonstration."
    assert lines.count("This is a demonstration.") == 2


@pytest.mark.slow
def test_the_demonstration_is_a_status_on_the_machine_interface(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    line = ["listen", "--input", "demo", "--no-realtime", "--no-speech", "--json"]
    assert main([*line, "--model", str(tiny_bundle)]) == 0
    rows = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    states = [row["state"] for row in rows if row["kind"] == "status"]
    assert states == ["demonstration", "listening", "ended", "demonstration"]
    assert not any("demonstration" in row.get("text", "") for row in rows)


def test_a_missing_file_is_never_replaced_by_another_source(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    line = ["listen", "--input", "nowhere.wav", "--no-speech", "--model", str(tiny_bundle)]
    assert main(line) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nowhere.wav does not exist" in captured.err


@pytest.mark.parametrize("realtime", ["--realtime", "--no-realtime"])
@pytest.mark.slow
def test_without_anything_to_speak_through_it_ends_with_one_sentence(
    tiny_bundle: Path, tone: Path, realtime: str
) -> None:
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", str(tone), realtime]
    command += ["--output-device", "nowhere", "--no-control", "--model", str(tiny_bundle)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    sentence = done.stderr.removeprefix("edge-aac: ").removesuffix("\n")
    assert sentence.startswith("I cannot speak. ") and "--no-speech" in sentence
    assert done.stdout.count(f"{sentence} (not spoken)\n") == 1
    # What was heard and could not be said is marked, too, on the machine interface.
    done = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    said = [row["text"] for row in rows if row.get("kind") == "caption" and row["spoken"]]
    assert [row["detail"] for row in rows if row.get("heard") is False] == said


@pytest.mark.parametrize("flag", [["--no-speech"], ["--engine", "none"]])
@pytest.mark.slow
def test_who_wants_no_voice_needs_no_output(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path, flag: list[str]
) -> None:
    line = ["listen", "--input", str(tone), "--no-realtime", "--output-device", "nowhere"]
    assert main([*line, *flag, "--no-control", "--json", "--model", str(tiny_bundle)]) == 0
    assert '"heard"' not in capsys.readouterr().out


def test_settings_tell_where_each_value_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_AAC_RATE", "180")
    assert main(["settings", "--style", "terse"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "speech.rate = 180 (variable EDGE_AAC_RATE)" in lines
    assert "captions.style = terse (flag)" in lines
    assert "audio.input = mic (default)" in lines


def test_settings_can_be_saved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["settings", "--toml", "--style", "terse", "--thresholds", "dog=0.8"]) == 0
    file = tmp_path / "saved.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["settings", "--config", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"captions.style = terse (file {file})" in lines
    assert f"events.thresholds = dog=0.8 (file {file})" in lines


def test_settings_are_json_objects_with_their_origin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_AAC_RATE", "180")
    flags = ["--thresholds", "dog=0.8", "--block", "rain", "--no-speech", "--model", "some/where"]
    assert main(["settings", "--json", *flags]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == list(keys())
    assert all(list(row) == ["v", "kind", "section", "name", "value", "origin"] for row in rows)
    assert {(row["v"], row["kind"]) for row in rows} == {(1, "setting")}
    told = {row["name"]: (row["section"], row["value"], row["origin"]) for row in rows}
    assert told["rate"] == ("speech", 180, "variable EDGE_AAC_RATE")
    assert told["thresholds"] == ("events", {"dog": 0.8}, "flag")
    assert told["block"] == ("salience", ["rain"], "flag")
    assert told["speech"] == ("speech", False, "flag")
    assert told["model"] == ("encoder", "some/where", "flag")
    assert told["voice"] == ("speech", None, "default")
    assert told["style"] == ("captions", "normal", "default")


def test_settings_are_printed_in_one_form() -> None:
    assert main(["settings", "--json", "--toml"]) == 2


def test_devices_are_plain_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = Device(2, "USB (hw:1,0)", DeviceKind.MICROPHONE, 1, 48_000, 2, default=True)
    played = replace(
        usb, number=3, name="hdmi.monitor", kind=DeviceKind.MONITOR, description="HDMI"
    )
    monkeypatch.setattr("edge_aac.cli.devices.list_devices", lambda: Devices((usb, played), ()))
    monkeypatch.setattr(
        "edge_aac.cli.devices.absence", lambda which: EdgeAacError(f"No {which.value}.")
    )
    assert main(["devices"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "2: USB (hw:1,0), microphone, default",
        "3: hdmi.monitor (HDMI), monitor, default of the sound server",
    ]
    assert printed.err.splitlines() == ["edge-aac: No earpiece."]
    assert main(["devices", "--json"]) == 0
    printed = capsys.readouterr()
    first, second = map(json.loads, printed.out.splitlines())
    assert first == {
        "v": 1, "kind": "microphone", "number": 2, "name": "USB (hw:1,0)", "description": "",
        "channels": 1, "rate": 48_000, "default": True, "server": False,
    }  # fmt: skip
    assert (second["kind"], second["description"], second["server"]) == ("monitor", "HDMI", True)
    assert printed.err.splitlines() == ["edge-aac: No earpiece."]


@pytest.mark.parametrize("words", [["settings"], ["--help"], ["settings", "--help"]])
@pytest.mark.slow
def test_output_that_cannot_be_written_is_one_sentence(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "edge_aac", *words],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "edge-aac: The output cannot be written (no space left on device). Write it elsewhere.\n"
    )


@pytest.mark.parametrize(
    ("number", "code", "verb"),
    [
        (signal.SIGINT, 0, ["listen", "--input", "-", "--no-speech"]),
        (signal.SIGTERM, 0, ["listen", "--input", "-", "--no-speech"]),
    ],
)
@pytest.mark.slow
def test_who_stops_the_listener_gets_exit_code_0(
    tiny_bundle: Path, number: signal.Signals, code: int, verb: list[str]
) -> None:
    # A shell without a terminal has what it starts in the background ignore SIGINT.
    first = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", first, "-m", "edge_aac", *verb, "--model", str(tiny_bundle)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "0:00 Listening to standard input.\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (code, "")
    assert out == "0:00 Stopped.\n"


def test_who_stops_another_verb_sees_that_it_did_not_finish(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("edge_aac.cli.settings.put", stop)
    assert main(["settings"]) == 130


@pytest.mark.slow
def test_raw_sound_on_standard_input_is_heard(tiny_bundle: Path) -> None:
    time = np.arange(3 * 16_000) / 16_000
    raw = (0.4 * np.sin(2 * np.pi * 3_100 * time) * 32_767).astype("<i2").tobytes()
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--json", "--no-speech"]
    done = subprocess.run(
        [*command, "--model", str(tiny_bundle)], input=raw, capture_output=True, check=True
    )
    labels = [json.loads(line).get("label") for line in done.stdout.splitlines()]
    assert "alarm" in labels


@pytest.mark.slow
def test_version_and_help_are_quick_to_come() -> None:
    for words in (["--version"], ["--help"]):
        code = (
            "import sys; from edge_aac.cli.main import main\n"
            f"try: main({words!r})\n"
            "except SystemExit: pass\n"
            "print([m for m in ('pydantic', 'numpy', 'edge_aac.pipeline') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_listening_starts_without_the_training_sides_libraries(tiny_bundle: Path) -> None:
    code = (
        "import sys; from edge_aac.cli.main import main; "
        "main(['listen', '--input', 'demo', '--no-speech', '--no-realtime', '--model', "
        f"{str(tiny_bundle)!r}]); "
        "print([m for m in ('torch', 'scipy', 'tensorflow', 'sklearn', 'matplotlib') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

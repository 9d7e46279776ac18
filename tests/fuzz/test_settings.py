"""5,000 damaged settings: files, variables and flags, each accepted or refused in one sentence."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path
from random import Random

import pytest

from edge_aac.cli import settings as verb
from edge_aac.cli.usage import Parser
from edge_aac.settings import Settings, as_toml, keys, load_settings
from tests.fuzz.attempts import try_all
from tests.fuzz.mutation import ODD, damaged, twisted

FILES, VARIABLES, FLAGS = 3_000, 1_000, 1_000
CHANGED = """\
[audio]
input = "./café dog.wav"
channel = 2
[salience]
loudspeaker = "off"
language = "de"
[speech]
output_device = 3
volume = 0.5
[events]
thresholds = { dog = 0.9, smoke_alarm = 0.25 }
[control]
headset_buttons = { playpause = "now" }
gpio_buttons = { "17" = "missed" }
"""
WORDS = (
    *ODD, *keys(), *(f"[{key.section}]\n" for key in keys().values()),
    *("true", "false", "on", "off", "1", "0.5", '"""', "= ", "\n", "#", "[[a]]", "{a.b=1}", "7:32"),
)  # fmt: skip
VALUES = ("on", "off", "1", "0.5", "17=now", "playpause=now,nextsong=mute", "dog=0.5", "mic", "de")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1")


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    whole = (as_toml(Settings()), CHANGED)
    for text in whole:
        file.write_text(text, encoding="utf-8")
        load_settings({}, {}, file)

    def attempt(chance: Random) -> float:
        text = chance.choice(whole)
        if chance.random() < 0.6:
            text = twisted(text, chance, WORDS)
        data = text.encode(chance.choice(ENCODINGS), "replace")
        file.write_bytes(damaged(data, chance, [data]) if chance.random() < 0.6 else data)
        again(load_settings({}, {}, file).settings, file)
        return 0.0

    try_all("settings-file", FILES, tmp_path, attempt)


def test_variables(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"

    def attempt(chance: Random) -> float:
        chosen = chance.sample([*keys().values()], chance.randint(1, 3))
        names = (one.variable for one in chosen)
        names = (twisted(one, chance) if chance.random() < 0.2 else one for one in names)
        # A file that is named here is one of this folder, whatever its name.
        given = {name: value(chance) for name in names if name != "EDGE_AAC_CONFIG"}
        again(load_settings({}, {"HOME": str(tmp_path), **given}).settings, file)
        return 0.0

    try_all("settings-variable", VARIABLES, tmp_path, attempt)


def test_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("EDGE_AAC_CONTROL", raising=False)
    parser = Parser(prog="edge-aac settings")
    verb.define(parser)

    def attempt(chance: Random) -> float:
        words = []
        for key in chance.sample([*keys().values()], chance.randint(1, 3)):
            flag = twisted(key.flag, chance) if chance.random() < 0.2 else key.flag
            words += chance.choice([[f"{flag}={value(chance)}"], [flag, value(chance)]])
        words += chance.choice([[], [], ["--json"], ["--toml"]])
        said = io.StringIO()
        with redirect_stdout(said):
            # Asked for help, it gives that and leaves.
            if {"-h", "--help"} & set(words):
                return 0.0
            parsed, unknown = parser.parse_known_args(words)
            if unknown:
                parser.refuse(unknown)
            assert parsed.run(parsed) == 0
        assert said.getvalue()
        return 0.0

    try_all("settings-flag", FLAGS, tmp_path, attempt)


def value(chance: Random) -> str:
    """What a person, a script or a mistake gives a setting."""
    given = chance.choice([*VALUES, *ODD])
    return twisted(given, chance) if chance.random() < 0.7 else given


def again(settings: Settings, file: Path) -> None:
    """What was accepted can be written as a file, which gives the same, or cannot be written."""
    file.write_text(as_toml(settings), encoding="utf-8")
    assert load_settings({}, {}, file).settings == settings

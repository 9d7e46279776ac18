"""Whatever lies where a settings file should: settings, or one sentence, and never a wait."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_aac.errors import EdgeAacError
from edge_aac.settings import SECTIONS, Key, as_toml, keys, load_settings
from edge_aac.settings.settings_file import MOST_BYTES
from edge_aac.types import Style
from tests.thoroughness import examples

SECONDS = 120.0
"""Until a test that waits in vain fails."""
LONGEST_SENTENCE = 1_000
"""Characters, with a path of the test's in it."""
TERSE = '[captions]\nstyle = "terse"\n'


def refusal(file: Path) -> str:
    """The one sentence about a file that is refused."""
    with pytest.raises(EdgeAacError) as caught:
        load_settings({}, {}, file)
    told = str(caught.value)
    assert "\n" not in told and len(told) < LONGEST_SENTENCE
    return told


# What is no file.


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 34)


TRAPS: dict[str, Callable[[Path], Any]] = {
    "fifo": os.mkfifo,
    "folder": os.mkdir,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "itself": lambda path: path.symlink_to(path),
    "nothing": lambda path: path.symlink_to(path.with_name("gone")),
    "huge": _huge,
}


def print_settings(environ: dict[str, str], *flags: str) -> subprocess.CompletedProcess[str]:
    """Run the verb in a child, since what hangs in opening a file has no deadline."""
    return subprocess.run(
        [sys.executable, "-m", "edge_aac", "settings", *flags],
        capture_output=True, text=True, check=False, timeout=SECONDS,
        env={**os.environ, **environ},
    )  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.slow
def test_whatever_lies_in_its_place_is_refused_at_once(
    tmp_path: Path, trap: str, named: bool
) -> None:
    file = tmp_path / "edge-aac" / "config.toml"
    file.parent.mkdir()
    TRAPS[trap](file)
    flags = ["--config", str(file)] if named else []
    done = print_settings({"XDG_CONFIG_HOME": str(tmp_path)}, *flags)
    assert (done.returncode, done.stdout) == (1, "")
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"edge-aac: The settings file {file} cannot be read (")


def test_a_folder_that_is_none_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "edge-aac").write_text(TERSE, encoding="utf-8")
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})
    (tmp_path / "edge-aac").unlink()
    (tmp_path / "edge-aac").symlink_to(tmp_path / "gone")
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})


@pytest.mark.parametrize("home", ["/dev/null", "/nonexistent", "~nobody-such"])
def test_who_has_no_home_has_no_settings_file(home: str) -> None:
    assert set(load_settings({}, {"HOME": home}).origins.values()) == {"default"}


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["x" * 200] * 30), "~nobody-such/a", "a\0b"])
def test_a_path_that_cannot_be_is_one_sentence(name: str) -> None:
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {"EDGE_AAC_CONFIG": name})


# What is no TOML.


def toml_bytes() -> st.SearchStrategy[bytes]:
    """Bytes of all kinds: none that are text, and text that is nearly a settings file."""
    pieces = st.sampled_from(
        [f"[{section}]\n" for section in SECTIONS]
        + [f"{key} = " for key in keys()]
        + ["1", "0x" + "f" * 5_000, "9" * 5_000, "1e999", "-1", "nan", "inf", "true", "false"]
        + ['"a"', "'on'", '"\\u0000"', '""', "[" * 600, "]", "{", "}", "{ dog = 1 }", "{a.b=1}"]
        + ["1979-05-27", "07:32:00", '"\\ud800"', "\n", ",", "=", "#", '"""', "\u200b", "\0", "\r"]
    )
    lines = st.builds(
        lambda key, value: f"[{key.section}]\n{key.name} = {value}\n",
        st.sampled_from([*keys().values()]),
        pieces,
    )
    text = st.lists(st.one_of(pieces, lines, st.text(max_size=5)), max_size=6).map("".join)
    encoded = st.builds(
        lambda words, name: words.encode(name, "surrogatepass"), text,
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]),
    )  # fmt: skip
    return st.one_of(lines.map(str.encode), encoded, st.binary(max_size=40))


@settings(
    max_examples=examples(2_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=toml_bytes())
@pytest.mark.slow
def test_any_bytes_give_settings_or_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(data)
    try:
        loaded = load_settings({}, {}, file)
    except EdgeAacError as error:
        told = str(error)
        assert "\n" not in told and len(told) < LONGEST_SENTENCE
        assert "codec" not in told and "set_int_max" not in told
    else:
        file.write_text(as_toml(loaded.settings), encoding="utf-8")
        assert load_settings({}, {}, file).settings == loaded.settings


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("a=" + "[" * 5_000, "is not TOML: it is nested too deeply. Correct it."),
        ("[captions]\nsteps_per_hop = " + "9" * 5_000, "is not TOML: a number in it is too long."),
        ("[captions]\nsteps_per_hop = 0x" + "f" * 5_000, "from 1 to 64."),
        ("[events]\nconfirm_seconds = 0x" + "f" * 5_000, "from 0 to 4."),
        ('[control]\ncontrol_socket = "/tmp/a\\u0000b"', "holds an invisible character"),
        ("x" * 5_000 + " = 1", "has an unknown key xxx"),
    ],
)
def test_what_the_reader_of_toml_chokes_on_is_one_sentence(
    tmp_path: Path, toml: str, told: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")
    assert told in refusal(file)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[captions]\nstyle = "caf\xe9"\n', "byte 0xe9 at line 2, column 13 is not UTF-8"),
        ("ä\n".encode() + b"\xff", "byte 0xff at line 2, column 1 is not UTF-8"),
        (b"\xff\xfe\x00", "it begins as UTF-16 does and does not go on so"),
        (b"a\0\x00\xd8", "it begins as UTF-16 does and does not go on so"),
        (b"\xff\xfe\x00\x00\xff\xff\xff\xff", "it begins as UTF-32 does and does not go on so"),
    ],
)
def test_what_is_no_text_is_told_in_our_words(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(data)
    assert refusal(file) == f"The settings file {file} is no text ({reason}). Save it as UTF-8."


def test_a_file_as_long_as_may_be_is_read_and_a_longer_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(TERSE + "#" * (MOST_BYTES - len(TERSE)), encoding="utf-8")
    assert load_settings({}, {}, file).settings.captions.style is Style.TERSE
    with file.open("a", encoding="utf-8") as longer:
        longer.write("#")
    assert "it is longer than 256 KiB" in refusal(file)


@pytest.mark.slow
def test_a_name_of_a_hundred_thousand_parts_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[a" + ".a" * 100_000 + "]", encoding="utf-8")
    assert "unknown section [a]" in refusal(file)


# Truth values and numbers.


@pytest.mark.parametrize(
    "key", [k for k in keys().values() if not k.is_switch], ids=lambda k: k.name
)
@pytest.mark.parametrize("value", ["true", "false"])
def test_a_truth_value_is_neither_number_nor_text(tmp_path: Path, key: Key, value: str) -> None:
    file = tmp_path / "config.toml"
    inside = f"{{ '17' = {value} }}" if key.is_table else f"[{value}]" if key.is_list else value
    file.write_text(f"[{key.section}]\n{key.name} = {inside}\n", encoding="utf-8")
    told = refusal(file)
    assert told.startswith(f"The setting {key.name} cannot be {value}")
    assert f"(file {file}): it must be " in told


@pytest.mark.parametrize("key", [k for k in keys().values() if k.is_switch], ids=lambda k: k.name)
@pytest.mark.parametrize("value", ["0", "1", "1.0", "0.0"])
def test_a_number_is_no_truth_value(tmp_path: Path, key: Key, value: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[{key.section}]\n{key.name} = {value}\n", encoding="utf-8")
    assert refusal(file) == (
        f"The setting {key.name} cannot be {value} (file {file}): it must be true or false."
    )


@pytest.mark.parametrize("name", ["input", "output_device"])
def test_a_devices_number_may_be_written_as_one(tmp_path: Path, name: str) -> None:
    key = keys()[name]
    file = tmp_path / "config.toml"
    file.write_text(f"[{key.section}]\n{name} = 2\n", encoding="utf-8")
    assert getattr(getattr(load_settings({}, {}, file).settings, key.section), name) == "2"
    file.write_text(f"[{key.section}]\n{name} = -2\n", encoding="utf-8")
    assert "it must be text, and not empty" in refusal(file)


# Written as a file.


def test_what_no_file_can_hold_is_not_written() -> None:
    for flags in ({"input": os.fsdecode(b"\xff\xfe.m4a")}, {"model": os.fsdecode(b"\xff")}):
        (name,) = flags
        loaded = load_settings(flags, {"HOME": "/nowhere"})
        with pytest.raises(EdgeAacError) as caught:
            as_toml(loaded.settings)
        assert str(caught.value) == (
            f"The setting {name} holds bytes that are no text, which no settings file can hold. "
            "Rename what it names."
        )

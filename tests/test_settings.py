"""Settings: one definition, three places to set it, and no silent mistake."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from edge_aac.errors import EdgeAacError
from edge_aac.settings import (
    SECTIONS,
    Key,
    Settings,
    WrongFlag,
    as_toml,
    config_file,
    keys,
    load_settings,
)
from edge_aac.settings.allowed import allowed
from edge_aac.types import Style


def _load(tmp_path: Path, toml: str = "", **environ: str) -> tuple[Style, str]:
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")
    loaded = load_settings({}, environ, file)
    return loaded.settings.captions.style, loaded.origins["style"]


def test_one_name_serves_everywhere_so_no_two_sections_share_one() -> None:
    names = Counter(name for model in SECTIONS.values() for name in model.model_fields)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_setting_is_documented() -> None:
    assert [key.name for key in keys().values() if not key.field.description] == []


def test_the_default_holds_where_nobody_says_anything(tmp_path: Path) -> None:
    assert _load(tmp_path) == (Style.NORMAL, "default")


def test_a_file_lies_over_the_default(tmp_path: Path) -> None:
    style, origin = _load(tmp_path, '[captions]\nstyle = "terse"\n')
    assert style is Style.TERSE
    assert origin.startswith("file ")


def test_a_variable_lies_over_the_file(tmp_path: Path) -> None:
    style, origin = _load(tmp_path, '[captions]\nstyle = "terse"\n', EDGE_AAC_STYLE="detailed")
    assert (style, origin) == (Style.DETAILED, "variable EDGE_AAC_STYLE")


def test_a_flag_lies_over_the_variable() -> None:
    loaded = load_settings({"style": "normal"}, {"EDGE_AAC_STYLE": "terse", "HOME": "/nowhere"})
    assert loaded.settings.captions.style is Style.NORMAL
    assert loaded.origins["style"] == "flag"


def test_thresholds_are_read_as_a_table() -> None:
    loaded = load_settings({"thresholds": "dog=0.8, doorbell=0.4"}, {"HOME": "/nowhere"})
    assert loaded.settings.events.thresholds == {"dog": 0.8, "doorbell": 0.4}


def test_lists_are_read_by_commas() -> None:
    loaded = load_settings({}, {"EDGE_AAC_BLOCK": "dog,cat", "HOME": "/nowhere"})
    assert loaded.settings.salience.block == ("dog", "cat")


@pytest.mark.parametrize(
    ("toml", "nearest"),
    [
        ('[captions]\nstlye = "terse"\n', "style"),
        ('[caption]\nstyle = "terse"\n', "captions"),
        ("[events]\nthreshold = 0.3\n", "thresholds"),
        ("[speech]\noutput-device = 'usb'\n", "output_device"),
        ("[audio]\nprofil = 'home'\n", "profile"),
        ("stile = 'terse'\n", "style"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_right_name(
    tmp_path: Path, toml: str, nearest: str
) -> None:
    with pytest.raises(EdgeAacError, match=f"Did you mean {nearest}") as caught:
        _load(tmp_path, toml)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('style = "terse"\n', r"the key style stands in no section. Write it below \[captions\]"),
        ('[audio]\nstyle = "terse"\n', r"stands in \[audio\]. Write it below \[captions\]"),
        ("audio = 3\n", r"audio must be a section: write \[audio\]"),
    ],
)
def test_a_key_in_the_wrong_place_is_told_its_right_one(
    tmp_path: Path, toml: str, told: str
) -> None:
    with pytest.raises(EdgeAacError, match=told):
        _load(tmp_path, toml)


@pytest.mark.parametrize("variable", ["EDGE_AAC_STILE", "EDGE_AAC_CAPTIONS_STYLE"])
def test_an_unknown_variable_is_refused_with_the_nearest_right_name(variable: str) -> None:
    with pytest.raises(EdgeAacError, match=f"{variable} is unknown. .* EDGE_AAC_STYLE\\?"):
        load_settings({}, {variable: "terse", "HOME": "/nowhere"})


def test_a_variable_like_nothing_known_gets_no_far_fetched_hint() -> None:
    with pytest.raises(EdgeAacError, match=r"EDGE_AAC_XQZ is unknown\. `edge-aac settings` lists"):
        load_settings({}, {"EDGE_AAC_XQZ": "1", "HOME": "/nowhere"})


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    toml = '[captions]\nstyle = "terse"\n'
    assert _load(tmp_path, toml, EDGE_AAC_STYLE="")[0] is Style.TERSE


def test_variables_of_other_programs_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SECTIONS, "RATE", "VOICE", "INPUT"):
        monkeypatch.setenv(name.upper(), "other")
    assert load_settings({}, {"HOME": "/nowhere"}).settings == Settings()
    assert Settings().audio.input == "mic"


def test_an_empty_flag_takes_a_value_away(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[speech]\nvoice = "anna"\n[salience]\nblock = ["dog"]\n', encoding="utf-8")
    loaded = load_settings({"voice": "", "block": ""}, {}, file)
    assert (loaded.settings.speech.voice, loaded.settings.salience.block) == (None, ())
    assert loaded.origins["voice"] == "flag"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().audio.input = "demo"


def test_the_training_sides_variable_is_not_a_mistake() -> None:
    load_settings({}, {"EDGE_AAC_DATA": "/somewhere", "HOME": "/nowhere"})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("rate", "9000", "rate cannot be 9000 (ORIGIN): it must be a whole number from 80 to 500."),
        ("rate", "2.5", "rate cannot be 2.5 (ORIGIN): it must be a whole number from 80 to 500."),
        ("volume", "nan", "volume cannot be nan (ORIGIN): it must be a number from 0 to 1."),
        ("style", "loud", "style cannot be loud (ORIGIN): it must be terse, normal or detailed."),
        ("realtime", "so so", "realtime cannot be so so (ORIGIN): it must be on or off."),
        (
            "thresholds",
            "dog=2",
            "thresholds cannot be 2 for dog (ORIGIN): it must be names, each with a number above 0 "
            "and at most 1, as in name=value,name=value.",
        ),
        ("scene_seconds", "soon", "scene_seconds cannot be soon (ORIGIN): it must be a number "
         "from 1 to 3600."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_sentence_with_name_origin_and_what_is_allowed(
    name: str, value: str, told: str
) -> None:
    key = keys()[name]
    with pytest.raises(WrongFlag) as by_flag:
        load_settings({name: value}, {"HOME": "/nowhere"})
    assert str(by_flag.value) == "The setting " + told.replace("ORIGIN", f"flag {key.flag}")
    with pytest.raises(EdgeAacError) as by_variable:
        load_settings({}, {key.variable: value, "HOME": "/nowhere"})
    assert not isinstance(by_variable.value, WrongFlag)
    assert f"(variable {key.variable})" in str(by_variable.value)


@pytest.mark.parametrize("value", ["x\ny" * 100, "\t", "\x00"])
def test_no_value_breaks_the_sentence(value: str) -> None:
    with pytest.raises(EdgeAacError) as caught:
        load_settings({"rate": value}, {"HOME": "/nowhere"})
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_wrong_value_in_the_file_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(
        EdgeAacError, match=r"cannot be 4.5 \(file .*config.toml\): it must be text"
    ):
        _load(tmp_path, "[audio]\ninput = 4.5\n")


def test_every_setting_can_say_what_it_may_be() -> None:
    assert [key.name for key in keys().values() if not allowed(key.field)] == []


def test_as_a_file_the_settings_give_themselves(tmp_path: Path) -> None:
    flags = {
        "style": "detailed",
        "thresholds": "dog=0.8,doorbell=0.4",
        "block": "rain,wind",
        "voice": 'a "quoted" \\ \x7f \u00e4 voice',
        "model": "some/where",
        "speech": False,
        "scene_seconds": "12.5",
    }
    wanted = load_settings(flags, {"HOME": "/nowhere"}).settings
    file = tmp_path / "again.toml"
    file.write_text(as_toml(wanted), encoding="utf-8")
    assert load_settings({}, {}, file).settings == wanted
    file.write_text(as_toml(Settings()), encoding="utf-8")
    assert load_settings({}, {}, file).settings == Settings()


def test_a_file_that_is_named_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {}, tmp_path / "missing.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[captions\n", encoding="utf-8")
    with pytest.raises(EdgeAacError, match="not TOML"):
        load_settings({}, {}, broken)
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {"EDGE_AAC_CONFIG": str(tmp_path)})


def test_the_usual_file_need_not_exist(tmp_path: Path) -> None:
    loaded = load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})
    assert set(loaded.origins.values()) == {"default"}


def test_the_usual_file_is_read_from_the_configuration_folder(tmp_path: Path) -> None:
    folder = tmp_path / "edge-aac"
    folder.mkdir()
    (folder / "config.toml").write_text('[salience]\nprofile = "sleep"\n', encoding="utf-8")
    loaded = load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})
    assert loaded.settings.salience.profile == "sleep"
    assert config_file({"HOME": "/home/x"}) == Path("/home/x/.config/edge-aac/config.toml")
    assert config_file({"HOME": "/home/x", "XDG_CONFIG_HOME": "not/absolute"}) == config_file(
        {"HOME": "/home/x"}
    )


TERSE = '[captions]\nstyle = "terse"\n'


@pytest.mark.parametrize(
    "data",
    [
        TERSE.encode("utf-8-sig"),
        TERSE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TERSE.encode("utf-16-be"),
        TERSE.encode("utf-16-le"),
        TERSE.encode("utf-16-be"),
        TERSE.encode("utf-32"),
        TERSE.replace("\n", "\r\n").encode("utf-16"),
        f"# {chr(0x4E2D)}\n{TERSE}".encode("utf-16-le"),
    ],
    ids=["utf-8 mark", "utf-16", "utf-16 big", "le bare", "be bare", "utf-32", "crlf", "chinese"],
)
def test_a_file_is_read_as_editors_of_other_systems_save_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(data)
    assert load_settings({}, {}, file).settings.captions.style is Style.TERSE


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'a = "\xe4"', b"\x80"])
def test_what_is_no_text_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(data)
    with pytest.raises(EdgeAacError, match=r"is no text \(.*\)\. Save it as UTF-8\.") as caught:
        load_settings({}, {}, file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (
            '[captions]\nstyle\u00a0= "terse"\n',
            r"holds an invisible character, NO-BREAK SPACE \(U\+00A0\), at line 2, column 6\.",
        ),
        (
            '[captions]\n\u200bstyle = "terse"\n',
            r"holds .* ZERO WIDTH SPACE \(U\+200B\), at line 2, column 1\. Delete it\.$",
        ),
        (
            '\n\ufeff[captions]\nstyle = "terse"\n',
            r"ZERO WIDTH NO-BREAK SPACE \(U\+FEFF\), at line 2, column 1\. Delete it\.$",
        ),
        (
            '[captions]\nstyle = "ter\u00adse"\n',
            r"setting style cannot be used \(file .*\): it holds an invisible character, "
            r"SOFT HYPHEN \(U\+00AD\), as character 4\. Delete it\.$",
        ),
        (
            '[captions]\n"style\u200b" = "terse"\n',
            r"a key in \[captions\] holds .*ZERO WIDTH SPACE \(U\+200B\), as character 6\. Delete",
        ),
        (
            '["\u2060captions"]\nstyle = "terse"\n',
            r"name of a section or key holds .*WORD JOINER \(U\+2060\), as character 1\. Delete",
        ),
        (
            '[events]\nthresholds = { "dog\u200b" = 0.5 }\n',
            r"thresholds .* as character 4\. Delete",
        ),
        ('[salience]\nblock = ["dog\u00a0"]\n', r"block cannot be used .*NO-BREAK SPACE"),
        ('[audio]\ninput = "mic\u200b"\n', r"input cannot be used .*ZERO WIDTH SPACE"),
        ('[speech]\nvoice = "\ufeffde"\n', r"voice cannot be used .*U\+FEFF"),
    ],
)
def test_an_invisible_character_is_named_with_its_place(
    tmp_path: Path, toml: str, told: str
) -> None:
    with pytest.raises(EdgeAacError, match=told) as caught:
        _load(tmp_path, toml)
    assert str(caught.value).isprintable()


def test_an_invisible_character_is_named_in_a_flag_and_a_variable() -> None:
    told = r"it holds an invisible character, ZERO WIDTH SPACE \(U\+200B\), as character 4\."
    with pytest.raises(
        WrongFlag, match=rf"^The setting rate cannot be used \(flag --rate\): {told}"
    ):
        load_settings({"rate": "210\u200b"}, {"HOME": "/nowhere"})
    with pytest.raises(EdgeAacError, match=rf"\(variable EDGE_AAC_BLOCK\): {told}"):
        load_settings({}, {"EDGE_AAC_BLOCK": "cat,dog\u200b", "HOME": "/nowhere"})


def test_a_name_may_need_a_joiner_or_a_wide_blank_inside(tmp_path: Path) -> None:
    name = "\U0001f468\u200d\U0001f680 Anna\u2019s\u00a0Buds"
    for key, value in (("input", f"{name}.wav"), ("output_device", name)):
        assert load_settings({key: value}, {"HOME": "/nowhere"}).origins[key] == "flag"
    file = tmp_path / "config.toml"
    file.write_text(f'# {name}\n[audio]\ninput = "{name}.wav"\n', encoding="utf-8")
    assert load_settings({}, {}, file).settings.audio.input == f"{name}.wav"


def test_a_mistake_below_an_invisible_character_is_not_blamed_on_it(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match="is not TOML"):
        _load(tmp_path, "# a\u00a0comment\n[captions]\nstyle terse\n")


NAMING = {"channel"}
"""Numbers that say which, not how much."""
NUMBERS = [
    key
    for key in keys().values()
    if {int, float} & {key.field.annotation, *get_args(key.field.annotation)}
    and key.name not in NAMING
]


@pytest.mark.parametrize("key", NUMBERS, ids=lambda key: key.name)
def test_every_number_says_which_way_it_works_and_in_what_unit(key: Key) -> None:
    assert re.search(r"\b(Higher|Longer|More) means \w", str(key.field.description))
    if key.name.endswith("_seconds"):
        assert key.metavar == "SECONDS"
    if "_per_" in key.name:
        assert key.metavar == "COUNT"


def test_the_help_names_the_unit_or_the_kind_of_a_value() -> None:
    metavars = {key.name: key.metavar for key in keys().values() if not key.is_switch}
    assert metavars["rate"] == "WORDS_PER_MINUTE"
    assert metavars["steps_per_hop"] == metavars["talk_per_hour"] == "COUNT"
    assert metavars["thresholds"] == "LABEL=SCORE,..."
    assert metavars["allow"] == metavars["block"] == "LABEL,..."
    assert metavars["gpio_buttons"] == "PIN=COMMAND,..."
    assert metavars["model"] == "FOLDER"
    assert {"HOUR", "HOP", "NAME=VALUE,...", "NAME,..."} & set(metavars.values()) == set()

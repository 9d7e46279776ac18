"""Settings: one definition, three places to set it, and no silent mistake."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from edge_aac.errors import EdgeAacError
from edge_aac.settings import (
    SECTIONS,
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
    with pytest.raises(EdgeAacError, match=r"cannot be 4 \(file .*config.toml\): it must be text"):
        _load(tmp_path, "[audio]\ninput = 4\n")


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

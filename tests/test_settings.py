"""Settings: one definition, three places to set it, and no silent mistake."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.settings import SECTIONS, keys, load_settings
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
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_right_name(
    tmp_path: Path, toml: str, nearest: str
) -> None:
    with pytest.raises(EdgeAacError, match=f"Did you mean {nearest}") as caught:
        _load(tmp_path, toml)
    assert "\n" not in str(caught.value)


def test_an_unknown_variable_is_refused_with_the_nearest_right_name() -> None:
    with pytest.raises(EdgeAacError, match="Did you mean EDGE_AAC_STYLE"):
        load_settings({}, {"EDGE_AAC_STILE": "terse", "HOME": "/nowhere"})


def test_the_training_sides_variable_is_not_a_mistake() -> None:
    load_settings({}, {"EDGE_AAC_DATA": "/somewhere", "HOME": "/nowhere"})


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ({"rate": "9000"}, "rate"),
        ({"style": "shouting"}, "style"),
        ({"thresholds": "dog=high"}, "dog"),
        ({"realtime": "perhaps"}, "realtime"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(
    flags: dict[str, str], named: str
) -> None:
    with pytest.raises(EdgeAacError, match=named) as caught:
        load_settings(flags, {"HOME": "/nowhere"})
    assert "\n" not in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_a_file_that_is_named_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match="cannot be read"):
        load_settings({}, {}, tmp_path / "missing.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[captions\n", encoding="utf-8")
    with pytest.raises(EdgeAacError, match="not TOML"):
        load_settings({}, {}, broken)


def test_the_usual_file_need_not_exist(tmp_path: Path) -> None:
    loaded = load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})
    assert set(loaded.origins.values()) == {"default"}


def test_the_usual_file_is_read_from_the_configuration_folder(tmp_path: Path) -> None:
    folder = tmp_path / "edge-aac"
    folder.mkdir()
    (folder / "config.toml").write_text('[salience]\nprofile = "sleep"\n', encoding="utf-8")
    loaded = load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)})
    assert loaded.settings.salience.profile == "sleep"

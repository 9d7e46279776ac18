"""Where settings come from: flag, then variable, then TOML file, then default.

In: flags, the environment, a file. Out: `Settings` and the origin of each value.
Unknown keys and wrong values are refused in one sentence, with the nearest right name.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from edge_aac.errors import EdgeAacError
from edge_aac.settings.allowed import allowed
from edge_aac.settings.decoding import decode
from edge_aac.settings.invisible import Invisible, at_the_ends, first, in_line
from edge_aac.settings.schema import SECTIONS, Key, Settings, keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "EDGE_AAC_"
OTHER_VARIABLES = frozenset({"EDGE_AAC_DATA", "EDGE_AAC_CONFIG"})
"""Read elsewhere: the training side's recordings, and the settings file's place."""
_LONGEST_SHOWN = 40


class WrongFlag(EdgeAacError):
    """The command line gives a setting a value that it cannot have."""


@dataclass(frozen=True)
class Loaded:
    """The effective settings."""

    settings: Settings
    origins: Mapping[str, str]
    """Key name -> `default`, `flag`, `variable NAME` or `file PATH`."""


def config_file(environ: Mapping[str, str]) -> Path:
    """Where the settings file lies when nobody names one."""
    home = Path(environ.get("XDG_CONFIG_HOME", ""))
    if not home.is_absolute():
        home = Path(environ.get("HOME") or "~") / ".config"
    return home / "edge-aac" / "config.toml"


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> Loaded:
    """Lay flags over variables over the file over the defaults.

    Parameters
    ----------
    flags : mapping
        Key name -> what the command line says; None where it says nothing.
    environ : mapping
        Default: the process's. A variable that is empty says nothing.
    config : Path
        A settings file that must exist; default: `EDGE_AAC_CONFIG`, else `config_file`,
        which need not exist.

    Raises
    ------
    WrongFlag
        A flag's value is wrong.
    EdgeAacError
        An unknown key, another wrong value or an unreadable file.
    """
    environ = os.environ if environ is None else environ
    named = config or (Path(environ["EDGE_AAC_CONFIG"]) if environ.get("EDGE_AAC_CONFIG") else None)
    values: dict[str, tuple[Any, str]] = {}
    values |= _from_file(named or config_file(environ), must_exist=named is not None)
    values |= _from_variables(environ)
    values |= {
        name: (keys()[name].parse(value) if isinstance(value, str) else value, "flag")
        for name, value in (flags or {}).items()
        if value is not None
    }
    sections: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    for name, (value, origin) in values.items():
        if found := _hidden(keys()[name], value):
            raise _refused(name, origin, f"it holds {found}, {_place(found)}. Delete it.")
        sections[keys()[name].section][name] = value
    origins = {name: values[name][1] if name in values else "default" for name in keys()}
    try:
        return Loaded(Settings.model_validate(sections), origins)
    except ValidationError as error:
        raise _wrong_value(error, origins) from None


def _from_file(path: Path, *, must_exist: bool) -> dict[str, tuple[Any, str]]:
    try:
        text = decode(path.expanduser().read_bytes())
    except (OSError, RuntimeError) as error:
        if not must_exist and not isinstance(error, PermissionError):
            return {}
        reason = (getattr(error, "strerror", None) or "its folder is not known").lower()
        raise EdgeAacError(
            f"The settings file {path} cannot be read ({reason}). Name another with --config."
        ) from None
    except UnicodeDecodeError as error:
        raise EdgeAacError(
            f"The settings file {path} is no text ({error}). Save it as UTF-8."
        ) from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if found := in_line(text, str(error)):
            raise EdgeAacError(f"The settings file {path} holds {found}. Delete it.") from None
        raise EdgeAacError(f"The settings file {path} is not TOML: {error}. Correct it.") from None
    values: dict[str, tuple[Any, str]] = {}
    for section, table in tables.items():
        if section not in SECTIONS or not isinstance(table, dict):
            raise EdgeAacError(_wrong_section(path, section, table))
        for name, value in table.items():
            if name not in SECTIONS[section].model_fields:
                raise EdgeAacError(_wrong_key(path, section, name))
            values[name] = (value, f"file {path}")
    return values


def _hidden(key: Key, value: Any) -> Invisible | None:
    """What a person cannot see in a value, and did not mean.

    Names hold no such character; other texts may hold one inside, as names of files do.
    """
    if isinstance(value, str):
        return at_the_ends(value) if key.is_text else None
    names = list(value) if isinstance(value, (Mapping, tuple, list)) else []
    return next(filter(None, (first(one) for one in names if isinstance(one, str))), None)


def _place(found: Invisible) -> str:
    return f"as character {found.index + 1}"


def _refused(name: str, origin: str, reason: str) -> EdgeAacError:
    """That a setting cannot be as its origin says; the reason ends the sentence."""
    by_flag = origin == "flag"
    where = f"flag {keys()[name].flag}" if by_flag else origin
    sentence = f"The setting {name} cannot be used ({where}): {reason}"
    return WrongFlag(sentence) if by_flag else EdgeAacError(sentence)


def _wrong_section(path: Path, section: str, table: Any) -> str:
    if found := first(section):
        return f"In {path}, the name of a section or key holds {found}, {_place(found)}. Delete it."
    if section in SECTIONS:
        return f"In {path}, {section} must be a section: write [{section}] and its keys below."
    if section in keys():
        right = keys()[section].section
        return f"In {path}, the key {section} stands in no section. Write it below [{right}]."
    if isinstance(table, dict):
        return f"{path} has an unknown section [{section}]. {_nearest(section, SECTIONS)}"
    return f"{path} has an unknown key {section}. {_nearest(section, keys())}"


def _wrong_key(path: Path, section: str, name: str) -> str:
    if found := first(name):
        return f"In {path}, a key in [{section}] holds {found}, {_place(found)}. Delete it."
    if name in keys():
        right = keys()[name].section
        return f"In {path}, the key {name} stands in [{section}]. Write it below [{right}]."
    inside = SECTIONS[section].model_fields
    known = inside if difflib.get_close_matches(name, inside, cutoff=0.5) else keys()
    return f"{path} has an unknown key {name} in [{section}]. {_nearest(name, known)}"


def _from_variables(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    by_variable = {key.variable: key for key in keys().values()}
    values: dict[str, tuple[Any, str]] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in OTHER_VARIABLES:
            continue
        if variable not in by_variable:
            raise EdgeAacError(f"The variable {variable} is unknown. {_right(variable)}")
        if text.strip():
            key = by_variable[variable]
            values[key.name] = (key.parse(text), f"variable {variable}")
    return values


def _right(variable: str) -> str:
    # Without the prefix, which would make all of them near to each other.
    rest = variable.removeprefix(PREFIX)
    known = [key.variable.removeprefix(PREFIX) for key in keys().values()]
    # Who writes the section, too, has the right name at the end.
    ends = [name for name in known if rest.endswith("_" + name)]
    return _nearest(max(ends, key=len) if ends else rest, known, PREFIX)


def _nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if not near:
        return "`edge-aac settings` lists the right names."
    return f"Did you mean {prefix}{near[0]}?"


def _wrong_value(error: ValidationError, origins: Mapping[str, str]) -> EdgeAacError:
    fault = error.errors()[0]
    name, *inside = (str(part) for part in fault["loc"][1:])
    key, origin = keys()[name], origins[name]
    by_flag = origin == "flag"
    where = f"flag {key.flag}" if by_flag else origin
    item = f" for {inside[0]}" if key.is_table and inside else ""
    if found := first(str(fault["input"])):
        return _refused(name, origin, f"it holds {found}, {_place(found)}. Delete it.")
    value = " ".join(str(fault["input"]).split())
    value = "".join(one if one.isprintable() else "?" for one in value)
    if len(value) > _LONGEST_SHOWN:
        value = value[:_LONGEST_SHOWN] + "..."
    sentence = (
        f"The setting {name} cannot be {value or 'empty'}{item} ({where}): "
        f"it must be {allowed(key.field)}."
    )
    return WrongFlag(sentence) if by_flag else EdgeAacError(sentence)

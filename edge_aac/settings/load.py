"""Where settings come from: flag, then variable, then TOML file, then default.

In: flags, the environment, a file. Out: `Settings` and the origin of each value.
Unknown keys and wrong values are refused in one sentence, with the nearest right name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from edge_aac.errors import EdgeAacError
from edge_aac.settings.allowed import allowed
from edge_aac.settings.invisible import Invisible, at_the_ends, first
from edge_aac.settings.nearest import nearest
from edge_aac.settings.schema import SECTIONS, Key, Settings, keys
from edge_aac.settings.settings_file import read
from edge_aac.settings.shown import shown

PREFIX = "EDGE_AAC_"
OTHER_VARIABLES = frozenset({"EDGE_AAC_DATA", "EDGE_AAC_CONFIG"})
"""Read elsewhere: the training side's recordings, and the settings file's place."""
FILE = "file "
"""How the origin of a value from a file begins."""


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
    file = named or config_file(environ)
    from_file = read(file, must_exist=named is not None)
    values |= {name: (value, f"{FILE}{file}") for name, value in from_file.items()}
    values |= _from_variables(environ)
    values |= {
        name: (keys()[name].parse(value) if isinstance(value, str) else value, "flag")
        for name, value in (flags or {}).items()
        if value is not None
    }
    sections: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    for name, (value, origin) in values.items():
        if found := _hidden(keys()[name], value):
            raise _refused(name, origin, f"it holds {found}, {found.place}. Delete it.")
        if mistaken := _mistaken(keys()[name], value):
            raise _impossible(keys()[name], origin, *mistaken)
        sections[keys()[name].section][name] = value
    origins = {name: values[name][1] if name in values else "default" for name in keys()}
    try:
        return Loaded(Settings.model_validate(sections), origins)
    except ValidationError as error:
        raise _wrong_value(error, origins) from None


def _hidden(key: Key, value: Any) -> Invisible | None:
    """What a person cannot see in a value, and did not mean.

    Names hold no such character; other texts may hold one inside, as names of files do.
    """
    if isinstance(value, str):
        # No path, no device and no voice has a NUL in its name, and no system takes one.
        return (at_the_ends(value) or first(value, "\0".__eq__)) if key.is_text else None
    names = list(value) if isinstance(value, (Mapping, tuple, list)) else []
    return next(filter(None, (first(one) for one in names if isinstance(one, str))), None)


def _refused(name: str, origin: str, reason: str) -> EdgeAacError:
    """That a setting cannot be as its origin says; the reason ends the sentence."""
    by_flag = origin == "flag"
    where = f"flag {keys()[name].flag}" if by_flag else origin
    sentence = f"The setting {name} cannot be used ({where}): {reason}"
    return WrongFlag(sentence) if by_flag else EdgeAacError(sentence)


def _from_variables(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    by_variable = {key.variable: key for key in keys().values()}
    values: dict[str, tuple[Any, str]] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in OTHER_VARIABLES:
            continue
        if variable not in by_variable:
            raise EdgeAacError(f"The variable {shown(variable)} is unknown. {_right(variable)}")
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
    return nearest(max(ends, key=len) if ends else rest, known, PREFIX)


def _mistaken(key: Key, value: Any) -> tuple[Any, str] | None:
    """A truth value where none is wanted, or anything else in place of one, and its name inside.

    What checks the values would take ``false`` for 0, which as a volume is a voice that nobody
    hears, and 0 for ``false``.
    """
    if key.is_switch:
        return None if isinstance(value, (bool, str)) else (value, "")
    named: Iterable[tuple[Any, str]] = [(value, "")]
    if isinstance(value, Mapping):
        named = [(one, str(name)) for name, one in value.items()]
    elif isinstance(value, (tuple, list)):
        named = [(one, "") for one in value]
    return next(((one, name) for one, name in named if isinstance(one, bool)), None)


def _wrong_value(error: ValidationError, origins: Mapping[str, str]) -> EdgeAacError:
    fault = error.errors()[0]
    name, *inside = (str(part) for part in fault["loc"][1:])
    value = fault["input"]
    if isinstance(value, str) and (found := first(value)):
        return _refused(name, origins[name], f"it holds {found}, {found.place}. Delete it.")
    return _impossible(keys()[name], origins[name], value, inside[0] if inside else "")


def _impossible(key: Key, origin: str, value: Any, item: str = "") -> EdgeAacError:
    """That a setting cannot be so, and what it may be."""
    by_flag = origin == "flag"
    where = f"flag {key.flag}" if by_flag else origin
    inside = f" for {shown(item)}" if key.is_table and item else ""
    may = "true or false" if key.is_switch and origin.startswith(FILE) else allowed(key.field)
    sentence = (
        f"The setting {key.name} cannot be {shown(value) or 'empty'}{inside} ({where}): "
        f"it must be {may}."
    )
    return WrongFlag(sentence) if by_flag else EdgeAacError(sentence)

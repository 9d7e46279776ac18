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
from edge_aac.settings.schema import SECTIONS, Key, Settings, keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "EDGE_AAC_"
OTHER_VARIABLES = frozenset({"EDGE_AAC_DATA", "EDGE_AAC_CONFIG"})
"""Read elsewhere: the training side's recordings, and the settings file's place."""


@dataclass(frozen=True)
class Loaded:
    """The effective settings."""

    settings: Settings
    origins: Mapping[str, str]
    """Key name -> `default`, `flag`, `variable NAME` or `file PATH`."""


def config_file(environ: Mapping[str, str]) -> Path:
    """Where the settings file lies when nobody names one."""
    home = environ.get("XDG_CONFIG_HOME") or str(
        Path(environ.get("HOME", "~")).expanduser() / ".config"
    )
    return Path(home) / "edge-aac" / "config.toml"


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
        Default: the process's.
    config : Path
        A settings file that must exist; default: `EDGE_AAC_CONFIG`, else `config_file`,
        which need not exist.

    Raises
    ------
    EdgeAacError
        An unknown key, a wrong value or an unreadable file.
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
    for name, (value, _) in values.items():
        sections[keys()[name].section][name] = value
    origins = {name: values[name][1] if name in values else "default" for name in keys()}
    try:
        return Loaded(Settings.model_validate(sections), origins)
    except ValidationError as error:
        raise EdgeAacError(_wrong_value(error, origins)) from None


def _from_file(path: Path, *, must_exist: bool) -> dict[str, tuple[Any, str]]:
    if not must_exist and not path.exists():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise EdgeAacError(
            f"The settings file {path} cannot be read ({reason}). Name another with --config."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EdgeAacError(f"The settings file {path} is not TOML: {error}. Correct it.") from None
    values: dict[str, tuple[Any, str]] = {}
    for section, table in tables.items():
        if section not in SECTIONS or not isinstance(table, dict):
            hint = _nearest(section, SECTIONS)
            raise EdgeAacError(f"{path} has an unknown section [{section}]. {hint}")
        for name, value in table.items():
            if name not in SECTIONS[section].model_fields:
                hint = _nearest(name, SECTIONS[section].model_fields)
                raise EdgeAacError(f"{path} has an unknown key {name} in [{section}]. {hint}")
            values[name] = (value, f"file {path}")
    return values


def _from_variables(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    by_variable: dict[str, Key] = {key.variable: key for key in keys().values()}
    values: dict[str, tuple[Any, str]] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in OTHER_VARIABLES:
            continue
        if variable not in by_variable:
            hint = _nearest(variable, by_variable)
            raise EdgeAacError(f"The variable {variable} is unknown. {hint}")
        key = by_variable[variable]
        values[key.name] = (key.parse(text), f"variable {variable}")
    return values


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else "`edge-aac settings` lists the right names."


def _wrong_value(error: ValidationError, origins: Mapping[str, str]) -> str:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    name = place[1] if len(place) > 1 else place[0]
    inside = "".join(f" ({part})" for part in place[2:3] if not part.startswith("["))
    message = first["msg"][0].lower() + first["msg"][1:]
    origin = origins.get(name, "")
    return f"The setting {name}{inside} from {origin} is wrong: {message}. Correct it."

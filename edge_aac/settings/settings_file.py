"""The settings file: what it says, or one sentence about what is wrong with it.

In: a path. Out: values by the names of their keys, as TOML has them. Never does: waiting for
whatever lies there, reading more than a settings file can hold; judging a value.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from edge_aac.errors import EdgeAacError
from edge_aac.paths import expanded, is_folder, read_regular
from edge_aac.settings.decoding import NotText, decode
from edge_aac.settings.invisible import first, in_line
from edge_aac.settings.nearest import is_near, nearest
from edge_aac.settings.schema import SECTIONS, keys
from edge_aac.settings.shown import shown

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 256 * 1024
"""A file with every setting and its description has 6 KiB."""
_LONGEST_REASON = 200
"""Characters of what the reader of TOML says."""


def read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    """What a settings file says.

    Parameters
    ----------
    path : Path
    must_exist : bool
        Else a file that nobody made says nothing; one that is broken is a fault all the same.

    Raises
    ------
    EdgeAacError
        It cannot be read, is no TOML, or has a section or key that is unknown.
    """
    try:
        data = read_regular(expanded(path), MOST_BYTES + 1)
    except OSError as error:
        if not must_exist and _is_absent(error, path):
            return {}
        raise _unreadable(path, (error.strerror or "input error").lower()) from None
    if len(data) > MOST_BYTES:
        raise _unreadable(path, f"it is longer than {MOST_BYTES // 1024} KiB")
    try:
        text = decode(data)
    except NotText as error:
        raise EdgeAacError(
            f"The settings file {path} is no text ({error}). Save it as UTF-8."
        ) from None
    values: dict[str, Any] = {}
    for section, table in _tables(path, text).items():
        if section not in SECTIONS or not isinstance(table, dict):
            raise EdgeAacError(_wrong_section(path, section, table))
        for name, value in table.items():
            if name not in SECTIONS[section].model_fields:
                raise EdgeAacError(_wrong_key(path, section, name))
            values[name] = value
    return values


def _is_absent(error: OSError, path: Path) -> bool:
    """Whether it cannot be read since nobody made it, nor anything in its or its folder's place.

    A link to nothing is something: who made it wants another file to be read.
    """
    if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return False
    try:
        path = expanded(path)
    except FileNotFoundError:
        return True
    if not os.path.lexists(path.parent):
        return True
    return is_folder(path.parent) and not os.path.lexists(path)


def _unreadable(path: Path, reason: str) -> EdgeAacError:
    return EdgeAacError(
        f"The settings file {path} cannot be read ({reason}). Name another with --config."
    )


def _tables(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if found := in_line(text, str(error)):
            raise EdgeAacError(f"The settings file {path} holds {found}. Delete it.") from None
        reason = shown(str(error), longest=_LONGEST_REASON)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError:  # Python reads no whole number of more than some thousand digits
        reason = "a number in it is too long"
    raise EdgeAacError(f"The settings file {path} is not TOML: {reason}. Correct it.")


def _wrong_section(path: Path, section: str, table: Any) -> str:
    if found := first(section):
        return f"In {path}, the name of a section or key holds {found}, {found.place}. Delete it."
    if section in SECTIONS:
        return f"In {path}, {section} must be a section: write [{section}] and its keys below."
    if section in keys():
        right = keys()[section].section
        return f"In {path}, the key {section} stands in no section. Write it below [{right}]."
    if isinstance(table, dict):
        unknown = f"{path} has an unknown section [{shown(section)}]"
        return f"{unknown}. {nearest(section, SECTIONS)}"
    return f"{path} has an unknown key {shown(section)}. {nearest(section, keys())}"


def _wrong_key(path: Path, section: str, name: str) -> str:
    if found := first(name):
        return f"In {path}, a key in [{section}] holds {found}, {found.place}. Delete it."
    if name in keys():
        right = keys()[name].section
        return f"In {path}, the key {name} stands in [{section}]. Write it below [{right}]."
    inside = SECTIONS[section].model_fields
    known = inside if is_near(name, inside) else keys()
    return f"{path} has an unknown key {shown(name)} in [{section}]. {nearest(name, known)}"

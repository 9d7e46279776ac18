"""Flags made from the settings' definitions, so that they cannot say something else.

In: the names of settings. Out: arguments on a parser, and the settings that a command
line together with variables and file gives.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from edge_aac.cli.usage import UsageError
from edge_aac.settings import SECTIONS, Key, Loaded, WrongFlag, keys, load_settings


def add_flags(parser: argparse.ArgumentParser, names: Iterable[str] | None = None) -> None:
    """Give a verb the flags of the settings it uses (default: all), and `--config`."""
    wanted = set(keys() if names is None else names)
    for section in SECTIONS:
        used = [k for k in keys().values() if k.section == section and k.name in wanted]
        if used:
            group = parser.add_argument_group(f"settings of {section}")
            for key in used:
                _add(group, key)
    parser.add_argument(
        "--config",
        type=file_name,
        metavar="FILE",
        help="settings file to use in place of the usual one",
    )


def file_name(text: str) -> Path:
    """A file that a flag names; an empty name, as of a variable that is not set, is none."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty, so name a file or leave the flag out")
    return Path(text)


def settings_from(parsed: argparse.Namespace) -> Loaded:
    """The settings in force for a parsed command line.

    Raises
    ------
    UsageError
        A flag's value is wrong.
    EdgeAacError
        A variable or the file is wrong.
    """
    given = vars(parsed)
    try:
        return load_settings({name: given.get(name) for name in keys()}, config=parsed.config)
    except WrongFlag as error:
        raise UsageError(str(error)) from None


def _add(group: argparse._ArgumentGroup, key: Key) -> None:
    text = (key.field.description or "").replace("%", "%%")
    default = key.field.get_default(call_default_factory=True)
    if default not in (None, {}, ()):
        text += f" [{shown(default)}]"
    if key.is_switch:
        group.add_argument(
            key.flag, dest=key.name, action=argparse.BooleanOptionalAction, default=None, help=text
        )
        return
    group.add_argument(key.flag, dest=key.name, metavar=key.metavar, default=None, help=text)


def shown(value: Any) -> str:
    """A value as a person writes it."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return ",".join(f"{name}={shown(item)}" for name, item in value.items()) or "none"
    if isinstance(value, (tuple, list)):
        return ",".join(str(item) for item in value) or "none"
    return "none" if value is None else str(value)

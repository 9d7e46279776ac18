"""Flags made from the settings' definitions, so that they cannot say something else.

In: section names. Out: arguments on a parser, and the settings that a command line
together with variables and file gives.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from edge_aac.settings import Key, Loaded, keys, load_settings


def add_flags(parser: argparse.ArgumentParser, sections: Sequence[str]) -> None:
    """Give a verb the flags of some sections, and `--config`."""
    for section in sections:
        group = parser.add_argument_group(f"settings of {section}")
        for key in keys().values():
            if key.section == section:
                _add(group, key)
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings file to use in place of the usual one"
    )


def settings_from(parsed: argparse.Namespace) -> Loaded:
    """The settings in force for a parsed command line."""
    given = vars(parsed)
    return load_settings({name: given.get(name) for name in keys()}, config=parsed.config)


def _add(group: argparse._ArgumentGroup, key: Key) -> None:
    told = (key.field.description or "").replace("%", "%%")
    default = key.field.get_default(call_default_factory=True)
    if default not in (None, {}, ()):
        told += f" [{shown(default)}]"
    if key.is_switch:
        group.add_argument(
            key.flag, dest=key.name, action=argparse.BooleanOptionalAction, default=None, help=told
        )
        return
    group.add_argument(key.flag, dest=key.name, metavar=_metavar(key), default=None, help=told)


def _metavar(key: Key) -> str:
    annotation = key.field.annotation
    if get_origin(annotation) is Literal:
        return "|".join(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "|".join(member.value for member in annotation)
    if key.is_table:
        return "NAME=VALUE,..."
    return "NAME,..." if key.is_list else key.name.rsplit("_", 1)[-1].upper()


def shown(value: Any) -> str:
    """A value as a person writes it."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return ",".join(f"{name}={item}" for name, item in value.items()) or "none"
    if isinstance(value, (tuple, list)):
        return ",".join(str(item) for item in value) or "none"
    return "none" if value is None else str(value)

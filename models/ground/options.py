"""What fixes a training run, read from one definition: a field is a flag, and a line of a recipe.

In: a frozen pydantic dataclass with a docstring under each field, the words of a command line, and
perhaps a recipe, which is the `config.json` that a run has written. Out: the run. A flag has its
field's name, type, default and docstring; it goes before the recipe, which goes before the default.
Never does: training.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from edge_aac.errors import EdgeAacError

Run = TypeVar("Run")

FROZEN = ConfigDict(use_attribute_docstrings=True, extra="forbid")
"""How the dataclass of a run is made: its docstrings are the flags' help."""
OUT = "out"
"""Where a run is written. A recipe does not say it, or one run would overwrite another."""


class RecipeError(EdgeAacError):
    """A recipe that cannot be read."""


def read_run(kind: type[Run], description: str | None, given: Sequence[str] | None = None) -> Run:
    """A run from the command line.

    Parameters
    ----------
    kind : type
        A frozen dataclass of pydantic with the configuration `FROZEN`.
    description : str, optional
        What the command does, for its help.
    given : sequence of str, optional
        The words; those of this process where none are given.

    Raises
    ------
    RecipeError
        The recipe cannot be read.
    SystemExit
        A flag is missing or its value does not fit.
    """
    parser = _parser(kind, description)
    flags = vars(parser.parse_args(given))
    recipe: Path | None = flags.pop("recipe", None)
    chosen = {**(_recipe(recipe) if recipe else {}), **flags}
    missing = [
        one.name
        for one in fields(kind)  # type: ignore[arg-type]  # a dataclass, which no type can say
        if one.default is MISSING and one.name not in chosen
    ]
    if missing:
        parser.error(f"missing: {', '.join(_flag(name) for name in missing)}")
    try:
        return TypeAdapter(kind).validate_python(chosen)
    except ValidationError as fault:
        first = fault.errors()[0]
        parser.error(f"{_flag(str(first['loc'][0]))}: {first['msg']}")


def _parser(kind: type[Any], description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--recipe", type=Path, default=argparse.SUPPRESS, help="config.json of a run to do again"
    )
    types = get_type_hints(kind)
    for one in fields(kind):
        words = kind.__pydantic_fields__[one.name].description or ""
        if one.default not in (MISSING, None, ()):
            words = f"{words} (default {_shown(one.default)})".strip()
        options: dict[str, Any] = {
            "default": argparse.SUPPRESS,
            "help": words.replace("%", "%%"),
            "dest": one.name,
        }
        if types[one.name] is bool:
            options["action"] = argparse.BooleanOptionalAction
        elif get_origin(types[one.name]) is tuple:
            options |= {"nargs": "+", "metavar": "VALUE"}
        else:
            options["metavar"] = "VALUE"
        parser.add_argument(_flag(one.name), **options)
    return parser


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _recipe(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise RecipeError(f"{path} is no recipe: {fault}") from fault
    if not isinstance(content, dict):
        raise RecipeError(f"{path} is no recipe: it holds no fields.")
    return {name: value for name, value in content.items() if name != OUT}


def recipe_of(kind: type[Run], path: Path) -> Run:
    """A run from a recipe alone; what it leaves out has its default.

    Raises
    ------
    RecipeError
        The recipe cannot be read, or a field of it does not fit.
    """
    try:
        return TypeAdapter(kind).validate_python(_recipe(path))
    except ValidationError as fault:
        first = fault.errors()[0]
        field = "".join(f"{part}: " for part in first["loc"])
        raise RecipeError(f"{path} is no recipe: {field}{first['msg']}.") from fault

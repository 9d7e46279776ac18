"""What a setting may be, in words.

In: a field's definition. Out: the end of a sentence that begins "it must be".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo


def allowed(field: FieldInfo) -> str:
    """What a field may be, from its type and its bounds."""
    return _kind(field.annotation, field.metadata)


def choices(annotation: Any) -> tuple[str, ...]:
    """The words among which a type lets choose; none where it does not name them."""
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member.value) for member in annotation)
    return ()


def _kind(annotation: Any, limits: Iterable[Any]) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], _limits(annotation.__metadata__))
    if NoneType in arguments:
        (wanted,) = (one for one in arguments if one is not NoneType)
        return _kind(wanted, limits)
    if origin is dict:
        return f"names, each with {_kind(arguments[1], ())}, as in name=value,name=value"
    if words := choices(annotation):
        return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    numbers = {int: "a whole number", float: "a number"}
    if annotation in numbers:
        return numbers[annotation] + _range(limits)
    others = {tuple: "names with commas between them", bool: "on or off", Path: "a path"}
    return others.get(origin or annotation, "text, and not empty")


def _limits(metadata: Iterable[Any]) -> Iterator[Any]:
    for one in metadata:
        yield from one.metadata if isinstance(one, FieldInfo) else [one]


def _range(limits: Iterable[Any]) -> str:
    bounds = {
        name: getattr(limit, name)
        for limit in limits
        for name in ("ge", "gt", "le", "lt")
        if getattr(limit, name, None) is not None
    }
    if "ge" in bounds and "le" in bounds:
        return f" from {bounds['ge']:g} to {bounds['le']:g}"
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    limits = [f"{words[name]} {bound:g}" for name, bound in bounds.items()]
    return " " + " and ".join(limits) if limits else ""

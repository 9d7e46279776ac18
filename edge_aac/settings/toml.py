"""Settings as a file that says the same.

In: the settings in force. Out: the text of a TOML file, with what each key is for.
Never does: writing it anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from edge_aac.settings.schema import SECTIONS, Settings, keys


def as_toml(settings: Settings) -> str:
    """The settings file that gives these settings; what is not set is a comment."""
    lines: list[str] = []
    for section in SECTIONS:
        lines += ["", f"[{section}]"] if lines else [f"[{section}]"]
        for key in keys().values():
            if key.section == section:
                value = getattr(getattr(settings, section), key.name)
                lines.append(f"# {key.field.description}")
                lines.append(f"# {key.name} =" if value is None else f"{key.name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Enum):
        return _toml(value.value)
    if isinstance(value, (str, Path)):
        # JSON writes a string as TOML reads it, but for the one control character it lets stand.
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_toml(name)} = {_toml(item)}" for name, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value)

"""Settings as a file that says the same.

In: the settings in force. Out: the text of a TOML file, with what each key is for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from edge_aac.errors import EdgeAacError
from edge_aac.settings.schema import SECTIONS, Settings, keys


def as_toml(settings: Settings) -> str:
    """The settings file that gives these settings; what is not set is a comment.

    Raises
    ------
    EdgeAacError
        A setting names a file by bytes that are no text: TOML has no way to write them.
    """
    lines: list[str] = []
    for section in SECTIONS:
        lines += ["", f"[{section}]"] if lines else [f"[{section}]"]
        for key in keys().values():
            if key.section == section:
                value = getattr(getattr(settings, section), key.name)
                lines.append(f"# {key.field.description}")
                text = f"# {key.name} =" if value is None else f"{key.name} = {_toml(value)}"
                if not _is_text(text):
                    raise EdgeAacError(
                        f"The setting {key.name} holds bytes that are no text, which no settings "
                        "file can hold. Rename what it names."
                    )
                lines.append(text)
    return "\n".join(lines) + "\n"


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


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

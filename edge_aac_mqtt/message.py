"""One message for a broker, as a frozen value.

In: nothing. Out: values. Never does: sending.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What is published."""

    topic: str
    payload: str
    retain: bool = False
    """Whether the broker gives it to whoever comes later; never true of an event."""
    lasting: bool = True
    """Whether it is worth keeping while there is no broker; a scene's description is not."""


def compact(row: dict[str, Any]) -> str:
    """A row as JSON on one line."""
    return json.dumps(row, separators=(",", ":"))

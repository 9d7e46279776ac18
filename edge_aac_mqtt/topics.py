"""Where everything of one listener is published.

In: the names that a person chose. Out: topics. Never does: sending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FOREIGN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one listener."""

    name: str
    """What the listener is called to people."""
    base: str = "edge-aac"
    discovery: str = "homeassistant"
    """Where Home Assistant looks for new devices."""

    @property
    def node(self) -> str:
        """The name as a part of topics and identifiers, of ASCII letters, digits and lines."""
        return _FOREIGN.sub("_", self.name.lower()).strip("_") or "listener"

    def of(self, entity: str) -> str:
        """The state of one entity."""
        return f"{self.base}/{self.node}/{entity}"

    @property
    def availability(self) -> str:
        """Whether anybody listens."""
        return self.of("availability")

    def config(self, component: str, entity: str) -> str:
        """Where an entity is announced."""
        return f"{self.discovery}/{component}/{self.node}/{entity}/config"

"""What one check found, as a frozen value.

In: nothing. Out: the checks by name, and findings. Never does: looking, wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from edge_aac.reasons.reason import Fact

Figure = float | int | str | bool | None
"""What a figure of a finding may be."""


class Check(str, Enum):
    """What is looked at, in the order in which it is reported."""

    SETTINGS = "settings"
    MACHINE = "machine"
    LIBRARIES = "libraries"
    PORTAUDIO = "portaudio"
    MICROPHONES = "microphones"
    EARPIECES = "earpieces"
    MICROPHONE = "microphone"
    VOICE = "voice"
    MODEL = "model"
    SPEED = "speed"
    HEAT = "heat"
    HOME = "home"
    SPACE = "space"
    UNIT = "unit"
    LISTENERS = "listeners"
    NETWORK = "network"


class Grade(str, Enum):
    """How bad it is."""

    FINE = "fine"
    WARNING = "warning"
    """It works, and something should be mended."""
    FAULT = "fault"
    """The listener cannot hear or cannot speak like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, with what it was made from."""

    check: Check
    grade: Grade
    name: str
    """Of its sentence in the catalogues."""
    facts: Mapping[str, Fact | float | int] = field(default_factory=lambda: MappingProxyType({}))
    """What its sentence has in braces."""
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    """What was measured, for programs."""


def fine(check: Check, name: str, /, **facts: Fact | float | int) -> Finding:
    """A finding that asks for nothing."""
    return Finding(check, Grade.FINE, name, facts)


def warning(check: Check, name: str, /, **facts: Fact | float | int) -> Finding:
    """A finding that should be mended."""
    return Finding(check, Grade.WARNING, name, facts)


def fault(check: Check, name: str, /, **facts: Fact | float | int) -> Finding:
    """A finding that has to be mended."""
    return Finding(check, Grade.FAULT, name, facts)

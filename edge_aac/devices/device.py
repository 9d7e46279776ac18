"""One device of the system, and all of them.

In: nothing. Out: frozen values, and the environment in which one is opened.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from enum import Enum

MONITOR_PREFIX, MONITOR_SUFFIX = "monitor of ", ".monitor"
"""What PulseAudio and PipeWire make of an output's description and name, in
small letters, and in every language."""


class Direction(Enum):
    """What a device is wanted for."""

    INPUT = "microphone"
    OUTPUT = "earpiece"


class DeviceKind(str, Enum):
    """What a device is to a person."""

    MICROPHONE = "microphone"
    MONITOR = "monitor"
    """Gives what an output of the sound server plays."""
    EARPIECE = "earpiece"


@dataclass(frozen=True, slots=True)
class Device:
    """One device, in one direction."""

    number: int
    """What a person may say instead of the name."""
    name: str
    kind: DeviceKind
    channels: int
    rate: int
    """The rate it prefers [Hz]."""
    index: int
    """PortAudio's number of what opens it."""
    default: bool = False
    """Taken where nobody names one, by PortAudio or, for a device of the server, by that."""
    description: str = ""
    """What the sound server calls it to a person; nothing for PortAudio's own devices."""
    leads: tuple[tuple[str, str], ...] = ()
    """Environment variables that lead PortAudio's device to this one of the sound server."""
    card: str = ""
    """ALSA's card and device, as in ``1,0``, where it is known."""

    @property
    def served(self) -> bool:
        """Whether the sound server has it, and shares it with other programs."""
        return bool(self.description)

    @property
    def call(self) -> str:
        """What to call it to a person: number and name."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True)
class Devices:
    """What there is to listen with and to speak through."""

    inputs: tuple[Device, ...]
    outputs: tuple[Device, ...]

    def of(self, direction: Direction) -> tuple[Device, ...]:
        """Those of one direction."""
        return self.inputs if direction is Direction.INPUT else self.outputs


@contextlib.contextmanager
def led_to(device: Device, environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Open and start a device within this; the environment is as before afterwards.

    A sound server's client library reads the variables when it connects, and never again.
    """
    before = {name: environ.get(name) for name, _ in device.leads}
    environ.update(device.leads)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = value

"""The sound devices that the system offers.

In: PortAudio's list. Out: frozen values. Never does: opening one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edge_aac.errors import EdgeAacError


@dataclass(frozen=True, slots=True)
class Device:
    """One device, in one direction."""

    index: int
    name: str
    channels: int
    rate: int
    """The rate it prefers [Hz]."""
    default: bool


@dataclass(frozen=True, slots=True)
class Devices:
    """What there is to listen with and to speak through."""

    inputs: tuple[Device, ...]
    outputs: tuple[Device, ...]


def sound_library() -> Any:
    """PortAudio, by way of sounddevice.

    Raises
    ------
    EdgeAacError
        The system's library is missing.
    """
    try:
        import sounddevice
    except OSError:
        raise EdgeAacError(
            "The sound library PortAudio is missing; install it with: "
            "sudo apt-get install libportaudio2."
        ) from None
    return sounddevice


def list_devices(library: Any | None = None) -> Devices:
    """All devices, as PortAudio sees them now."""
    library = sound_library() if library is None else library
    try:
        rows = list(library.query_devices())
        chosen = [int(one) for one in library.default.device]
    except library.PortAudioError:
        return Devices((), ())
    return Devices(
        _direction(rows, "max_input_channels", chosen[0]),
        _direction(rows, "max_output_channels", chosen[1]),
    )


def _direction(rows: list[dict[str, Any]], channels: str, chosen: int) -> tuple[Device, ...]:
    return tuple(
        Device(i, str(row["name"]), int(row[channels]), int(row["default_samplerate"]), i == chosen)
        for i, row in enumerate(rows)
        if int(row[channels]) > 0
    )

"""The sound devices that the system offers.

In: PortAudio's list. Out: frozen values. Never does: opening one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edge_aac import native
from edge_aac.errors import EdgeAacError

MOST_NAMES = 8
"""Who listens to a sentence does not remember more names."""


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
        The system's library is missing, or does not start.
    """
    try:
        return native.sounddevice()
    except OSError:
        raise EdgeAacError(
            "The sound library PortAudio is missing; install it with: "
            "sudo apt-get install libportaudio2."
        ) from None
    except Exception as error:
        # Importing it starts PortAudio, whose exception class cannot be imported yet.
        if type(error).__name__ != "PortAudioError":
            raise
        raise EdgeAacError(
            "The sound system cannot be started: restart the computer's sound service."
        ) from error


def list_devices(library: Any | None = None) -> Devices:
    """All devices, as PortAudio saw them when it was started."""
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


def choose_input(inputs: tuple[Device, ...], wanted: str | None) -> Device:
    """The microphone that a name or a part of it means; the default one where nobody named any.

    Raises
    ------
    EdgeAacError
        There is none, or none of that name.
    """
    if not inputs:
        raise EdgeAacError(
            "No microphone was found: plug one in and look with `edge-aac devices`, "
            "or hear the demonstration with `edge-aac listen --input demo`."
        )
    if wanted is None:
        return next((one for one in inputs if one.default), inputs[0])
    for matches in (
        lambda name: name == wanted,
        lambda name: name.lower() == wanted.lower(),
        lambda name: wanted.lower() in name.lower(),
    ):
        for one in inputs:
            if matches(one.name):
                return one
    names = ", ".join(one.name for one in inputs[:MOST_NAMES])
    more = len(inputs) - MOST_NAMES
    rest = f" and {more} more that `edge-aac devices` lists" if more > 0 else ""
    raise EdgeAacError(
        f"There is neither a file nor a microphone called {wanted}; the microphones are: "
        f"{names}{rest}."
    )

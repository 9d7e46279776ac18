"""The processor, Python, and the libraries that the listener loads.

In: names of modules, PortAudio's version. Out: findings. Never does: installing anything.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from edge_aac import native
from edge_aac.devices.listing import sound_library
from edge_aac.doctor.finding import Check, Finding, fault, fine, warning
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Fact

PROCESSORS = frozenset({"aarch64", "arm64", "x86_64", "AMD64"})
"""The packages have builds for these alone."""
OLDEST_PYTHON = (3, 10)
_IMPORTS: Mapping[str, Callable[[], object]] = MappingProxyType(
    {
        "numpy": lambda: import_module("numpy"),
        "onnxruntime": native.onnxruntime,
        "pydantic-settings": lambda: import_module("pydantic_settings"),
        "pyttsx3": lambda: import_module("pyttsx3"),
        "soundfile": native.soundfile,
        "soxr": lambda: import_module("soxr"),
    }
)
"""How each package is loaded, by the name that pip knows it by; sounddevice is PortAudio's."""
OLDEST_PORTAUDIO = 19 << 16 | 6 << 8
"""19.6.0, of 2016. Older ones are beta versions that say 0, and leave ALSA streams hanging."""
NEWER_PORTAUDIO = 19 << 16 | 7 << 8
"""19.7.0. Before it, a microphone that loses its power may give the same sound for ever."""


def machine(
    processor: str = platform.machine(),
    python: tuple[int, ...] = tuple(sys.version_info[:3]),
    wide: bool = sys.maxsize > 2**32,
) -> Finding:
    """Whether the packages run on this processor and with this Python.

    Parameters
    ----------
    processor : str
        As `uname -m` says.
    python : tuple of int
        Its version.
    wide : bool
        Whether it is a program of 64 bits; a kernel of 64 bits may run one of 32.
    """
    version = ".".join(map(str, python))
    if python[:2] < OLDEST_PYTHON:
        return fault(Check.MACHINE, "old_python", version=version)
    if processor not in PROCESSORS or not wide:
        return fault(Check.MACHINE, "wrong_processor", processor=processor)
    return fine(Check.MACHINE, "machine", version=version, processor=processor)


def libraries(imports: Mapping[str, Callable[[], object]] = _IMPORTS) -> Finding:
    """Whether everything that the listener loads can be loaded.

    Parameters
    ----------
    imports : mapping
        How each is loaded; raises ImportError or OSError where it is missing.
    """
    missing = []
    for name, load in imports.items():
        try:
            load()
        except (ImportError, OSError):
            missing.append(name)
    if missing:
        return fault(Check.LIBRARIES, "missing_library", names=", ".join(missing))
    return fine(Check.LIBRARIES, "libraries")


def portaudio(load: Callable[[], Any] = sound_library) -> Finding:
    """Which PortAudio there is, and what is known to be wrong with it.

    Parameters
    ----------
    load : callable
        Gives the binding; raises where PortAudio is missing.
    """
    try:
        number, text = load().get_portaudio_version()
    except EdgeAacError as error:
        return fault(Check.PORTAUDIO, "reason", reason=cause(error))
    version = shown_version(number)
    if number < OLDEST_PORTAUDIO:
        return warning(Check.PORTAUDIO, "old_portaudio", version=version if number else text)
    if number < NEWER_PORTAUDIO:
        return fine(Check.PORTAUDIO, "usual_portaudio", version=version)
    return fine(Check.PORTAUDIO, "portaudio", version=version)


def shown_version(number: int) -> str:
    """A version as people write it, from the number in which PortAudio packs it."""
    return f"{number >> 16}.{number >> 8 & 0xFF}.{number & 0xFF}"


def cause(error: EdgeAacError) -> Fact:
    """What an error says: its reason where it has one, which can be said in other languages."""
    return error.reason or str(error)

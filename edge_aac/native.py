"""The one door to the native libraries that do more at their start than they are asked for.

In: nothing. Out: the imported module. ONNX Runtime comes with its telemetry off; PortAudio
and libsndfile are looked up by the name that the dynamic linker knows, since
`ctypes.util.find_library`, which their bindings call, runs `ldconfig` and `gcc`.
Never does: importing one before it is needed.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import sys
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from edge_aac import jack
from edge_aac.process import forbid_telemetry

SONAMES: Mapping[str, str] = MappingProxyType(
    {"portaudio": "libportaudio.so.2", "sndfile": "libsndfile.so.1"}
)
"""By the name that the bindings ask for; wheels that bring their own library never ask."""


class _BySoname:
    """While a binding is imported, `find_library` answers without a process.

    Several threads may import at once, and one may hang for good in a sound server, so that
    nobody waits for another: the last to leave puts back what was there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._usual: Callable[[str], str | None] = ctypes.util.find_library

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            # Elsewhere than on Linux it runs nothing, and libraries have other names.
            if self._inside == 1 and sys.platform.startswith("linux"):
                self._usual = ctypes.util.find_library
                ctypes.util.find_library = self._found

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                ctypes.util.find_library = self._usual  # type: ignore[assignment]

    def _found(self, name: str) -> str | None:
        return SONAMES.get(name) or self._usual(name)


_by_soname = _BySoname()


def onnxruntime() -> Any:
    """ONNX Runtime, which sends nothing.

    Raises
    ------
    ImportError
        It is not installed.
    """
    forbid_telemetry()
    import onnxruntime

    # For a program that had loaded it before, and for builds that do not know the variable.
    onnxruntime.disable_telemetry_events()
    return onnxruntime


def sounddevice() -> Any:
    """The binding to PortAudio, which starts PortAudio when it is first imported.

    Raises
    ------
    OSError
        PortAudio is missing.
    """
    started = "sounddevice" in sys.modules
    with _by_soname, contextlib.nullcontext() if started else jack.watched():
        import sounddevice

    return sounddevice


def soundfile() -> Any:
    """The binding to libsndfile.

    Raises
    ------
    OSError
        libsndfile is missing.
    """
    with _by_soname:
        import soundfile

    return soundfile

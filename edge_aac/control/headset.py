"""Buttons of a headset or of any other input device (Linux evdev).

In: a part of a device's name. Out: commands. A headset that is switched off is waited
for, and its buttons work again when it is back. Needs the extra `buttons`. Never does:
taking a device for itself alone: its buttons keep what they do elsewhere.
"""

from __future__ import annotations

import contextlib
import select
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from edge_aac.control.command import Command
from edge_aac.control.request_queue import Put
from edge_aac.enduring import endure
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import Verb

AUTO = "auto"
BUTTONS: dict[str, Verb] = {
    # A wireless headset alternates between the play and the pause of a CD.
    **dict.fromkeys(("playpause", "playcd", "pausecd", "play", "pause"), Verb.NOW),
    "nextsong": Verb.REPEAT,
    "previoussong": Verb.MISSED,
}
"""Verbs of buttons, named as in Linux without KEY_ and in small letters."""
MOST_DEVICES = 8
LOOK_SECONDS = 0.5
AGAIN_SECONDS = 5.0
"""A device that is not there is looked for so often."""
_PRESSED = 1


class InputDevice(Protocol):
    """The part of `evdev.InputDevice` that is used."""

    name: str
    fd: int

    def capabilities(self) -> dict[int, Any]:
        """What it has, by type of event."""

    def read(self) -> Any:
        """Events that wait."""

    def close(self) -> None:
        """Let it go."""


class InputSystem(Protocol):
    """The part of `evdev` that is used."""

    def list_devices(self) -> Sequence[str]:
        """Paths of all input devices that may be read."""

    def InputDevice(self, dev: str) -> InputDevice:  # noqa: N802
        """Open one."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Numbers of events and buttons."""

    key: int
    """The type of an event of a button."""
    verbs: Mapping[int, Verb]


class Headset:
    """Reads buttons on a thread of its own until it is closed.

    Parameters
    ----------
    wanted : str
        A part of a device's name, or `auto`.
    buttons : mapping of str to Verb
        Laid over `BUTTONS`.
    put : callable
        Takes the commands.
    note : callable
        Takes the reason where no such device is there yet.
    system : tuple of InputSystem and its codes, or None
        None for the real one.
    again_seconds : float
        How often a device that is not there is looked for.

    Raises
    ------
    EdgeAacError
        The extra is not installed, or a button has no such name.
    """

    def __init__(
        self,
        wanted: str,
        buttons: Mapping[str, Verb],
        put: Put,
        note: Callable[[Reason], None],
        system: tuple[InputSystem, Any] | None = None,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._system, ecodes = system or _evdev()
        self._codes = _codes(ecodes, {**BUTTONS, **buttons})
        self._wanted = wanted
        self._put = put
        self._again_seconds = again_seconds
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="headset", daemon=True)
        self._first = self._open()
        if not self._first:
            # It is looked for all the same: who switches it on later need not start anew.
            note(_missing(wanted))
        self._thread.start()

    def close(self) -> None:
        """Read no more; may be called again."""
        self._closed.set()
        self._thread.join(4.0 * LOOK_SECONDS)

    def __enter__(self) -> Headset:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        endure(self._run, self._closed.wait)

    def _run(self) -> None:
        devices, self._first = self._first, []
        try:
            while not self._closed.is_set():
                if not devices:
                    self._closed.wait(self._again_seconds)
                    devices = [] if self._closed.is_set() else self._open()
                elif not self._read(devices):
                    # One of them is gone: whatever is there now is opened anew.
                    _close(devices)
                    devices = []
        finally:
            _close(devices)

    def _read(self, devices: list[InputDevice]) -> bool:
        """Wait for buttons a while; False when a device is gone."""
        try:
            ready, _, _ = select.select([one.fd for one in devices], [], [], LOOK_SECONDS)
            events = [event for one in devices if one.fd in ready for event in one.read()]
        except BlockingIOError:
            return True
        except (OSError, ValueError):
            return False
        for event in events:
            verb = self._codes.verbs.get(event.code)
            if event.type == self._codes.key and event.value == _PRESSED and verb is not None:
                self._put(Command(verb))
        return True

    def _open(self) -> list[InputDevice]:
        found: list[InputDevice] = []
        for path in self._system.list_devices():
            with contextlib.suppress(OSError):
                device = self._system.InputDevice(path)
                if len(found) < MOST_DEVICES and self._fits(device):
                    found.append(device)
                else:
                    device.close()
        return found

    def _fits(self, device: InputDevice) -> bool:
        keys = set(device.capabilities().get(self._codes.key, ()))
        if self._wanted == AUTO:
            return any(self._codes.verbs.get(code) is Verb.NOW for code in keys)
        return self._wanted.casefold() in device.name.casefold()


def _evdev() -> tuple[InputSystem, Any]:
    try:
        import evdev
    except ImportError:
        raise EdgeAacError(Reason(Why.NO_EVDEV)) from None
    return evdev, evdev.ecodes


def _codes(ecodes: Any, buttons: Mapping[str, Verb]) -> Codes:
    verbs = {}
    for name, verb in buttons.items():
        code = getattr(ecodes, f"KEY_{name.upper()}", None) or getattr(
            ecodes, f"BTN_{name.upper()}", None
        )
        if not isinstance(code, int):
            raise EdgeAacError(Reason.of(Why.UNKNOWN_BUTTON, name=ascii(name[:40])))
        verbs[code] = verb
    return Codes(ecodes.EV_KEY, verbs)


def _missing(wanted: str) -> Reason:
    if wanted == AUTO:
        return Reason(Why.NO_HEADSET)
    return Reason.of(Why.UNKNOWN_HEADSET, name=wanted)


def _close(devices: list[InputDevice]) -> None:
    for device in devices:
        with contextlib.suppress(OSError):
            device.close()

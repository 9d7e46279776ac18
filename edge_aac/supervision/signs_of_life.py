"""Signs of life for the service manager that started the listener (systemd's notify protocol).

In: calls of the loop, each of which shows that it turns. Out: datagrams: ready after the first,
then one in time while sound is heard and the speaker's thread lives. A listener that hangs sends
none, and is started anew: deaf in silence is what must not be. Started by hand there is no
manager, and nothing is sent.

Protocol: sd_notify(3), sd_watchdog_enabled(3). Never does: waiting, raising.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, MutableMapping

ADDRESS = "NOTIFY_SOCKET"
BOUND = "WATCHDOG_USEC"
PROCESS = "WATCHDOG_PID"
READY = b"READY=1"
ALIVE = b"WATCHDOG=1"
PER_BOUND = 4.0
"""Signs within the time after which the manager takes the listener for dead: one or two may be
late, and it is still alive."""


class SignsOfLife:
    """What the service manager is sent, which starts a listener anew that gives none.

    Parameters
    ----------
    address : str
        Of the manager's socket; a leading "@" stands for Linux' abstract names. Empty where there
        is no manager.
    bound : float or None
        The manager waits so long for a sign of life [s]; None where it does not.
    speaks : callable
        Whether whoever says what was heard still works; a listener who cannot speak is not alive.
    now : callable
        Seconds that only grow.
    """

    def __init__(
        self,
        address: str = "",
        bound: float | None = None,
        speaks: Callable[[], bool] = lambda: True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address
        self._every = None if bound is None else bound / PER_BOUND
        self._speaks = speaks
        self._now = now
        self._ready = False
        self._next = 0.0

    @staticmethod
    def of(
        environment: MutableMapping[str, str], speaks: Callable[[], bool] = lambda: True
    ) -> SignsOfLife:
        """To the manager that a process's environment names.

        The names are taken out of it: children must not speak for the listener.
        """
        address, bound, process = (environment.pop(key, "") for key in (ADDRESS, BOUND, PROCESS))
        ours = process in {"", str(os.getpid())}
        seconds = int(bound) / 1e6 if bound.isdecimal() and int(bound) > 0 and ours else None
        return SignsOfLife(address, seconds, speaks)

    @property
    def supervised(self) -> bool:
        """Whether a manager starts the listener anew when it ends."""
        return bool(self._address)

    def alive(self) -> None:
        """The loop has turned: a hop was heard, or a lost microphone is being looked for."""
        if not self._address:
            return
        if not self._ready:
            self._ready = True
            self._send(READY)
        now = self._now()
        if self._every is not None and now >= self._next and self._speaks():
            self._next = now + self._every
            self._send(ALIVE)

    def _send(self, message: bytes) -> None:
        # A manager that does not take it will start the listener anew, which is its right.
        with (
            contextlib.suppress(OSError, ValueError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own,
        ):
            own.setblocking(False)
            own.sendto(message, self._address)

"""Asking for devices where the answer may never come.

In: a question. Out: its answer, or an error when time is up. A sound server that hangs, or a
library that waits for a lock of a killed process, blocks whoever asks for good. Never does:
ending the thread that hangs; nothing can.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from edge_aac.devices.exhaustion import in_words
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.errors import INTERNAL, EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

ANSWER_SECONDS = 20.0
SILENT = Reason(Why.SILENT)

Answer = TypeVar("Answer")


class DeviceHangs(EdgeAacError):
    """A thread of this process hangs in a device, which only another process can open again."""

    code: ClassVar[int] = INTERNAL
    """As of a loop that hangs."""

    def __init__(self) -> None:
        super().__init__(Reason(Why.STILL_IN_USE))


def in_time(question: Callable[[], Answer], seconds: float = ANSWER_SECONDS) -> Answer:
    """What a question gives, asked on a thread of its own.

    Raises
    ------
    DeviceError
        It gives nothing in time.
    Exception
        Whatever the question raises.
    """
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            answers.append(question())
        except BaseException as error:  # raised again on the thread that waits
            errors.append(error)

    thread = threading.Thread(target=ask, name="devices", daemon=True)
    with in_words():
        thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        leave()
        raise DeviceError(DeviceFault.SILENT, SILENT)
    return answers[0]


def leave(library: Any | None = None) -> None:
    """Let the process end without PortAudio's help: it would wait for what a thread waits for."""
    handler = getattr(library or sys.modules.get("sounddevice"), "_exit_handler", None)
    if handler is not None:
        atexit.unregister(handler)

"""Whether descriptors or memory are used up, which looks like a missing device.

In: perhaps an exception. Out: an error with its sentence, or nothing. Sound libraries hide the
reason: they find no device, or call it an illegal one. So it is tried whether some more can
be had.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
from collections.abc import Iterator

from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

SPARE_FILES = 16
"""So many descriptors a device may need to be opened: configuration, socket, events."""
SPARE_BYTES = 16 << 20

WHYS = {DeviceFault.NO_FILES: Why.NO_FILES, DeviceFault.NO_MEMORY: Why.NO_MEMORY}
_INSUFFICIENT_MEMORY = -9992
"""PortAudio's."""


def exhausted(error: BaseException | None = None) -> DeviceError | None:
    """The error, where descriptors or memory are used up, by an exception or by trying."""
    fault = next(filter(None, map(_of, _chain(error))), None) or _tried()
    return None if fault is None else DeviceError(fault, Reason(WHYS[fault]))


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """Let a fault for want of descriptors or memory leave as one sentence.

    Raises
    ------
    DeviceError
    """
    try:
        yield
    except (OSError, ImportError, MemoryError, RuntimeError) as error:
        used_up = exhausted(error)
        if used_up is None:
            raise
        raise used_up from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of(error: BaseException) -> DeviceFault | None:
    if isinstance(error, DeviceError):
        return error.fault if error.fault in WHYS else None
    if isinstance(error, OSError):
        return _numbered(error.errno)
    no_thread = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    # PortAudioError cannot be named here without loading PortAudio.
    if isinstance(error, MemoryError) or no_thread or _INSUFFICIENT_MEMORY in error.args:
        return DeviceFault.NO_MEMORY
    return None


def _numbered(number: int | None) -> DeviceFault | None:
    if number in (errno.EMFILE, errno.ENFILE):
        return DeviceFault.NO_FILES
    return DeviceFault.NO_MEMORY if number == errno.ENOMEM else None


def _tried() -> DeviceFault | None:
    with contextlib.ExitStack() as spare:
        try:
            for _ in range(SPARE_FILES):
                spare.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
            spare.enter_context(mmap.mmap(-1, SPARE_BYTES))
        except OSError as error:
            return _numbered(error.errno)
    return None

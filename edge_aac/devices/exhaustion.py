"""Whether descriptors or memory are used up, which looks like a missing device.

In: perhaps an exception. Out: one sentence, or nothing. Sound libraries hide the reason:
they find no device, or call it an illegal one. So it is tried whether some more can be had.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
from collections.abc import Iterator

SPARE_FILES = 16
"""So many descriptors a device may need to be opened: configuration, socket, events."""
SPARE_BYTES = 16 << 20

FILES = "Too many files are open: allow more with `ulimit -n 4096`, then start edge-aac again."
MEMORY = "There is no memory left: end other programs, then start edge-aac again."
_INSUFFICIENT_MEMORY = -9992
"""PortAudio's."""


def exhausted(error: BaseException | None = None) -> str | None:
    """The sentence, where descriptors or memory are used up, by an exception or by trying."""
    for one in _chain(error):
        sentence = _of(one)
        if sentence is not None:
            return sentence
    return _tried()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of(error: BaseException) -> str | None:
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return MEMORY
    if isinstance(error, OSError):
        return _numbered(error.errno)
    # PortAudioError cannot be named here without loading PortAudio.
    if _INSUFFICIENT_MEMORY in error.args:
        return MEMORY
    return None


def _numbered(number: int | None) -> str | None:
    if number in (errno.EMFILE, errno.ENFILE):
        return FILES
    return MEMORY if number == errno.ENOMEM else None


def _tried() -> str | None:
    with contextlib.ExitStack() as spare:
        try:
            for _ in range(SPARE_FILES):
                spare.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
            spare.enter_context(mmap.mmap(-1, SPARE_BYTES))
        except OSError as error:
            return _numbered(error.errno)
    return None

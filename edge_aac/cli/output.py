"""The doors through which sentences leave: standard output, and standard error for faults.

In: sentences. Out: nothing. Each is one line: control characters in the names of files, devices
and programs are written out here (`printable`), and nowhere else. Never does: colour, or going
on where nobody can read.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator
from typing import TextIO

from edge_aac.errors import EdgeAacError
from edge_aac.printable import printable

ROOM_SECONDS = 0.2
"""So long the listener waits for whoever reads, and for no longer: it hears meanwhile."""


def put(line: str) -> None:
    """Print a line at once.

    Raises
    ------
    BrokenPipeError
        Whoever read the lines has gone.
    EdgeAacError
        They cannot be written.
    """
    with _written():
        print(printable(line), flush=True)


def put_text(text: str) -> None:
    """Print the text of a file, such as subtitles, as it is; raises as `put` does.

    Names in it that others chose are written out by whoever made it.
    """
    with _written():
        print(text, end="", flush=True)


def flush() -> None:
    """Write what was printed otherwise, such as help; raises as `put` does."""
    with _written():
        print(end="", flush=True)


def fault(sentence: str) -> None:
    """Print a fault on standard error, unless nobody reads what is there already."""
    if sys.stderr is None:  # closed; `print` would take standard output in its place
        return
    with contextlib.suppress(OSError):  # kept, and written when there is room again (`leave`)
        number = file_below(sys.stderr)
        if number is None or has_room(number, ROOM_SECONDS):
            print(f"edge-aac: {printable(sentence)}", file=sys.stderr, flush=True)


def leave() -> None:
    """Let faults that could not be written go nowhere, so that the exit code stays as it is.

    Only at the end: the disk of a listener that goes on may have room again.
    """
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        abandon(sys.stderr)


def file_below(stream: TextIO | None) -> int | None:
    """The file below a stream, where there is one."""
    try:
        return None if stream is None else stream.fileno()
    except (OSError, ValueError):
        return None


def has_room(number: int, seconds: float) -> bool:
    """Whether a pipe or terminal takes a line, now or within some seconds; a file always does."""
    if not hasattr(select, "poll"):
        return True
    ready = select.poll()
    ready.register(number, select.POLLOUT)
    # Any event will do: writing finds out whether there is room.
    return bool(ready.poll(1000.0 * seconds))


@contextlib.contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        abandon()
        raise
    except OSError as error:
        abandon()
        raise EdgeAacError(
            f"The output cannot be written ({(error.strerror or 'unknown reason').lower()}). "
            "Write it elsewhere."
        ) from None


def abandon(stream: TextIO | None = None) -> None:
    """Let what is still to be written to a stream go nowhere, so that leaving is quiet.

    Parameters
    ----------
    stream : text stream or None
        None for standard output.
    """
    with contextlib.suppress(OSError, ValueError):
        number = file_below(sys.stdout if stream is None else stream)
        if number is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)

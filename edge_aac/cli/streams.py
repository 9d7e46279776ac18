"""The three standard streams, each of which whoever starts a program may have closed.

In: nothing. Out: descriptors 0, 1 and 2 that exist, and streams that can be written to. A
closed one is opened on the null device: else the next file, socket or sound device would take
its number, and what a library writes on standard error would land there; and Python prints on
standard output what is meant for a standard error that is missing. Never does: changing a
stream that is open; giving standard input a stream where there is none, which is recognised later.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys

STANDARD = (0, 1, 2)


def prepare() -> None:
    """Open what is closed, and let every file name be printed, also one that is no text."""
    for number in STANDARD:
        _fill(number)
    if sys.stdout is None:
        sys.stdout = _nowhere(1)
    if sys.stderr is None:
        sys.stderr = _nowhere(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def separate() -> None:
    """Keep standard error for the program's own sentences; C libraries write to nowhere.

    mpg123 reports there each frame that it cannot decode, ALSA of each device that it does
    not find, LiteRT of what it delegates to, in their own words and without a switch; a
    person's screen reader would read all of it. What matters comes as an error as well. The
    descriptor is moved once, as the process starts: to move it around each call would cost
    more than the call, and swallow what another thread says meanwhile. Python's development
    mode (``python -X dev -m edge_aac``) leaves everything where it is.
    """
    if sys.flags.dev_mode or not isinstance(sys.stderr, io.TextIOWrapper):
        return
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.fileno() != STANDARD[-1]:
            return
        sys.stderr.flush()
        own = os.dup(STANDARD[-1])
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STANDARD[-1])
        os.close(nowhere)
        # For as long as the process lives.
        sys.stderr = open(  # noqa: SIM115
            own,
            "w",
            encoding=sys.stderr.encoding,
            errors="backslashreplace",
            buffering=1,
            closefd=False,
        )


def _fill(number: int) -> None:
    """Open a descriptor on the null device where it is closed; the lower ones are open."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
        # A child gets it, too, as it gets every standard stream.
        os.set_inheritable(number, True)


def _nowhere(number: int) -> io.TextIOWrapper:
    return open(number, "w", encoding="utf-8", buffering=1, closefd=False)

"""What a process of edge-aac may use, send and leave behind; prepared before anything is loaded.

In: the process's own environment and limits. Out: the same, narrowed: libraries that would
send telemetry are kept from it, numerical libraries compute with one thread, and a crash
writes no core file, which would hold the last seconds of sound. Never does: importing a
numerical library, which would read the variables too early; deciding for a program that
uses edge-aac as a library, apart from telemetry.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
from collections.abc import Mapping, Sequence
from types import MappingProxyType

NO_TELEMETRY: Mapping[str, str] = MappingProxyType({"ORT_DISABLE_TELEMETRY": "1"})
"""ONNX Runtime 1.29 and later reads this when it is loaded, and then neither connects nor
writes a device id under ~/.cache. Before it is loaded is the only time that helps."""
ONE_THREAD: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "OPENBLAS_NUM_THREADS",  # numpy's wheels
            "OMP_NUM_THREADS",  # whatever is built with OpenMP
            "MKL_NUM_THREADS",  # numpy from conda
            "BLIS_NUM_THREADS",  # numpy of some distributions
            "VECLIB_MAXIMUM_THREADS",  # numpy on macOS
        ),
        "1",
    )
)
"""A hop's matrices are so small that a second thread costs several times what it computes."""
ENVIRONMENT: Mapping[str, str] = MappingProxyType({**NO_TELEMETRY, **ONE_THREAD})
"""What every process of edge-aac runs with, whatever its person's environment says: these
variables are set for other programs, and no other value does any good in this one."""
NICE = -5
"""Three times the share of a program of the usual priority, and far from shutting it out."""
_CORE_CONTENT = "/proc/self/coredump_filter"
_NOTHING = b"0"
_SETPRIV = "setpriv"
"""Of util-linux; asks the kernel for the signal, and then becomes the program."""


def prepare() -> None:
    """Narrow this process and its children; to be called first, before numpy is imported."""
    os.environ.update(ENVIRONMENT)
    forbid_cores()


def come_first() -> None:
    """Let other programs wait for this one and its children, where the system allows that.

    An alarm must not wait for a backup; all of it takes a small part of one processor. Allowed it
    is to root, and to whom RLIMIT_NICE lets; a priority that somebody chose stays as it is.
    """
    with contextlib.suppress(AttributeError, OSError):
        if os.getpriority(os.PRIO_PROCESS, 0) == 0:
            os.setpriority(os.PRIO_PROCESS, 0, NICE)


def settle() -> None:
    """What was made until now stays to the end: the collector need not look through it again.

    A look through all of it takes as long as ten hops.
    """
    gc.collect()
    gc.freeze()


def forbid_telemetry() -> None:
    """Have libraries that are loaded from here on send nothing."""
    os.environ.update(NO_TELEMETRY)


def forbid_cores() -> None:
    """Have a crash of this process, or of one that it starts, leave no memory on the disk."""
    with contextlib.suppress(OSError):
        # The limit does not bind a handler that the kernel pipes cores to; this does.
        content = os.open(_CORE_CONTENT, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(content, _NOTHING)
        finally:
            os.close(content)
    try:
        import resource
    except ImportError:  # no Unix, no core
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def mortal(command: Sequence[str]) -> tuple[str, ...]:
    """A command whose process is killed when we end, even where we are killed ourselves.

    Parameters
    ----------
    command : sequence of str
        A program's path and its arguments.

    Returns
    -------
    tuple of str
        The same command where the system offers no such thing. The process keeps its number.
        It is killed with the thread that starts it, which has to live as long.
    """
    # Not by a function between fork and exec: other threads may hold locks that it needs.
    setpriv = shutil.which(_SETPRIV)
    return tuple(command) if setpriv is None else (setpriv, "--pdeathsig", "KILL", "--", *command)

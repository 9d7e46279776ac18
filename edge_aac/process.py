"""What a process of edge-aac may use, send and leave behind; prepared before anything is loaded.

In: the process's own environment and limits. Out: the same, narrowed: libraries that would
send telemetry are told not to, numerical libraries compute with one thread, and a crash
writes no core file, which would hold the last seconds of sound. Never does: importing a
numerical library, which would read the variables too early; deciding for a program that
uses edge-aac as a library, apart from telemetry.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
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
_CORE_CONTENT = "/proc/self/coredump_filter"
_NOTHING = b"0"


_PR_SET_PDEATHSIG = 1
"""prctl(2): have the kernel send a signal when the thread that started this process ends."""


def bound_to_parent() -> Callable[[], None] | None:
    """What a child runs before its program, so that it never outlives whoever waits for it.

    For `subprocess`, as `preexec_fn`, of a child that the thread which starts it waits for; None
    where the system has no such thing. Everything is looked up before the fork.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before that
            os._exit(1)

    return bind


def prepare() -> None:
    """Narrow this process and its children; to be called first, before numpy is imported."""
    os.environ.update(ENVIRONMENT)
    forbid_cores()


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

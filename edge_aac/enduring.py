"""Work of a thread that begins again when it fails.

In: the work. Out: each failure, to whoever watches the threads of this process
(`threading.excepthook`, as where a thread dies). A thread that dies takes something away from the
listener, and nobody would know. Never does: beginning again at once, for good.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

FIRST_SECONDS = 0.1
"""From a failure to the next beginning; then doubled."""
LONGEST_SECONDS = 5.0


def endure(work: Callable[[], object], wait: Callable[[float], object]) -> None:
    """Do some work to its end, however often it has to be begun.

    Parameters
    ----------
    work : callable
    wait : callable
        Waits so long [s]; true where nothing is to be begun any more.
    """
    failures = 0
    while True:
        try:
            work()
        except Exception:  # whatever it is, the next beginning may go well
            report()
        else:
            return
        pause = min(FIRST_SECONDS * 2.0 ** min(failures, 16), LONGEST_SECONDS)
        failures += 1
        if wait(pause):
            return


def report() -> None:
    """Report the exception that is being handled as one that would end this thread."""
    thread = threading.current_thread()
    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), thread)))

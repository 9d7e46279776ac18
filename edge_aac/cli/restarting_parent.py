"""The process above a listener that a person started: after a crash or a hang, the next begins.

In: what listens, which runs in a child of this process, at the same terminal. Out: the exit code
of the last one. What a person does to one of both holds for both: Ctrl-C reaches both from the
terminal, a signal that only this process gets is handed on, a code or a signal by which the child
ends is that of this process. A terminal that a killed child left changed is given back. A service
manager does the same and more, so there is no parent below one. Never does: hearing, speaking,
reading the terminal, ending a child by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Set
from types import FrameType

from edge_aac.control.keys import given_back, in_front
from edge_aac.process import settle
from edge_aac.supervision.restarts import MEANT, Restarts
from edge_aac.supervision.signs_of_life import ADDRESS

SAME_SECONDS = 0.5
"""Signals that come so soon after one another are one: `kill %1` and `timeout` send theirs to each
process of a group, and this parent hands its own on."""
_STARTED = "SYSTEMD_EXEC_PID"
"""The process that systemd started; a desktop's terminals inherit it, and are not that process."""


def needs_parent(environment: Mapping[str, str]) -> bool:
    """Whether a person started this process at a terminal, and no manager looks after it."""
    managed = bool(environment.get(ADDRESS)) or environment.get(_STARTED) == str(os.getpid())
    return (
        not managed
        and hasattr(signal, "sigwaitinfo")
        and any(_is_terminal(number) for number in (0, 1))
    )


def listen_again(
    listen: Callable[[], int],
    restarting: Callable[[int, Restarts], None],
    stopped: Callable[[], None] = lambda: None,
) -> int:
    """Listen in a child process, and again in the next one where it crashes or hangs.

    Parameters
    ----------
    listen : callable
        Called in the child, which returns from here with what it gives.
    restarting : callable
        Called with the exit code (of a signal its negative) before the next one begins.
    stopped : callable
        Called where a person ends this process while there is no child.

    Returns
    -------
    int
        The exit code.
    """
    terminal = sys.stdin
    give_back = given_back(terminal)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, no child can be waited for
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *MEANT})
    restarts = Restarts()
    settle()  # memory that a collector does not touch is shared with the child
    while True:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            return listen()
        code = _ended(child)
        if terminal is not None and in_front(terminal):
            give_back()
        after = restarts.after(code, time.monotonic() - began)
        if after is None:
            return code if code >= 0 else _end_by(signal.Signals(-code))
        restarts = after
        restarting(code, restarts)
        if _asked_to_end(restarts.pause):
            stopped()
            return 0


def aside(work: Callable[[], object]) -> None:
    """Do something in a process of its own, for which nobody waits; to be called by the parent."""
    if os.fork() == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, MEANT)
        with contextlib.suppress(BaseException):  # there is nobody above it
            work()
        os._exit(0)


def end_once() -> Callable[[int, FrameType | None], None]:
    """What ends a listener on a signal, as Ctrl-C does, and takes two at once for one."""
    last = -SAME_SECONDS

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        nonlocal last
        now = time.monotonic()
        again, last = now - last < SAME_SECONDS, now
        if not again:
            raise KeyboardInterrupt

    return end


def _ended(child: int) -> int:
    """Wait for its end, and hand on what only this process was sent; its exit code."""
    while True:
        sent = signal.sigwaitinfo({signal.SIGCHLD, *MEANT})
        if sent.si_signo == signal.SIGCHLD:
            code = _reaped(child)
            if code is not None:
                return code
        # From another process; what the terminal sends, it sends to the child as well.
        elif sent.si_code <= 0:
            os.kill(child, sent.si_signo)


def _reaped(child: int) -> int | None:
    """The child's exit code, where it has ended; others that have are let go."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            if found[0] == child:
                code = os.waitstatus_to_exitcode(found[1])
    return code


def _asked_to_end(seconds: float) -> bool:
    """Wait so long; whether a person ended this process meanwhile."""
    end = time.monotonic() + seconds
    waited: Set[signal.Signals] = MEANT - {signal.SIGHUP}
    while (left := end - time.monotonic()) > 0.0:
        if signal.sigtimedwait(waited, left) is not None:
            return True
    return False


def _end_by(number: signal.Signals) -> int:
    """End as the child did, so that a shell sees what it would have seen."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    return 128 + number  # not where the signal can end a process


def _is_terminal(number: int) -> bool:
    try:
        return os.isatty(number)
    except OSError:
        return False

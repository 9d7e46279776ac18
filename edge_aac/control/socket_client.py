"""The other end of the listener's socket: asking it, as `edge-aac ctl` does.

In: the socket's path, and a line. Out: the answer, and who gave it. Never does: asking a
listener that another user started; waiting without end.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.control.connection import FIGURES, LONGEST_ANSWER, NAME
from edge_aac.control.control_socket import ANSWER_SECONDS, READ_SECONDS
from edge_aac.control.peer import peer_of
from edge_aac.control.request_queue import Answer
from edge_aac.control.socket_path import AUTO, require_private
from edge_aac.errors import EdgeAacError
from edge_aac.paths import exists
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why

_LINES = 3
"""The answer, the name of the listener, and figures; an older one gives less."""


def ask(
    path: Path,
    line: str,
    seconds: float = ANSWER_SECONDS + READ_SECONDS,
    wording: Wording | None = None,
) -> Answer | None:
    """Ask the listener at a socket; None where there is none.

    Parameters
    ----------
    path : Path
        Of the socket.
    line : str
        The command.
    seconds : float
        How long it may take.
    wording : Wording, optional
        The words of what is said here; English where there is none.

    Raises
    ------
    EdgeAacError
        It may not be asked, is another user's, or gives no answer.
    """
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(seconds)
        try:
            client.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            return None
        except BlockingIOError:  # as many wait to be let in as may
            return Answer((wording or load_wording()).answer("busy"), done=False)
        except OSError as error:
            raise _refused(path, error) from None
        peer = peer_of(client)
        if peer is not None and not peer.ours:
            raise EdgeAacError(Reason.of(Why.LISTENER_OF_OTHERS, path=str(path)))
        try:
            # A refusal may come before the request is out.
            with contextlib.suppress(BrokenPipeError):
                client.sendall(f"{line}\n{NAME}\n{FIGURES}\n".encode(errors="replace"))
        except OSError as error:
            raise _refused(path, error) from None
        lines = _lines(client, deadline)
    first, name, figures = [*lines, *[""] * _LINES][:_LINES]
    kind, _, text = first.partition(" ")
    if kind not in {"ok", "no"}:
        raise EdgeAacError(Reason.of(Why.NO_ANSWER, path=str(path)))
    return Answer(text, kind == "ok", name, figures, None if peer is None else peer.pid)


def ask_first(
    paths: Sequence[Path], setting: str, line: str, wording: Wording | None = None
) -> tuple[Path, Answer]:
    """The answer of the first listener that is found, and where.

    Parameters
    ----------
    paths : sequence of Path
        Where a socket may lie, as `socket_paths` gives them.
    setting : str
        What they were made of.
    line : str
        The command.
    wording : Wording, optional
        As `ask` takes it.

    Raises
    ------
    EdgeAacError
        There is none, or it may not be asked.
    """
    if not paths:
        raise EdgeAacError(Reason(Why.CONTROL_OFF))
    for path in paths:
        if setting == AUTO and not exists(path):
            continue
        require_private(path, setting)
        answer = ask(path, line, wording=wording)
        if answer is not None:
            return path, answer
    raise EdgeAacError(Reason(Why.NOBODY_LISTENS))


def _refused(path: Path, error: OSError) -> EdgeAacError:
    ours = not isinstance(error, PermissionError)
    advice = Reason(Why.NAME_ANOTHER if ours else Why.ASK_AS_USER)
    return EdgeAacError(
        Reason.of(Why.NOT_ASKED, path=str(path), reason=answered(error), advice=advice)
    )


def _lines(client: socket.socket, deadline: float) -> list[str]:
    """The lines of an answer, as many as come in time."""
    data = b""
    # No socket at all is waited for without end, nor read without end.
    with contextlib.suppress(OSError):
        while data.count(b"\n") < _LINES and len(data) < _LINES * LONGEST_ANSWER:
            client.settimeout(max(0.001, deadline - time.monotonic()))
            piece = client.recv(LONGEST_ANSWER)
            if not piece or time.monotonic() > deadline:
                break
            data += piece
    return data.decode("utf-8", errors="replace").split("\n")

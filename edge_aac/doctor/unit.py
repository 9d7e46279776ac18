"""The service that starts the listener with the machine.

In: systemctl's answers, the folder of users who linger. Out: a finding. Never does: starting or
stopping anything; waiting for a systemd that does not answer.
"""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from edge_aac.doctor.finding import Check, Finding, fault, fine, warning
from edge_aac.paths import exists
from edge_aac.process import mortal

NAME = "edge-aac.service"
LINGERING = Path("/var/lib/systemd/linger")
MOST_RESTARTS = 3
"""A microphone that went silent in its driver is a restart; more of them have a cause."""
_SECONDS = 5.0
_ASKED = ("LoadState", "ActiveState", "NRestarts")

Ask = Callable[[Sequence[str]], str | None]
"""Gives what systemctl prints for its arguments; None where it gives nothing."""


def ask_systemctl(arguments: Sequence[str]) -> str | None:
    """What systemctl prints; None where there is none, or it fails or hangs."""
    program = shutil.which("systemctl")
    if program is None:
        return None
    try:
        done = subprocess.run(
            mortal([program, *arguments]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def unit(ask: Ask = ask_systemctl, lingering: Path = LINGERING, user: str | None = None) -> Finding:
    """Whether the service runs, and starts without anybody logging in.

    Parameters
    ----------
    ask : callable
    lingering : Path
        Holds one file for each user whose services start with the machine.
    user : str, optional
        This one without it.
    """
    for words, command in ((["--user"], "systemctl --user"), ([], "sudo systemctl")):
        told = _state(ask([*words, "show", NAME, f"--property={','.join(_ASKED)}"]))
        if told.get("LoadState") == "loaded":
            return _judged(told, command, bool(words), lingering, user or _user())
    return fine(Check.UNIT, "no_unit")


def _judged(
    told: Mapping[str, str], command: str, own: bool, lingering: Path, user: str
) -> Finding:
    state, restarts = told.get("ActiveState", ""), int(told.get("NRestarts") or 0)
    log = "journalctl --user -u edge-aac" if own else "journalctl -u edge-aac"
    if state == "failed":
        return fault(Check.UNIT, "unit_failed", log=log)
    if state not in ("active", "activating", "reloading"):
        return warning(Check.UNIT, "unit_stopped", command=f"{command} start edge-aac")
    if restarts > MOST_RESTARTS:
        return warning(Check.UNIT, "unit_restarts", count=restarts, log=log)
    if own and not exists(lingering / user):
        return warning(Check.UNIT, "no_linger", command=f"sudo loginctl enable-linger {user}")
    return fine(Check.UNIT, "unit", count=restarts)


def _state(text: str | None) -> dict[str, str]:
    pairs = (line.partition("=") for line in (text or "").splitlines())
    return {name: value for name, _, value in pairs}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name
        return ""

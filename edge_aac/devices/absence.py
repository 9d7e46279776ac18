"""Why there is no microphone or no earpiece, and what to do next.

In: the surroundings. Out: an error with its sentence. What can be known is looked at, the
nearest cause first: descriptors and memory, the sound server, the sound cards. Never does:
sound.
"""

from __future__ import annotations

import grp
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from edge_aac.devices.device import Direction, Kind
from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.soundserver import (
    SESSIONS,
    Node,
    ask_any,
    nodes,
    session_socket,
    socket_paths,
)

CARDS = Path("/dev/snd")
_SUFFIX = {Direction.INPUT: "c", Direction.OUTPUT: "p"}
"""Of the file of a card that records, and of one that plays."""
_KIND = {Direction.INPUT: Kind.MICROPHONE, Direction.OUTPUT: Kind.EARPIECE}
_INSTEAD = {
    Direction.INPUT: "hear the demonstration with `edge-aac listen --input demo`",
    Direction.OUTPUT: "print only with --no-speech",
}
_SERVER, _FOLDER = "PULSE_SERVER", "XDG_RUNTIME_DIR"
_VARIABLES = (_SERVER, "PULSE_RUNTIME_PATH", _FOLDER)
"""Lead to the server, the one that counts most first."""
_OUT_OF_REACH = (
    ", since PortAudio does not reach the sound server: install what leads there with "
    "`sudo apt-get install libasound2-plugins`"
)


def absence(
    direction: Direction,
    environ: Mapping[str, str] = os.environ,
    cards: Path = CARDS,
    sessions: Path = SESSIONS,
    server: Callable[[Path], tuple[Node, ...]] = nodes,
) -> DeviceError:
    """The error for a system in which PortAudio finds none; its sentence says why.

    Parameters
    ----------
    direction : Direction
    environ : mapping
        Says where the sound server is.
    cards, sessions : Path
        Where the files of sound cards and the folders of sessions lie.
    server : callable
        Asks a sound server for its sources and sinks.
    """
    used_up = exhausted()
    if used_up is not None:
        return used_up
    found = f"No {direction.value} was found"
    paths = socket_paths(environ, sessions)
    try:
        there = ask_any(paths, server)
    except OSError as error:
        reason = _misled(environ, sessions, paths)
        if reason is None and paths:
            reason = _silent(error, paths[0], environ)
    else:
        reason = _OUT_OF_REACH if any(one.kind is _KIND[direction] for one in there) else None
    reason = reason or _at_cards(direction, cards)
    session = "" if paths else _unknown_session(environ)
    return DeviceError(DeviceFault.ABSENT, f"{found}{reason}{session}.")


def _misled(environ: Mapping[str, str], sessions: Path, paths: Sequence[Path]) -> str | None:
    """What to say where a variable leads away from the session's own server."""
    own = session_socket(sessions)
    named = next((one for one in _VARIABLES if environ.get(one)), None)
    if own is None or named is None or own in paths:
        return None
    place = {_SERVER: f"unix:{own}", _FOLDER: own.parent.parent}.get(named, own.parent)
    return (
        f", since {named} is {environ[named]}, where no sound server answers: set it to {place}, "
        "where your session's listens"
    )


def _silent(error: OSError, path: Path, environ: Mapping[str, str]) -> str:
    """What to say of a server that ought to answer."""
    if isinstance(error, PermissionError):
        return (
            f", since the sound server at {path} belongs to somebody else: start edge-aac as the "
            "user who is logged in"
        )
    if environ.get(_SERVER):
        return (
            f", since the sound server at {path}, which {_SERVER} names, does not answer: restart "
            f"it, or unset {_SERVER}"
        )
    return f", since the sound server at {path} does not answer: restart it, or log in again"


def _at_cards(direction: Direction, cards: Path) -> str:
    try:
        files = [one for one in cards.iterdir() if one.name.startswith("pcm")]
    except PermissionError:
        files = [cards]
    except OSError:
        return (
            f", since this system has no sound card ({cards} is missing): connect one, or "
            f"start a container with --device {cards}"
        )
    of_kind = [one for one in files if one.name.endswith(_SUFFIX[direction]) or one == cards]
    closed = [one for one in of_kind if not os.access(one, os.R_OK | os.W_OK)]
    if closed and len(closed) == len(of_kind):
        return (
            f", since you may not use the sound cards: join their group with "
            f"`sudo usermod -aG {_group(closed[0])} $USER`, then log in again"
        )
    return f": connect one and look with `edge-aac devices`, or {_INSTEAD[direction]}"


def _group(path: Path) -> str:
    try:
        return grp.getgrgid(path.stat().st_gid).gr_name
    except (OSError, KeyError):
        return "audio"


def _unknown_session(environ: Mapping[str, str]) -> str:
    """What keeps a sound server from being found, where one may run."""
    if environ.get(_SERVER):
        return f"; {_SERVER} names no sound server of this machine: unset it to use your session's"
    if environ.get(_FOLDER):
        return ""
    if environ.get("SUDO_UID") and os.getuid() == 0:
        return "; the sound server of your session is found without sudo"
    return "; if a sound server runs, set XDG_RUNTIME_DIR to its folder, as in your session"

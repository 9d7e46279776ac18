"""Why there is no microphone or no earpiece, and what to do next.

In: the surroundings. Out: an error with its sentence. What can be known is looked at, the
nearest cause first: descriptors and memory, the sound server, the sound cards.
"""

from __future__ import annotations

import grp
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from edge_aac.devices.device import DeviceKind, Direction
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
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

CARDS = Path("/dev/snd")
_SUFFIX = {Direction.INPUT: "c", Direction.OUTPUT: "p"}
"""Of the file of a card that records, and of one that plays."""
_KIND = {Direction.INPUT: DeviceKind.MICROPHONE, Direction.OUTPUT: DeviceKind.EARPIECE}
_ONE = {Direction.INPUT: Why.MICROPHONE, Direction.OUTPUT: Why.EARPIECE}
_INSTEAD = {Direction.INPUT: Why.NO_INPUT, Direction.OUTPUT: Why.NO_OUTPUT}
_SERVER, _FOLDER = "PULSE_SERVER", "XDG_RUNTIME_DIR"
_VARIABLES = (_SERVER, "PULSE_RUNTIME_PATH", _FOLDER)
"""Lead to the server, the one that counts most first."""


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
    paths = socket_paths(environ, sessions)
    cause: Reason | None = None
    try:
        there = ask_any(paths, server)
    except OSError as error:
        cause = _misled(environ, sessions, paths)
        if cause is None and paths:
            cause = _silent(error, paths[0], environ)
    else:
        if any(one.kind is _KIND[direction] for one in there):
            cause = Reason(Why.SERVER_UNREACHED)
    cause = cause or _at_cards(direction, cards)
    session = Reason(Why.NOTHING if paths else _unknown_session(environ))
    one = Reason(_ONE[direction])
    return DeviceError(
        DeviceFault.ABSENT, Reason.of(Why.ABSENT, one=one, cause=cause, session=session)
    )


def _misled(environ: Mapping[str, str], sessions: Path, paths: Sequence[Path]) -> Reason | None:
    """What to say where a variable leads away from the session's own server."""
    own = session_socket(sessions)
    named = next((one for one in _VARIABLES if environ.get(one)), None)
    if own is None or named is None or own in paths:
        return None
    place = {_SERVER: f"unix:{own}", _FOLDER: own.parent.parent}.get(named, own.parent)
    value = environ[named]
    return Reason.of(Why.MISLED, variable=named, value=value, place=str(place))


def _silent(error: OSError, path: Path, environ: Mapping[str, str]) -> Reason:
    """What to say of a server that ought to answer."""
    if isinstance(error, PermissionError):
        return Reason.of(Why.SERVER_OF_OTHERS, path=str(path))
    if environ.get(_SERVER):
        return Reason.of(Why.NAMED_SERVER_SILENT, path=str(path), variable=_SERVER)
    return Reason.of(Why.SERVER_SILENT, path=str(path))


def _at_cards(direction: Direction, cards: Path) -> Reason:
    try:
        files = [one for one in cards.iterdir() if one.name.startswith("pcm")]
    except PermissionError:
        files = [cards]
    except OSError:
        return Reason.of(Why.NO_CARDS, path=str(cards))
    of_kind = [one for one in files if one.name.endswith(_SUFFIX[direction]) or one == cards]
    closed = [one for one in of_kind if not os.access(one, os.R_OK | os.W_OK)]
    if closed and len(closed) == len(of_kind):
        return Reason.of(Why.CARDS_CLOSED, group=_group(closed[0]))
    return Reason(_INSTEAD[direction])


def _group(path: Path) -> str:
    try:
        return grp.getgrgid(path.stat().st_gid).gr_name
    except (OSError, KeyError):
        return "audio"


def _unknown_session(environ: Mapping[str, str]) -> Why:
    """What keeps a sound server from being found, where one may run."""
    if environ.get(_SERVER):
        return Why.NO_SERVER_NAMED
    if environ.get(_FOLDER):
        return Why.NOTHING
    if environ.get("SUDO_UID") and os.getuid() == 0:
        return Why.WITHOUT_SUDO
    return Why.SET_FOLDER

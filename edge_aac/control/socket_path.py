"""Where the socket for commands lies, so that both ends find it and nobody else can use it.

In: the environment and the setting. Out: paths. A folder under /tmp is used only where
it belongs to this user and is closed to all others, since anybody may make one there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.paths import expanded, is_folder
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why

NAME = "edge-aac.sock"
AUTO = "auto"
LONGEST = 107
"""Bytes of a socket's path, as Linux has it."""
TEMPORARY = Path("/tmp")
"""Holds the private folder where there is no runtime folder."""


def socket_paths(
    setting: str, environ: Mapping[str, str], temporary: Path | None = None
) -> list[Path]:
    """Where a socket may lie, the likeliest first; none where it is turned off.

    Parameters
    ----------
    setting : str
        A path, `auto`, or nothing.
    environ : mapping
        For `XDG_RUNTIME_DIR`.
    temporary : Path, optional
        Another than `TEMPORARY`.

    Raises
    ------
    EdgeAacError
        No socket can have the path.
    """
    if not setting.strip():
        return []
    if setting != AUTO:
        return [_named(setting)]
    runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
    private = (temporary or TEMPORARY) / f"edge-aac-{os.getuid()}"
    # A service without a session and its owner's shell may differ about the first.
    folders = [runtime] if runtime.is_absolute() and _is_ours(runtime) else []
    return [folder / NAME for folder in (*folders, private)]


def _named(setting: str) -> Path:
    """The path that a person wrote, where a socket can have it."""
    try:
        path = expanded(Path(setting))
    except OSError as error:
        reason = answered(error)
    else:
        if len(os.fsencode(path)) <= LONGEST:
            return path
        reason = Reason.of(Why.PATH_TOO_LONG, count=LONGEST)
    raise EdgeAacError(Reason.of(Why.SOCKET_UNUSABLE, path=setting, reason=reason))


def prepare(path: Path, setting: str) -> None:
    """Make the folder of a socket that nobody named, private to this user.

    Raises
    ------
    EdgeAacError
        It belongs to somebody else, or others may enter it.
    """
    if setting != AUTO or is_folder(path.parent):
        require_private(path, setting)
        return
    try:
        path.parent.mkdir(mode=0o700)
    except OSError as error:
        raise EdgeAacError(
            Reason.of(Why.FOLDER_NOT_MADE, path=str(path.parent), reason=answered(error))
        ) from None
    require_private(path, setting)


def require_private(path: Path, setting: str) -> None:
    """Refuse a socket that nobody named in a folder that is not this user's alone.

    Raises
    ------
    EdgeAacError
        It belongs to somebody else, or others may enter it.
    """
    if setting == AUTO and not _is_ours(path.parent):
        raise EdgeAacError(Reason.of(Why.FOLDER_NOT_PRIVATE, path=str(path.parent)))


def private_folder(environ: Mapping[str, str], temporary: Path | None = None) -> Path | None:
    """The likeliest folder that is there and this user's alone; None where there is none.

    Parameters
    ----------
    environ : mapping
        For `XDG_RUNTIME_DIR`.
    temporary : Path, optional
        Another than `TEMPORARY`.
    """
    folders = (path.parent for path in socket_paths(AUTO, environ, temporary))
    return next((folder for folder in folders if _is_ours(folder)), None)


def _is_ours(folder: Path) -> bool:
    """Whether it is a real folder of this user, and closed to all others."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return ours and not status.st_mode & 0o077


def memory_file(name: str, environment: Mapping[str, str]) -> Path | None:
    """A small file for listeners that are started later; None where no folder is private."""
    folder = private_folder(environment)
    return None if folder is None else folder / f"edge-aac-{name}"

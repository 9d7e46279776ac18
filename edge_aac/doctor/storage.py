"""Where settings lie, and whether there is room for anything.

In: a folder. Out: findings. Never does: writing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from edge_aac.doctor.finding import Check, Finding, fine, warning
from edge_aac.paths import exists, expanded
from edge_aac.settings import config_file

LEAST_MIB = 50
"""An upgrade needs so much, and a journal that cannot be written says nothing of what failed."""
_MIB = 1 << 20


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK | os.X_OK)


def _free(path: Path) -> int:
    told = os.statvfs(path)
    return told.f_bavail * told.f_frsize


def home(file: Path | None = None, may_write: Callable[[Path], bool] = _may_write) -> Finding:
    """Whether settings can be kept.

    Parameters
    ----------
    file : Path, optional
        The settings file; the usual one without it.
    may_write : callable
        Whether something can be made in a folder.
    """
    folder = _there(file or config_file(os.environ))
    if may_write(folder):
        return fine(Check.HOME, "home", folder=str(folder))
    return warning(Check.HOME, "read_only_home", folder=str(folder))


def space(file: Path | None = None, free: Callable[[Path], int] = _free) -> Finding:
    """Whether the disk has room.

    Parameters
    ----------
    file : Path, optional
        As for `home`.
    free : callable
        Gives the free bytes of the file system of a folder.
    """
    folder = _there(file or config_file(os.environ))
    try:
        mib = free(folder) // _MIB
    except OSError:
        return warning(Check.SPACE, "space_unknown", folder=str(folder))
    if mib < LEAST_MIB:
        return warning(Check.SPACE, "no_space", folder=str(folder), free=mib, least=LEAST_MIB)
    return fine(Check.SPACE, "space", folder=str(folder), free=mib)


def _there(file: Path) -> Path:
    """The nearest folder above a file that is there."""
    try:
        folder = expanded(file).absolute().parent
    except OSError:  # nobody knows the user's home
        folder = Path.cwd()
    while not exists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder

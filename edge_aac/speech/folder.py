"""A private folder in memory that does not outlast the process that made it.

In: a folder in memory. Out: a new folder in it, locked for as long as this process lives,
so that the next one tells a folder in use from one that a killed process left, and removes
the latter. Never does: following a link; touching another user's folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
PREFIX = "edge-aac-voice-"
MOST_SWEPT = 64
"""Left folders that one start looks at."""
_TRIES = 8
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Folder:
    """A folder of this process.

    Parameters
    ----------
    memory : Path, optional
        Where to make it: memory, or the usual place of temporary files where that cannot be
        written.

    Raises
    ------
    OSError
        It cannot be made.
    """

    def __init__(self, memory: Path | None = None) -> None:
        if memory is None:
            memory = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
        sweep(memory)
        self.path, self._lock = _made(memory)

    def remove(self) -> None:
        """Remove it with what is in it; more than once does no harm."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep(memory: Path) -> None:
    """Remove the folders of this user's processes that are dead."""
    with contextlib.suppress(OSError):
        left = sorted(path for path in memory.iterdir() if path.name.startswith(PREFIX))
        for path in left[:MOST_SWEPT]:
            with contextlib.suppress(OSError):
                _remove_left(path)


def _made(memory: Path) -> tuple[Path, int | None]:
    for _ in range(_TRIES):
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=memory))
        # Another process may take it for a left one until it is locked, and remove it.
        with contextlib.suppress(FileNotFoundError):
            lock = _locked(path)
            if lock is not None and _is_there(path, lock):
                return path, lock
            if lock is not None:
                os.close(lock)
    raise FileExistsError(f"no folder can be kept in {memory}")


def _locked(path: Path) -> int | None:
    """The folder, open and locked; None where another process holds it."""
    folder = os.open(path, _OPEN)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        return None
    return folder


def _is_there(path: Path, folder: int) -> bool:
    return os.path.samestat(path.lstat(), os.fstat(folder))


def _remove_left(path: Path) -> None:
    if path.lstat().st_uid != os.getuid():
        return
    folder = _locked(path)
    if folder is None:
        return
    try:
        told = os.fstat(folder)
        if told.st_uid != os.getuid() or stat.S_IMODE(told.st_mode) & 0o077:
            return
        # By the open folder, so that nothing outside it is reached whatever the name means now.
        with os.scandir(folder) as inside:
            for one in inside:
                os.unlink(one.name, dir_fd=folder)
        path.rmdir()
    finally:
        os.close(folder)

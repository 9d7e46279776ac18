"""A private folder in memory that does not outlast the process that made it.

In: a folder in memory. Out: a new folder in it, locked for as long as this process lives,
so that the next process knows a folder in use from one that a killed process left, and removes
the latter. Never does: following a link; touching another user's folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from itertools import islice
from pathlib import Path

from edge_aac.paths import held_alone

MEMORY = Path("/dev/shm")
PREFIX = "edge-aac-voice-"
MOST_SWEPT = 64
"""Left folders that one start removes."""
MOST_NAMES = 16_384
"""Names, of whomever, that one start looks at."""
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
        memory = _memory() if memory is None else memory
        sweep(memory)
        self.path, self._lock = _made(memory)

    def remove(self) -> None:
        """Remove it with what is in it; more than once does no harm."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep(memory: Path | None = None) -> None:
    """Remove the folders of this user's processes that are dead; where, as for a `Folder`."""
    left = MOST_SWEPT
    with contextlib.suppress(OSError), os.scandir(memory or _memory()) as names:
        for one in islice(names, MOST_NAMES):
            if one.name.startswith(PREFIX) and left:
                with contextlib.suppress(OSError):
                    left -= _removed(Path(one.path))


def _memory() -> Path:
    return MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


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
    return held_alone(os.open(path, _OPEN))


def _is_there(path: Path, folder: int) -> bool:
    return os.path.samestat(path.lstat(), os.fstat(folder))


def _removed(path: Path) -> bool:
    """Whether it was left, and is gone now."""
    if path.lstat().st_uid != os.getuid():
        return False
    folder = _locked(path)
    if folder is None:
        return False
    try:
        status = os.fstat(folder)
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
            return False
        _empty(folder)
        path.rmdir()
        return True
    finally:
        os.close(folder)


def _empty(folder: int) -> None:
    """Remove what is in it, by the open folders: nothing outside is reached, whatever a name means.

    A link to a folder is a link, and goes as one.
    """
    for _, folders, files, inside in os.fwalk(".", topdown=False, dir_fd=folder):
        for name in (*files, *folders):
            if stat.S_ISDIR(os.stat(name, dir_fd=inside, follow_symlinks=False).st_mode):
                os.rmdir(name, dir_fd=inside)
            else:
                os.unlink(name, dir_fd=inside)

"""Paths that a person wrote, and small files at them that others may have put there.

In: a path. Out: what lies there, or a file's bytes. Whatever the system makes of the path, the
only exception is an `OSError` with words for a sentence, and what merely asks raises none.
Never does: waiting for the other end of a pipe, waking a device, or reading without end.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path

_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
"""Whatever lies there, opening it does not wait, and it becomes nobody's terminal."""


class NotRegular(OSError):
    """What lies there is no regular file."""


def expanded(path: Path) -> Path:
    """The path with its ``~`` replaced by the folder that it stands for.

    Raises
    ------
    FileNotFoundError
        There is no such user, or nobody knows the user's folder.
    """
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):
        raise FileNotFoundError(errno.ENOENT, "its folder is not known") from None


def exists(path: Path) -> bool:
    """Whether anything can be found there; no, where the system refuses the path."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Whether a regular file can be found there; no, where the system refuses the path."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Whether a folder can be found there; no, where the system refuses the path."""
    return os.path.isdir(path)  # noqa: PTH112


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a regular file, which the caller closes.

    Parameters
    ----------
    path : Path
    flags : int
        As for `os.open`; a file that is made is its owner's alone.

    Raises
    ------
    OSError
        There is none, it may not be opened, or something else lies there (`NotRegular`).
    """
    follow = not flags & os.O_NOFOLLOW
    try:
        # Before the opening, which some devices notice.
        if not flags & os.O_CREAT:
            _require_regular(path.stat(follow_symlinks=follow))
        number = os.open(path, flags | _FLAGS, 0o600)
    except ValueError:  # a NUL inside, or characters that no name is made of
        raise OSError(errno.EINVAL, "no file can have this name") from None
    try:
        # After it, since it may be another by now.
        _require_regular(os.fstat(number))
    except OSError:
        os.close(number)
        raise
    return number


def is_own(status: os.stat_result) -> bool:
    """Whether it is a plain file of this user."""
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid()


def open_own(path: Path, flags: int = os.O_RDONLY) -> int:
    """A descriptor of this user's own plain file, which the caller closes; no link is followed.

    Raises
    ------
    OSError
        There is none, it may not be opened, or something else lies in its place.
    """
    number = open_regular(path, flags | os.O_NOFOLLOW)
    if not is_own(os.fstat(number)):
        os.close(number)
        raise FileExistsError(f"{path} is no file of ours")
    return number


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file, and not more than so many; raises as `open_regular` does."""
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read(most)


def _require_regular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise NotRegular(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(errno.EINVAL, "it is no regular file")


def held_alone(number: int) -> int | None:
    """An open file or folder, locked for as long as it is open.

    Returns
    -------
    int or None
        The descriptor; None, and it is closed, where another process holds the lock.
    """
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        return None
    return number

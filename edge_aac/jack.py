"""What JACK's library keeps in shared memory, and that it neither hangs nor kills us.

PortAudio on Debian asks JACK each time it starts, and JACK's library opens a database in
`/dev/shm/jack_db-UID`, whether or not a JACK server runs. A process that dies in there leaves
it locked or half written: every later start of PortAudio by this user would wait for good, or die
of a bus error, until the machine is started again. So what the database's processes share is
removed before each start, and our own processes start one after another. Never does: touching it
while a JACK server runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

MEMORY = Path("/dev/shm")
LONGEST_START_SECONDS = 4.0
"""PortAudio starts in tenths of a second; a voice that has not started is given up after 20 s."""
LONGEST_TURN_SECONDS = 8.0
"""So long one waits for the others that start, which may be three on a slow machine."""
_REGIONS = "__db.*"
"""The database's own name for what its processes share; what it stores lies elsewhere."""
_LOOK_SECONDS = 0.01


@contextlib.contextmanager
def watched(memory: Path = MEMORY, longest: float = LONGEST_START_SECONDS) -> Iterator[None]:
    """Start PortAudio in here, with nothing that the dead left in JACK's database.

    It is unlocked once more if what is done meanwhile takes too long, as behind a program that died
    just now: the call that hangs does so until its process ends; the next one finds it unlocked.

    Parameters
    ----------
    memory : Path
        Where JACK's library keeps it.
    longest : float
        Until it is taken for a hang [s].
    """
    with _in_turn(memory) as alone:
        if alone:  # else another may be in there
            unlock(memory)
        timer = threading.Timer(longest, unlock, [memory])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@contextlib.contextmanager
def _in_turn(memory: Path, longest: float = LONGEST_TURN_SECONDS) -> Iterator[bool]:
    """Wait until no other of our processes starts; false where that takes too long."""
    try:
        # The folder of everybody's shared memory, for its lock: it is there, and it is freed by the
        # end of whoever holds it.
        folder = os.open(memory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield False
        return
    try:
        yield _locked(folder, time.monotonic() + longest)
    finally:
        os.close(folder)


def _locked(folder: int, end: float) -> bool:
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= end:
                return False
            time.sleep(_LOOK_SECONDS)
        else:
            return True


def unlock(memory: Path = MEMORY) -> None:
    """Remove what the database's processes share, unless a JACK server runs."""
    user = os.getuid()
    folder = memory / f"jack_db-{user}"
    with contextlib.suppress(OSError):
        status = folder.lstat()
        ours = stat.S_ISDIR(status.st_mode) and status.st_uid == user
        if not ours or any(memory.glob(f"jack_*_{user}_*")):
            return
        for region in folder.glob(_REGIONS):
            region.unlink()

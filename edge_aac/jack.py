"""What JACK's library keeps in shared memory, and how a hang in it ends.

PortAudio on Debian asks JACK each time it starts, and JACK's library opens a database in
`/dev/shm/jack_db-UID`, whether or not a JACK server runs. A process that dies in there leaves
it locked, and every later start of PortAudio by this user waits for good: microphone and
earpiece are gone until the machine is started again. Never does: touching it while a JACK
server runs, or before a start takes too long.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

MEMORY = Path("/dev/shm")
LONGEST_START_SECONDS = 4.0
"""PortAudio starts in tenths of a second; a voice that has not started is given up after 20 s."""
_REGIONS = "__db.*"
"""The database's own name for what its processes share; what it stores lies elsewhere."""


@contextlib.contextmanager
def watched(memory: Path = MEMORY, longest: float = LONGEST_START_SECONDS) -> Iterator[None]:
    """Unlock JACK's database if what is done meanwhile takes too long.

    The call that hangs does so until its process ends; the next one finds it unlocked.

    Parameters
    ----------
    memory : Path
        Where JACK's library keeps it.
    longest : float
        Until it is taken for a hang [s].
    """
    timer = threading.Timer(longest, unlock, [memory])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def unlock(memory: Path = MEMORY) -> None:
    """Remove what the database's processes share, unless a JACK server runs."""
    user = os.getuid()
    folder = memory / f"jack_db-{user}"
    with contextlib.suppress(OSError):
        told = folder.lstat()
        ours = stat.S_ISDIR(told.st_mode) and told.st_uid == user
        if not ours or any(memory.glob(f"jack_*_{user}_*")):
            return
        for region in folder.glob(_REGIONS):
            region.unlink()

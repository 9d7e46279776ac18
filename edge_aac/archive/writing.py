"""What was made of recordings, written into a folder: whole files or none, and none twice.

In: a folder, and outcomes. Out: a file for each recording. One that is there already, and is as new
as its recording, is not made again, so that work that was broken off goes on where it was. What
was made of a damaged recording is written, and made again the next time. Never does: describing.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.work import Outcome
from edge_aac.errors import EdgeAacError


class OutputFolder:
    """Where files are written.

    Parameters
    ----------
    path : Path
        Made where it is missing.
    ending : str
        Of every file, with its point.
    """

    def __init__(self, path: Path, ending: str) -> None:
        self._path, self._ending = path, ending
        self._made: set[Path] = set()

    def place(self, recording: Recording) -> Path:
        """Where the file of a recording lies."""
        return self._path / recording.place.with_suffix(self._ending)

    def claims(self, recording: Recording) -> bool:
        """Whether this recording's file is its own: false where another's has the same name."""
        place = self.place(recording)
        if place in self._made:
            return False
        self._made.add(place)
        return True

    def has(self, recording: Recording) -> bool:
        """Whether the recording's file is there and as new as the recording."""
        try:
            made, heard = self.place(recording).stat(), Path(recording.name).stat()
        except (OSError, ValueError):
            return False
        return made.st_mtime_ns >= heard.st_mtime_ns

    def write(self, outcome: Outcome, content: str | bytes) -> None:
        """Write a recording's file.

        Raises
        ------
        EdgeAacError
            It cannot be written.
        """
        place = self.place(outcome.recording)
        temporary: Path | None = None
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=place.parent, prefix=".", suffix=".part", delete=False
            ) as file:
                temporary = Path(file.name)
                file.write(_bytes(content))
            temporary.chmod(0o666 & ~_mask())
            if outcome.fault is not None:
                # Older than any recording: it is made again when the recording may be whole.
                os.utime(temporary, (0, 0))
            temporary.replace(place)
        except OSError as error:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    temporary.unlink()
            why = (error.strerror or "unknown reason").lower()
            raise EdgeAacError(
                f"{place} cannot be written ({why}). Make room, or name another folder with --out; "
                "what was written is not made again."
            ) from None


def _bytes(content: str | bytes) -> bytes:
    """A text as it stands in a file; bytes of a name that are no text are as they were."""
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")


def _mask() -> int:
    """What the user's new files may not be."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

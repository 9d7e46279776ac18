"""Where taught sounds are kept: one small file for each, in one folder.

In: a folder. Out: the sounds in it, and changes of it that are whole or not made. A file that is
damaged is left where it is, and named; the others are read all the same. Never does: keeping sound,
changing what it did not write.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.paths import expanded, is_file, read_regular
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why
from edge_aac.taught.taught_sound import (
    LARGEST,
    SoundFileError,
    TaughtSound,
    as_json,
    from_json,
    label_name,
)

SUFFIX = ".json"
MOST = 20
"""Sounds of one person; each costs a little of every hop, and of what may be called falsely."""
_MOST_IMPORTED = MOST * LARGEST


@dataclass(frozen=True, slots=True)
class KeptSounds:
    """What a folder holds."""

    sounds: tuple[TaughtSound, ...]
    """By name."""
    faults: tuple[Reason, ...] = ()
    """Why files were left out."""


def usual_folder(environ: Mapping[str, str]) -> Path:
    """Where sounds are kept when nobody names a folder."""
    home = Path(environ.get("XDG_DATA_HOME", ""))
    if not home.is_absolute():
        home = Path(environ.get("HOME") or "~") / ".local" / "share"
    return home / "edge-aac" / "sounds"


class SoundStore:
    """A folder of taught sounds; it need not exist.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._named = folder

    def read(self) -> KeptSounds:
        """All sounds that can be read, and why others cannot."""
        sounds: dict[str, TaughtSound] = {}
        faults = []
        for path in self._files()[: 2 * MOST]:
            try:
                found = read_sounds(path, LARGEST)
            except EdgeAacError as error:
                faults.append(error.reason or Reason.of(Why.SOUND_FILE_UNREAD, path=str(path)))
                continue
            # A file is named after its sound: a copy of another's is none.
            sounds |= {one.name: one for one in found if one.name == path.stem}
        return KeptSounds(tuple(sounds[name] for name in sorted(sounds)[:MOST]), tuple(faults))

    def put(self, sounds: Sequence[TaughtSound]) -> None:
        """Keep sounds, in place of those of the same name.

        Raises
        ------
        EdgeAacError
            There would be too many, or they cannot be written.
        """
        known = {one.name for one in self.read().sounds} | {one.name for one in sounds}
        if len(known) > MOST:
            raise EdgeAacError(Reason.of(Why.SOUNDS_FULL, most=MOST))
        folder = self._folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _not_kept(folder, error) from error
        for one in sounds:
            write_sounds(folder / f"{one.name}{SUFFIX}", (one,))

    def forget(self, name: str) -> None:
        """Remove a sound, also one that cannot be read.

        Raises
        ------
        EdgeAacError
            There is none, or it cannot be removed.
        """
        label = label_name(name)
        path = self._folder() / f"{label}{SUFFIX}"
        if label is None or not is_file(path):
            raise EdgeAacError(Reason.of(Why.SOUND_UNKNOWN, name=name))
        try:
            path.unlink()
        except OSError as error:
            raise _not_kept(path, error) from error

    def _folder(self) -> Path:
        try:
            return expanded(self._named)
        except OSError as error:
            raise _not_kept(self._named, error) from error

    def _files(self) -> list[Path]:
        try:
            with os.scandir(self._folder()) as found:
                names = sorted(one.name for one in found if one.name.endswith(SUFFIX))
        except (OSError, EdgeAacError):
            return []
        return [self._folder() / name for name in names if not name.startswith(".")]


def read_sounds(path: Path, most: int = _MOST_IMPORTED) -> tuple[TaughtSound, ...]:
    """The sounds of a file.

    Raises
    ------
    EdgeAacError
        It cannot be read, or holds something else.
    """
    try:
        data = read_regular(expanded(path), most + 1)
    except OSError as error:
        reason = Reason.of(Why.SOUND_FILE_UNREAD, path=str(path), reason=answered(error))
        raise EdgeAacError(reason) from error
    try:
        if len(data) > most:
            raise SoundFileError("it is too long")
        return from_json(data)
    except SoundFileError as error:
        reason = Reason.of(Why.SOUND_FILE_DAMAGED, path=str(path), what=str(error))
        raise EdgeAacError(reason) from error


def write_sounds(path: Path, sounds: tuple[TaughtSound, ...]) -> None:
    """Write a file whole, or leave what was there.

    Raises
    ------
    EdgeAacError
        It cannot be written.
    """
    try:
        target = expanded(path)
        number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(as_json(sounds) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, ValueError) as error:
        raise _not_kept(path, error) from error


def _not_kept(path: Path, error: Exception) -> EdgeAacError:
    reason = answered(error) if isinstance(error, OSError) else str(error)
    return EdgeAacError(Reason.of(Why.SOUND_NOT_KEPT, path=str(path), reason=reason))

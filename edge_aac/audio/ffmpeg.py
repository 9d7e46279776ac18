"""ffmpeg reads what libsndfile does not: m4a, aac, mp4, mkv, webm.

In: a path and what the file is. Out: a `Decoder` at the end of a pipe, with all channels at
their own rate. The program is started for such a file alone, that a person named. It gets no
input, no terminal, no network and no choice of reader; it is one process that works only as
far ahead as the pipe is deep, that is waited for only so long, and that is killed when the
file is closed. What it prints goes nowhere.
"""

from __future__ import annotations

import contextlib
import os
import select
import shlex
import shutil
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from edge_aac.audio.containers import Container
from edge_aac.audio.decoder import DecodingError
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import FloatArray

PROGRAM = "ffmpeg"
PATIENCE_SECONDS = 30.0
"""When nothing came for so long, it hangs."""
MOST_CHANNELS = 64
_HEADER = struct.Struct(">4s5I")
"""Of the AU format: magic, where the samples begin, their bytes, encoding, rate, channels."""
_FLOAT = 6
_LONGEST_HEADER = 4096
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "HOME")
"""Of the environment; others could have it write reports."""


class Ffmpeg:
    """A file that ffmpeg reads for us.

    Parameters
    ----------
    path : Path
    kind : Container
    patience : float
        How long one read may take [s].

    Raises
    ------
    EdgeAacError
        ffmpeg is not installed, does not start, or finds no sound in the file.
    """

    def __init__(self, path: Path, kind: Container, patience: float = PATIENCE_SECONDS) -> None:
        program = shutil.which(PROGRAM)
        if program is None:
            raise EdgeAacError(_missing(path, kind))
        self._path = path
        self._patience = patience
        try:
            self._process = subprocess.Popen(
                _command(program, path, kind),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(os.environ),
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise EdgeAacError(
                f"{path} is {kind.name}, and ffmpeg, which would read it, cannot be started "
                f"({(error.strerror or 'unknown reason').lower()}): install it again."
            ) from None
        assert self._process.stdout is not None
        self._pipe: IO[bytes] = self._process.stdout
        try:
            self.rate, self.channels = self._header(kind)
        except BaseException:
            self.close()
            raise

    def read(self, frames: int) -> FloatArray:
        """At most so many frames; none at the end; raises `DecodingError`."""
        width = 4 * self.channels
        data = self._exactly(frames * width)
        if not data and self._process.wait(self._patience) != 0:
            raise DecodingError
        whole = data[: len(data) - len(data) % width]
        return np.frombuffer(whole, ">f4").astype(np.float32).reshape(-1, self.channels)

    def close(self) -> None:
        """End the program and wait for it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._pipe.close()

    def _header(self, kind: Container) -> tuple[int, int]:
        """Rate and channels, from what comes before the samples."""
        data = self._exactly(_HEADER.size)
        if len(data) == _HEADER.size:
            magic, start, _, encoding, rate, channels = _HEADER.unpack(data)
            known = (magic, encoding) == (b".snd", _FLOAT) and 0 < channels <= MOST_CHANNELS
            if known and _HEADER.size <= start <= _LONGEST_HEADER:
                self._exactly(start - _HEADER.size)
                return rate, channels
        raise EdgeAacError(Reason.of(Why.FFMPEG_FINDS_NONE, path=str(self._path), kind=kind.name))

    def _exactly(self, count: int) -> bytes:
        """So many bytes, fewer only at the end."""
        data = bytearray()
        deadline = time.monotonic() + self._patience
        while len(data) < count:
            ready, _, _ = select.select([self._pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise EdgeAacError(
                    Reason.of(
                        Why.FFMPEG_HANGS, path=str(self._path), command=conversion(self._path)
                    )
                )
            part = os.read(self._pipe.fileno(), count - len(data))
            if not part:
                break
            data += part
        return bytes(data)


def conversion(path: Path) -> str:
    """The command that makes a file of it that libsndfile reads."""
    made = path.with_suffix(".flac" if path.suffix.lower() == ".wav" else ".wav")
    # A name must not look like an option.
    names = (f"./{one}" if str(one).startswith("-") else str(one) for one in (path, made))
    return shlex.join([PROGRAM, "-i", *names])


def _missing(path: Path, kind: Container) -> Reason:
    command = conversion(path)
    return Reason.of(Why.FFMPEG_MISSING, path=str(path), kind=kind.name, command=command)


def _command(program: str, path: Path, kind: Container) -> Sequence[str]:
    return (
        *(program, "-nostdin", "-hide_banner", "-loglevel", "quiet"),
        *("-threads", "1", "-protocol_whitelist", "file,pipe", "-f", kind.reader),
        # Written so, no name is taken for an option or an address.
        *("-i", f"file:{path.absolute()}"),
        *("-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"),
    )


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environ[name] for name in _KEPT_VARIABLES if name in environ}
    return kept | {"LC_ALL": "C"}

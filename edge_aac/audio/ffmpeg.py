"""ffmpeg reads what libsndfile does not: m4a, aac, mp4, mkv, webm.

In: a path and what the file is. Out: a `Decoder` at the end of a pipe, with all channels of one
sound stream, at its own rate or another. The program is started for such a file alone, that a
person named. It gets no input, no terminal, no network and no choice of reader; it is one process
that works only as far ahead as the pipe is deep, that is waited for only so long, and that is
killed when the file is closed, or when we are killed. What it prints is looked through for
damage; nothing of it is kept or shown.
"""

from __future__ import annotations

import contextlib
import fcntl
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
from edge_aac.audio.file_decoder import DecodingError
from edge_aac.audio.promised_length import promised
from edge_aac.errors import EdgeAacError
from edge_aac.process import mortal
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
_PIPE_BYTES = 16_384
"""It works only so far ahead, and so exactly is known where the damage is."""
_LONGEST_LINE = 4096
_NOT_STARTED = (126, 127)
"""Exit codes of whoever could not start it."""
_CUT = (b"ended prematurely", b"partial file", b"exceeds", b"invalid as first byte")
"""Of a line about a container that holds less, or something else, than it promises. ffmpeg ends
with 0 after it. Other errors of a container may be about a picture on its cover."""
_UNDECODED = (b"Error while decoding", b"Error submitting packet", b"Decoding error")
"""Of a line about sound that could not be decoded, in ffmpeg's older and newer words."""
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "HOME")
"""Of the environment; others could have it write reports."""


class NoStream(EdgeAacError):
    """ffmpeg finds no such sound stream in a file."""


class Ffmpeg:
    """A sound stream of a file that ffmpeg reads for us.

    Parameters
    ----------
    path : Path
    kind : Container
    stream : int
        Which of the sound streams, counted from 0.
    rate : int or None
        Samples per second to make of it; None for its own.
    patience : float
        How long one read may take [s].

    Raises
    ------
    NoStream
        ffmpeg finds no such stream in the file.
    EdgeAacError
        ffmpeg is not installed, does not start, or hangs.
    """

    def __init__(
        self,
        path: Path,
        kind: Container,
        stream: int = 0,
        rate: int | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        program = shutil.which(PROGRAM)
        if program is None:
            raise EdgeAacError(_missing(path, kind))
        self._path = path
        self._patience = patience
        cut = promised(path).cut
        try:
            self._process = subprocess.Popen(
                mortal(_command(program, path, kind, stream, rate)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(os.environ),
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise EdgeAacError(_unstartable(path, kind, f" ({reason})")) from None
        assert self._process.stdout is not None and self._process.stderr is not None
        self._pipe: IO[bytes] = self._process.stdout
        self._errors: IO[bytes] = self._process.stderr
        self._line = b""
        self._given = 0
        self._damaged: int | None = None
        self._cut = cut  # ffmpeg says nothing of a film that is
        _narrow(self._pipe)
        try:
            self.rate, self.channels = self._header(kind)
        except BaseException:
            self.close()
            raise

    def read(self, frames: int) -> FloatArray:
        """At most so many frames; none at the end; `DecodingError` reports damage."""
        width = 4 * self.channels
        data = self._exactly(frames * width)
        if not data:
            self._hear_out()
            if self._cut or self._process.wait(self._patience) != 0:
                raise DecodingError(self._damaged)
        self._given += len(data) // width
        whole = data[: len(data) - len(data) % width]
        return np.frombuffer(whole, ">f4").astype(np.float32).reshape(-1, self.channels)

    def close(self) -> None:
        """End the program and wait for it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._pipe.close()
        self._errors.close()

    def _header(self, kind: Container) -> tuple[int, int]:
        """Rate and channels, from what comes before the samples."""
        data = self._exactly(_HEADER.size)
        if len(data) == _HEADER.size:
            magic, start, _, encoding, rate, channels = _HEADER.unpack(data)
            known = (magic, encoding) == (b".snd", _FLOAT) and 0 < channels <= MOST_CHANNELS
            if known and _HEADER.size <= start <= _LONGEST_HEADER:
                self._exactly(start - _HEADER.size)
                return rate, channels
        self._hear_out()
        if self._process.wait(self._patience) in _NOT_STARTED:
            raise EdgeAacError(_unstartable(self._path, kind))
        raise NoStream(Reason.of(Why.FFMPEG_FINDS_NONE, path=str(self._path), kind=kind.name))

    def _exactly(self, count: int) -> bytes:
        """So many bytes, fewer only at the end."""
        data = bytearray()
        deadline = time.monotonic() + self._patience
        while len(data) < count:
            if self._pipe not in self._ready([self._pipe], deadline):
                continue
            part = os.read(self._pipe.fileno(), count - len(data))
            if not part:
                break
            data += part
        return bytes(data)

    def _hear_out(self) -> None:
        """Wait until it has said everything that it has to say, which is when it ends."""
        deadline = time.monotonic() + self._patience
        while not self._errors.closed:
            self._ready([], deadline)

    def _ready(self, pipes: list[IO[bytes]], deadline: float) -> list[IO[bytes]]:
        """Those of the pipes that have something; what it says of damage is taken in meanwhile."""
        watched = pipes if self._errors.closed else [*pipes, self._errors]
        ready, _, _ = select.select(watched, [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            command = conversion(self._path)
            raise EdgeAacError(Reason.of(Why.FFMPEG_HANGS, path=str(self._path), command=command))
        if self._errors in ready:
            self._note(os.read(self._errors.fileno(), _LONGEST_LINE))
        return ready

    def _note(self, text: bytes) -> None:
        """Remember where it first said that something is damaged."""
        if not text:
            self._errors.close()
        *lines, rest = (self._line + text).split(b"\n")
        self._line = rest[-_LONGEST_LINE:]
        for line in lines:
            cut = any(words in line for words in _CUT)
            self._cut = self._cut or cut
            if self._damaged is None and (cut or any(words in line for words in _UNDECODED)):
                self._damaged = self._given


def _narrow(pipe: IO[bytes]) -> None:
    """Let a pipe hold little; where the system cannot, it holds what it always does."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def conversion(path: Path) -> str:
    """The command that makes a file of it that libsndfile reads."""
    made = path.with_suffix(".flac" if path.suffix.lower() == ".wav" else ".wav")
    # A name must not look like an option.
    names = (f"./{one}" if str(one).startswith("-") else str(one) for one in (path, made))
    return shlex.join([PROGRAM, "-i", *names])


def _missing(path: Path, kind: Container) -> Reason:
    command = conversion(path)
    return Reason.of(Why.FFMPEG_MISSING, path=str(path), kind=kind.name, command=command)


def _unstartable(path: Path, kind: Container, reason: str = "") -> Reason:
    return Reason.of(Why.FFMPEG_NOT_STARTED, path=str(path), kind=kind.name, reason=reason)


def _command(
    program: str, path: Path, kind: Container, stream: int, rate: int | None
) -> Sequence[str]:
    return (
        *(program, "-nostdin", "-hide_banner", "-loglevel", "error"),
        # It goes on behind what it cannot decode, and its exit code then says that there was such.
        *("-max_error_rate", "0"),
        *("-threads", "1", "-protocol_whitelist", "file,pipe", "-f", kind.reader),
        # Written so, no name is taken for an option or an address.
        *("-i", f"file:{path.absolute()}"),
        *("-map", f"0:a:{stream}", "-c:a", "pcm_f32be"),
        *(() if rate is None else ("-ar", str(rate))),
        *("-flush_packets", "1", "-f", "au", "pipe:1"),
    )


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environ[name] for name in _KEPT_VARIABLES if name in environ}
    return kept | {"LC_ALL": "C"}

"""A listener that hears from a pipe, as fast as it takes it, without speech.

In: hours, and the data. Out: a reading each minute of sound, how it ended. Never does: judging.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tqdm import tqdm

from benchmarks.soak.reading import Reading, read
from benchmarks.soak.sound import pieces, raw
from edge_aac.types import SAMPLE_RATE

_LAST_SECONDS = 600.0
_LISTEN = ("-m", "edge_aac", "listen", "--input", "-", "--no-speech", "--json")


def soak(hours: float, data: Path | None, log: Path) -> tuple[list[Reading], int]:
    """Readings of each minute, and the exit code; standard error goes into the log."""
    readings: list[Reading] = []
    # Whoever listens on this machine keeps its socket.
    environment = {**os.environ, "EDGE_AAC_CONTROL": "off"}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, *_LISTEN],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
        ) as listener,
    ):
        assert listener.stdin is not None
        given, minute = 0, 0
        progress = tqdm(total=round(hours * 60), unit="min", disable=None)
        for piece in pieces(data):
            listener.stdin.write(raw(piece))
            given += len(piece)
            while given >= (minute + 1) * 60 * SAMPLE_RATE:
                minute += 1
                progress.update()
                readings.append(read(listener.pid, minute))
            if minute >= hours * 60:
                break
        listener.stdin.close()
        return readings, listener.wait(_LAST_SECONDS)

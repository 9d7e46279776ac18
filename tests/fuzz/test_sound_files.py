"""20,000 damaged sound files: each is heard as far as it goes, or refused in one sentence."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import numpy as np

from edge_aac.audio.sound_file import SoundFile
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE
from tests.fuzz.attempts import Attempt, try_all
from tests.fuzz.mutation import damaged
from tests.fuzz.sounds import ffmpeg_sounds, libsndfile_sounds
from tests.needs import lacking

LIBSNDFILE, FFMPEG = 19_400, 600
"""Each of the latter starts a process."""


def listening(folder: Path, sounds: Sequence[tuple[str, bytes]]) -> Attempt:
    """Damage one of the sounds, and hear it."""
    contents = [content for _, content in sounds]

    def attempt(chance: Random) -> float:
        suffix, content = chance.choice(sounds)
        path = folder / f"fuzzed.{suffix}"
        path.write_bytes(damaged(content, chance, contents))
        return heard(path)

    return attempt


def heard(path: Path) -> float:
    """How many seconds of sound are in a file, all of which is sound."""
    clock = 0
    with closing(SoundFile(path, realtime=False)) as source:
        for block in source.blocks():
            assert block.start == clock
            assert 0 < len(block.samples) <= HOP_SAMPLES
            assert block.samples.dtype == np.float32
            assert np.isfinite(block.samples).all()
            clock += len(block.samples)
    return clock / SAMPLE_RATE


@contextmanager
def no_notes() -> Iterator[None]:
    """A library writes pages about a damaged MP3 to standard error."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def test_what_libsndfile_reads(tmp_path: Path) -> None:
    sounds = [*libsndfile_sounds(tmp_path)]
    for suffix, content in sounds:
        path = tmp_path / f"whole.{suffix}"
        path.write_bytes(content)
        assert 0.15 < heard(path) < 0.5, suffix
    with no_notes():
        try_all("sound-file", LIBSNDFILE, tmp_path, listening(tmp_path, sounds))


def test_what_ffmpeg_reads(tmp_path: Path) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        lacking("ffmpeg is not installed")
    sounds = [*ffmpeg_sounds(tmp_path, ffmpeg)]
    try_all("film", FFMPEG, tmp_path, listening(tmp_path, sounds))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"film: ffmpeg took {spent.ru_utime + spent.ru_stime:.1f} s of CPU in all")

"""Sound files of every kind that is read, a tenth of a second to a half long.

In: a folder to make them in. Out: their bytes, by their suffixes. Never does: keeping a file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

SNDFILE = (
    ("wav", "WAV", "PCM_16", 16_000, 1), ("8.wav", "WAV", "PCM_U8", 8_000, 2),
    ("24.wav", "WAVEX", "PCM_24", 44_100, 2), ("float.wav", "WAV", "FLOAT", 48_000, 2),
    ("ulaw.wav", "WAV", "ULAW", 8_000, 1), ("adpcm.wav", "WAV", "MS_ADPCM", 22_050, 1),
    ("gsm.wav", "WAV", "GSM610", 8_000, 1), ("rf64.wav", "RF64", "PCM_16", 16_000, 4),
    ("w64", "W64", "PCM_16", 16_000, 2), ("aiff", "AIFF", "PCM_16", 44_100, 1),
    ("au", "AU", "PCM_16", 16_000, 1), ("caf", "CAF", "ALAC_16", 44_100, 2),
    ("flac", "FLAC", "PCM_16", 16_000, 1), ("6.flac", "FLAC", "PCM_24", 96_000, 6),
    ("ogg", "OGG", "VORBIS", 44_100, 2), ("opus", "OGG", "OPUS", 48_000, 1),
    ("mp3", "MP3", "MPEG_LAYER_III", 44_100, 2), ("low.mp3", "MP3", "MPEG_LAYER_III", 16_000, 1),
)  # fmt: skip
"""Suffix, format, coding, rate and channels of what libsndfile reads."""
FFMPEG = {
    "m4a": (), "mp4": ("-c:a", "aac"), "aac": (), "mkv": ("-c:a", "libopus"), "webm": (),
    "avi": ("-c:a", "mp2"), "flv": ("-c:a", "aac"), "mpg": ("-c:a", "mp2"), "ts": (), "wma": (),
    "ac3": (), "eac3": (), "mov": (),
}  # fmt: skip
"""Suffixes, and codings where the usual one is not wanted, of what ffmpeg reads."""


def libsndfile_sounds(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What libsndfile reads, at several rates and with one channel and several."""
    for suffix, kind, coding, rate, channels in SNDFILE:
        path = folder / "sound"
        soundfile.write(path, _sound(rate, channels), rate, format=kind, subtype=coding)
        yield suffix, path.read_bytes()


def ffmpeg_sounds(folder: Path, ffmpeg: str) -> Iterator[tuple[str, bytes]]:
    """What ffmpeg reads."""
    source = folder / "source.wav"
    soundfile.write(source, _sound(48_000, 2), 48_000)
    for suffix, coding in FFMPEG.items():
        made = folder / f"made.{suffix}"
        command = [ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(source), *coding, str(made)]
        subprocess.run(command, check=True)
        yield suffix, made.read_bytes()


def _sound(rate: int, channels: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A tone and some noise, different in each channel."""
    chance = np.random.default_rng(23)
    time = np.arange(int(0.2 * rate))[:, None] / rate
    tone = 0.3 * np.sin(2 * np.pi * 880.0 * (1 + np.arange(channels)) * time)
    return np.asarray(tone + 0.05 * chance.standard_normal((len(time), channels)), np.float32)

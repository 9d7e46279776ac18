"""Sound of any kind becomes windows of at most ten seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.captioned import CaptionedClip
from models.captioned.samples import Samples, read_windows


def clip(path: Path, start: float = 0.0, seconds: float | None = None) -> CaptionedClip:
    return CaptionedClip(path, ("A tone.",), "clotho", "x", "freesound:1", start, seconds)


def hertz(samples: np.ndarray) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax()) * 16_000 / len(samples)


@pytest.mark.parametrize(
    ("name", "rate", "channels"),
    [("a.wav", 44_100, 2), ("a.flac", 32_000, 1), ("a.wav", 8_000, 1), ("a.ogg", 48_000, 2)],
)
def test_any_rate_and_channels_become_16_khz_mono(
    tmp_path: Path, tone: Callable[..., Path], name: str, rate: int, channels: int
) -> None:
    subtype = "VORBIS" if name.endswith("ogg") else "PCM_16"
    path = tone(tmp_path / name, 2.0, rate, channels, 1_000.0, subtype)
    (window,) = read_windows(clip(path))
    assert window.dtype == np.float32
    assert window.shape == (32_000,)
    assert hertz(window) == pytest.approx(1_000.0, abs=1.0)


def test_a_long_file_gives_windows_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    # Every second has a pitch of its own, so that a window tells where it was cut.
    rate = 8_000
    at = np.arange(60 * rate) / rate
    sweep = np.sin(2 * np.pi * (100 + 20 * np.floor(at)) * at)
    soundfile.write(tmp_path / "long.flac", 0.3 * sweep, rate)
    windows = read_windows(clip(tmp_path / "long.flac"))
    assert [len(w) for w in windows] == [160_000] * 3
    assert [round(hertz(w[1_600:14_400]) / 20) for w in windows] == [5, 30, 55]


def test_sixteen_seconds_are_two_windows(tmp_path: Path, tone: Callable[..., Path]) -> None:
    assert len(read_windows(clip(tone(tmp_path / "a.wav", 16.0)))) == 2


def test_only_the_stretch_that_was_captioned_is_read(
    tmp_path: Path, tone: Callable[..., Path]
) -> None:
    path = tone(tmp_path / "video.wav", 25.0, 16_000)
    assert [len(w) for w in read_windows(clip(path, 20.0, 10.0))] == [80_000]
    assert read_windows(clip(path, 30.0, 10.0)) == []


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbled(path: Path) -> None:
    path.write_bytes(b"this is no sound at all, whatever it is called" * 10)


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
@pytest.mark.parametrize("harm", [cut_off, emptied, garbled, Path.unlink])
def test_a_damaged_file_is_skipped_and_counted(
    tmp_path: Path, tone: Callable[..., Path], name: str, harm: Callable[[Path], None]
) -> None:
    whole = tone(tmp_path / f"whole-{name}", 2.0)
    path = tone(tmp_path / name, 4.0)
    harm(path)
    samples = Samples([clip(path), clip(whole)])
    assert [c.path for c, _ in samples] == [whole]
    assert samples.damaged == [path]


def test_a_click_is_too_short_to_be_told(tmp_path: Path, tone: Callable[..., Path]) -> None:
    assert read_windows(clip(tone(tmp_path / "a.wav", 0.2))) == []

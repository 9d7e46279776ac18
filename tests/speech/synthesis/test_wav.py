"""What a speech engine wrote is sound, or refused in one way, however much of it there is."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.speech.synthesis.wav import read_wav


@pytest.fixture
def line(tmp_path: Path) -> bytes:
    path = tmp_path / "line.wav"
    soundfile.write(path, np.full(1_600, 0.25, np.float32), 16_000, subtype="PCM_16")
    return path.read_bytes()


def test_the_sound_of_a_line(line: bytes) -> None:
    sound = read_wav(line)
    assert sound.rate == 16_000
    np.testing.assert_allclose(sound.samples, np.full(1_600, 0.25), atol=1e-4)


def test_half_a_file_is_refused_or_half_the_sound(line: bytes) -> None:
    heard = 0
    for end in range(len(line)):
        try:
            heard += len(read_wav(line[:end]).samples) > 0
        except (wave.Error, EOFError):
            continue
    assert heard == 1_599, "each whole sample but the last one, which is in the whole file"


@pytest.mark.parametrize("rate", [0, 1, 1_000_000, 0xFFFF_FFFF])
def test_a_rate_that_no_voice_has_is_damage(line: bytes, rate: int) -> None:
    with pytest.raises(wave.Error, match="rate"):
        read_wav(line[:24] + rate.to_bytes(4, "little") + line[28:])


@pytest.mark.parametrize("length", [0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_chunk_that_leads_out_of_the_file_is_damage(line: bytes, length: int) -> None:
    with pytest.raises(wave.Error):
        read_wav(line[:36] + b"LIST" + length.to_bytes(4, "little") + line[36:])

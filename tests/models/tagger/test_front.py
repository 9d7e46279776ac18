"""The front end against the published one, computed the long way at 32 kHz."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.features.published import FLOOR, mel_table
from edge_aac.types import FloatArray
from models.tagger.front import AUDIBLE_BANDS, log_mel, scaled
from models.tagger.plan import BANDS


def tones(rate: int, seconds: float = 0.5) -> FloatArray:
    """The same sound at any rate: nothing above 7.5 kHz."""
    time = np.arange(int(rate * seconds)) / rate
    rng = np.random.default_rng(3)
    hertz = rng.uniform(80, 7500, 40)
    phases = rng.uniform(0, 2 * np.pi, 40)
    waves = np.sin(2 * np.pi * hertz * time[:, None] + phases).sum(axis=1)
    return np.asarray(0.02 * waves, np.float32)


def published(samples: FloatArray) -> FloatArray:
    """What the paper's code does with sound at 32 kHz, band by band and bin by bin."""
    emphasised = samples[1:] - 0.97 * samples[:-1]
    padded = np.pad(emphasised, 512, mode="reflect")
    window = np.zeros(1024)
    window[112:912] = np.hanning(800)
    hertz = np.arange(513) * 31.25
    mel = 1127 * np.log(1 + hertz / 700)
    edges = np.linspace(0, 1127 * np.log(1 + 15000 / 700), 130)
    rows = []
    for start in range(0, len(padded) - 1023, 320):
        power = np.abs(np.fft.fft(padded[start : start + 1024] * window)[:513]) ** 2
        row = []
        for low, middle, high in zip(edges[:-2], edges[1:-1], edges[2:], strict=True):
            up, down = (mel - low) / (middle - low), (high - mel) / (high - middle)
            row.append(np.log((power * np.clip(np.minimum(up, down), 0, None)).sum() + 1e-5))
        rows.append(row)
    return np.asarray(rows, np.float32)


def test_16_khz_gives_what_was_published_for_32_khz() -> None:
    ours = log_mel(tones(16_000), "centred")
    theirs = published(tones(32_000))
    frames = min(len(ours), len(theirs)) - 6
    # At the ends the published code reflects what it has emphasised, and we what we have.
    apart = np.abs(ours[3 : 3 + frames] - theirs[3 : 3 + frames])
    loud = theirs[3 : 3 + frames] > -3.0
    assert loud.mean() > 0.3
    assert np.median(apart[loud]) < 0.01
    assert np.percentile(apart[loud], 99) < 0.1


def test_a_frame_is_the_direct_formula() -> None:
    samples = np.random.default_rng(1).normal(0, 0.1, 1600).astype(np.float32)
    ours = log_mel(samples)
    assert ours.shape == (10, BANDS)
    frame = 5
    piece = samples[160 * (frame + 1) - 400 : 160 * (frame + 1)] * np.hanning(400)
    turns = np.exp(-2j * np.pi * np.outer(np.arange(257), np.arange(400)) / 512)
    power = np.abs(turns @ piece) ** 2
    assert ours[frame] == pytest.approx(np.log(power @ mel_table() + FLOOR), abs=2e-3)


def test_bands_above_8_khz_hold_the_floor() -> None:
    read = scaled(log_mel(tones(16_000)))
    assert read[:, AUDIBLE_BANDS:] == pytest.approx(-1.40, abs=0.01)
    assert (mel_table().sum(axis=0) > 0).sum() == AUDIBLE_BANDS


def test_the_first_frame_ends_with_the_first_hop() -> None:
    sound = np.ones(160, np.float32)
    assert log_mel(sound).shape == (1, BANDS)
    assert log_mel(sound[:159]).shape == (0, BANDS)

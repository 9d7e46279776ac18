from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from edge_aac.speech.earcon import LONGEST_SECONDS, Earcon, render
from tests.speech.recorder import level, likeness

RATES = (16_000, 22_050, 48_000)


def pitches(earcon: Earcon) -> list[float]:
    """The strongest frequency of each sounding 25 ms [Hz]."""
    rate = 22_050
    samples, size = render(earcon, rate), int(0.025 * rate)
    pieces = [samples[i : i + size] for i in range(0, len(samples) - size, size // 2)]
    return [
        float(np.argmax(np.abs(np.fft.rfft(piece * np.hanning(size), 8192))) * rate / 8192)
        for piece in pieces
        if level(piece) > 0.03
    ]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("earcon", Earcon)
def test_a_signal_is_short_clean_and_audible(earcon: Earcon, rate: int) -> None:
    samples = render(earcon, rate)
    assert samples.dtype == np.float32
    assert 0.05 <= len(samples) / rate <= LONGEST_SECONDS
    assert np.abs(samples).max() <= 0.5
    assert level(samples) > 0.05
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


@pytest.mark.parametrize("earcon", Earcon)
def test_a_signal_has_nothing_of_a_smoke_alarm(earcon: Earcon) -> None:
    samples = render(earcon, 22_050)
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / 22_050)
    assert power[(hertz > 2800) & (hertz < 3600)].sum() < 0.03 * power.sum()
    # A T3 beep holds 3.1 kHz or 520 Hz for half a second; these glide, or are gone at once.
    heard = pitches(earcon)
    assert max(heard) / min(heard) > 1.5 or len(heard) * 0.0125 < 0.12


def test_the_hazard_rises_twice_and_trouble_falls_unlike_a_doorbell() -> None:
    rising = np.sign(np.diff(pitches(Earcon.HAZARD)))
    assert (rising > 0).sum() >= 6
    assert (rising < 0).sum() == 1
    falling = pitches(Earcon.TROUBLE)
    assert falling[0] > 2 * falling[-1]
    # The lowest chime in use is about twice as high.
    assert max(falling) < 420


@pytest.mark.parametrize(("one", "other"), list(combinations(Earcon, 2)))
def test_the_signals_are_told_apart(one: Earcon, other: Earcon) -> None:
    a, b = render(one, 16_000), render(other, 16_000)
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    assert likeness(longer, shorter)[0] < 0.6

"""What a recording gives to learn from, and which are refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.taught.example import MOST, Example, require_fit, sounding
from edge_aac.types import SAMPLE_RATE
from tests.taught.chimes import FRONT, chime


def test_the_sound_alone_is_cut_out() -> None:
    found = sounding(chime(FRONT))
    assert found is not None
    start, end = (one / SAMPLE_RATE for one in found)
    assert start == pytest.approx(1.0, abs=0.1)
    assert 1.6 < end < 3.2


def test_of_two_rings_far_apart_the_louder_is_taken() -> None:
    wave = np.concatenate([0.2 * chime(FRONT), chime(FRONT)])
    found = sounding(wave)
    assert found is not None and found[0] > 4 * SAMPLE_RATE


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (np.zeros(SAMPLE_RATE, np.float32), "only silence"),
        (np.zeros(0, np.float32), "only silence"),
        (np.full(SAMPLE_RATE, np.nan, np.float32), "only silence"),
    ],
)
def test_what_holds_no_sound_is_refused(samples: np.ndarray, words: str) -> None:
    with pytest.raises(EdgeAacError, match=words):
        Example.of("ring.wav", samples)


def test_a_click_is_too_short() -> None:
    wave = np.zeros(SAMPLE_RATE, np.float32)
    wave[8_000:8_020] = 0.9
    with pytest.raises(EdgeAacError, match=r"too short|only silence"):
        Example.of("click.wav", wave)


def test_too_few_too_many_and_one_twice() -> None:
    some = [Example.of(f"{i}.wav", chime(FRONT, i)) for i in range(3)]
    require_fit(some)
    with pytest.raises(EdgeAacError, match=r"Too few recordings \(1\)"):
        require_fit(some[:1])
    with pytest.raises(EdgeAacError, match="Too many"):
        require_fit(some * (MOST // 3 + 1))
    again = Example.of("copy.wav", chime(FRONT, 0))
    with pytest.raises(EdgeAacError, match=r"0\.wav and copy\.wav are the same recording"):
        require_fit([*some, again])

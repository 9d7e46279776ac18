"""The front ends: each frame from the past alone, and what each of them is for."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from edge_aac.types import FloatArray
from models.research.constant_q import centres, constant_q
from models.research.fronts import FrontName, front
from models.research.pcen import per_channel_energy

NAMES: tuple[FrontName, ...] = get_args(FrontName)


def _noise(seconds: float) -> FloatArray:
    rng = np.random.default_rng(1)
    return (rng.standard_normal(int(seconds * 16_000)) * 0.1).astype(np.float32)


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_frames_a_second(name: FrontName) -> None:
    frames = front(name)(_noise(2.56))
    assert frames.shape == (256, {"tagger": 128, "wave": 160}.get(name, 64))
    assert frames.dtype == np.float32 and np.isfinite(frames).all()


@pytest.mark.parametrize("name", NAMES)
def test_no_frame_depends_on_the_future(name: FrontName) -> None:
    sound = _noise(2.56)
    changed = sound.copy()
    changed[128 * 160 :] *= 5.0
    one, other = front(name)(sound), front(name)(changed)
    np.testing.assert_allclose(one[:128], other[:128], atol=1e-4)
    assert np.abs(one[128:] - other[128:]).max() > 0.3


@pytest.mark.parametrize("name", NAMES)
def test_silence_gives_finite_frames(name: FrontName) -> None:
    assert np.isfinite(front(name)(np.zeros(16_000 * 2, np.float32))).all()


def test_a_steady_sound_has_nearly_the_same_energy_per_channel_however_loud_it_is() -> None:
    loud = per_channel_energy(_noise(5.12))[256:]
    quiet = per_channel_energy(_noise(5.12) * np.float32(0.1))[256:]
    # A hundredth of the power takes a tenth off at most: 100 ** (1 - 0.98) = 1.097.
    assert 0.9 < float(quiet.mean() / loud.mean()) < 1.0


def test_an_onset_stands_out_and_fades_in_the_energy_per_channel() -> None:
    sound = _noise(5.12)
    sound[:40_960] *= 0.03
    bands = per_channel_energy(sound).mean(axis=1)
    assert bands[257:265].mean() > 2.0 * bands[400:].mean()


@pytest.mark.parametrize("band", [0, 20, 40, 63])
def test_a_tone_is_strongest_in_its_own_band_of_the_constant_q_transform(band: int) -> None:
    time = np.arange(32_000) / 16_000
    tone = (0.3 * np.sin(2.0 * np.pi * centres()[band] * time)).astype(np.float32)
    heard = constant_q(tone)[100:].mean(axis=0)
    assert int(heard.argmax()) == band
    others = [i for i in range(64) if abs(i - band) > 2]
    assert heard[band] - heard[others].max() > 4.0

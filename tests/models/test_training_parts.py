"""The small parts of training: schedule, intervals, activity, targets."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE
from models.data.pool import LOWEST, STEP, pack, targets
from models.data.scene import Placed
from models.ground.activity import active_stretches
from models.ground.intervals import bootstrap
from models.training.schedule import learning_rate


def test_the_learning_rate_rises_then_falls_to_zero() -> None:
    rates = [learning_rate(step, 1_000, 1e-3, 100) for step in range(1_001)]
    assert max(rates) == pytest.approx(1e-3)
    assert rates.index(max(rates)) in (99, 100)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert all(a >= b for a, b in pairwise(rates[100:]))


def test_an_interval_widens_when_clips_share_a_recording() -> None:
    values = [1.0] * 50 + [0.0] * 50
    apart = bootstrap(values, [str(i) for i in range(100)])
    shared = bootstrap(values, [str(i // 10) for i in range(100)])
    assert apart[0] < 0.5 < apart[1]
    assert shared[1] - shared[0] > 1.5 * (apart[1] - apart[0])


def test_two_bursts_are_two_stretches() -> None:
    sound = np.zeros(3 * SAMPLE_RATE, np.float32)
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE // 2).astype(np.float32)
    sound[8_000:16_000] = noise
    sound[32_000:40_000] = noise * 0.5
    stretches = active_stretches(sound)
    assert len(stretches) == 2
    assert stretches[0] == pytest.approx((0.5, 1.0), abs=0.08)
    assert stretches[1] == pytest.approx((2.0, 2.5), abs=0.08)


def test_silence_has_no_stretches() -> None:
    assert active_stretches(np.zeros(SAMPLE_RATE, np.float32)) == ()


def test_targets_mark_the_rows_in_which_a_label_sounds() -> None:
    dog = Placed("dog", 0.4, 1.0, 10.0, 1, "event", None, ((0.4, 0.56), (0.88, 1.0)))
    rows = targets((dog,), 20)
    column = load_taxonomy().index("dog")
    assert np.flatnonzero(rows[:, column]).tolist() == [5, 6, 11, 12]
    assert rows.sum() == 4


def test_packing_loses_less_than_a_step() -> None:
    mel = np.linspace(-13.8, 11.0, 640, dtype=np.float32).reshape(10, 64)
    restored = pack(mel).astype(np.float32) * STEP + LOWEST
    assert float(np.abs(restored - mel).max()) <= STEP / 2 + 1e-4

"""How thresholds of the tonal network follow from what should not be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from edge_aac.events.tonal.patterns import PATTERNS
from models.tonal.front import TABLE
from models.tonal.judge import (
    false_alarms,
    recall,
    rendered_strength,
    threshold_for,
    threshold_of_share,
)
from models.tonal.network import INPUTS, TonalNet
from models.tonal.targets import HOP_SECONDS, Pattern


def stream(*peaks: tuple[float, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """An hour's scores with peaks at moments [s]."""
    level = np.zeros(int(3600 / HOP_SECONDS), np.float32)
    for at, height in peaks:
        level[int(at / HOP_SECONDS)] = height
    return level


def test_peaks_close_to_each_other_are_one_false_alarm() -> None:
    level = stream((10.0, 0.9), (12.0, 0.8), (100.0, 0.7))
    assert false_alarms(level, 0.6) == 2
    assert false_alarms(level, 0.75) == 1
    assert false_alarms(level, 0.95) == 0


def test_a_threshold_is_above_what_the_budget_does_not_let_through() -> None:
    level = stream((10.0, 0.9), (100.0, 0.8), (900.0, 0.7))
    none, one = threshold_for(level, 1.0, 0.0), threshold_for(level, 1.0, 1.0)
    assert 0.9 < none < 0.95
    assert 0.8 < one < 0.9
    assert false_alarms(level, none) == 0
    assert false_alarms(level, one) == 1


def test_where_nothing_ever_came_near_half_is_enough() -> None:
    assert threshold_for(stream((10.0, 0.2)), 1.0, 0.0) == pytest.approx(0.5)


def test_a_share_of_rendered_devices_may_be_above() -> None:
    strength = np.array([0.2, 0.9, 0.5, 0.7], np.float32)
    assert threshold_of_share(strength, 100, 0.0) == pytest.approx(0.9)
    assert threshold_of_share(strength, 100, 0.02) == pytest.approx(0.5)
    assert threshold_of_share(strength, 100, 0.5) == 0.0


def test_alarms_beds_and_what_is_unasked_are_no_rendered_mistakes(tmp_path: Path) -> None:
    disc = int(np.abs(TABLE.hertz - 3_100.0).argmin())
    y = np.zeros((4, 20, len(PATTERNS)), np.int8)
    y[0, 10:, Pattern.T3] = 1
    y[2, :, Pattern.HINT] = -1
    np.savez(
        tmp_path / "dev-000.npz", x=np.zeros((4, 20, INPUTS), np.uint8), y=y,
        kind=np.array(["smoke_piezo", "recorded dog", "timer", "beep"]),
        pitch=np.full(4, disc), level=np.array([-10.0, 0.0, 0.0, 0.0]), scenes=np.array(50),
    )  # fmt: skip
    net = TonalNet().eval()
    with torch.no_grad():
        net.out.weight.zero_()
        net.out.bias.fill_(2.0)
    files = [tmp_path / "dev-000.npz"]
    strength, scenes = rendered_strength(net, files)
    said = 1 / (1 + np.exp(-2.0))
    # A horn's tones in turn are not believed at a disc's pitch.
    expected = [[0.0, said, said, 0.0], [said, said, said, 0.0]]
    np.testing.assert_allclose(strength, expected, atol=1e-6)
    assert scenes == 50
    told = recall(net, files, np.full(len(PATTERNS), 0.5, np.float32))
    assert told == {"smoke_piezo faint": {"T3": [1, 1]}}

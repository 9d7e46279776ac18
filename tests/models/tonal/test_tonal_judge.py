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


def hours_of_sound(count: int, sure: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Scores of so many hours in which nothing is there, the surest ones around some log-odds."""
    rng = np.random.default_rng(5)
    odds = sure - 4.0 + rng.exponential(0.5, int(count * 3600 / HOP_SECONDS))
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), np.float32)


@pytest.mark.parametrize("budget", [0.03, 0.1, 0.5])
def test_a_threshold_keeps_its_budget_in_hours_that_it_was_not_chosen_from(budget: float) -> None:
    threshold = threshold_for(hours_of_sound(9, 0.0), 9.0, budget)
    assert false_alarms(hours_of_sound(90, 0.0)[-int(81 * 3600 / HOP_SECONDS) :], threshold) <= (
        81 * budget * 2.0 + 3.0
    )


def test_a_smaller_budget_and_surer_mistakes_ask_for_more() -> None:
    quiet, loud = hours_of_sound(9, 0.0), hours_of_sound(9, 2.0)
    found = [threshold_for(quiet, 9.0, budget) for budget in (1.0, 0.1, 0.03)]
    assert found == sorted(found) and found[0] < found[-1]
    assert threshold_for(loud, 9.0, 0.1) > threshold_for(quiet, 9.0, 0.1)


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

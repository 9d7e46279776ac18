"""A muted microphone is no quiet room."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.service.stillness import Stillness
from edge_aac.types import Block, FloatArray

TENTH = 1_600


def blocks(*parts: FloatArray) -> list[Block]:
    return [Block(part.astype(np.float32), n * TENTH) for n, part in enumerate(parts)]


@pytest.mark.parametrize("level", [0.0, 0.25])
def test_a_minute_of_one_value_is_still(level: float) -> None:
    still = Stillness()
    heard = [still.take(one) for one in blocks(*[np.full(TENTH, level)] * 700)]
    assert heard.index(True) == pytest.approx(600, abs=1)
    assert heard[-1]


def test_the_faintest_noise_is_sound() -> None:
    still = Stillness()
    faint = np.zeros(TENTH)
    faint[800] = 1.0 / 32_768
    assert not any(still.take(one) for one in blocks(*[faint] * 1_000))
    muted = blocks(*[np.zeros(TENTH)] * 700)
    assert [still.take(one) for one in muted][-1]
    assert not still.take(blocks(faint)[0])


def test_no_samples_are_no_news() -> None:
    still = Stillness()
    assert not still.take(Block(np.zeros(0, np.float32), 0))

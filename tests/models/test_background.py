"""What taught sounds are taught against is made again to the byte."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from edge_aac.taught.tones import PEAKS
from models.background import Heard, background_of

VALUES, HOPS, RECORDINGS, DRAWS = 384, 50, 20, 12
"""Two threads change one value in 50,000: one draw alone would show nothing."""


def recordings(seed: int) -> list[tuple[str, Heard]]:
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((VALUES, VALUES)).astype(np.float32)
    found = []
    for _ in range(RECORDINGS):
        quick = rng.standard_normal((HOPS, VALUES)).astype(np.float32) @ mixing
        tones = np.zeros((HOPS, PEAKS), np.uint8)
        found.append(("dog", Heard(quick, tones, tones, np.ones(HOPS, np.float32))))
    return found


@pytest.mark.slow
def test_the_number_of_threads_changes_no_bit() -> None:
    every = [recordings(seed) for seed in range(DRAWS)]
    made = {}
    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            if max(pool["num_threads"] for pool in threadpool_info()) < threads:
                pytest.skip("there is one processor alone")
            made[threads] = [background_of(some, 500) for some in every]
    for one, two in zip(made[1], made[2], strict=True):
        assert (one.projection.axes == two.projection.axes).all()
        assert one.pack() == two.pack()

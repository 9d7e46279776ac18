"""What listening costs, against the baseline: both meet the same sound, stretch by stretch."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cost import BASELINE_HOP, STRETCH, WINDOW, Paired, paired, rows_of
from edge_aac.bench.bench_sound import BenchSound
from edge_aac.bench.meter import Stage
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE, FloatArray

STAGES = (*(stage.value for stage in Stage), "libraries", "rest")
RUN = {
    "hops": 750,
    "threads": 2,
    "cpu_ms_per_second": {"whole": 33.04, **dict.fromkeys(STAGES, 1.5)},
    "hop_ms": {"p50": 4.0, "p95": 6.0, "p99": 7.0, "max": 9.0},
    "startup": {"seconds": None, "cpu_seconds": 0.4, "first_hop_ms": 5.0},
    "peak_rss_mib": 94.5,
}


class Baseline:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.windows: list[FloatArray] = []

    def __call__(self, window: FloatArray) -> None:
        self.windows.append(window)


class Ticking:
    """Processor time that goes on by ten at each look."""

    def __init__(self) -> None:
        self.time = 0

    def __call__(self) -> int:
        self.time += 10
        return self.time


def rising() -> BenchSound:
    return BenchSound("rising", (np.arange(2 * SAMPLE_RATE) % 30_000).astype(np.int16))


def test_the_baseline_meets_each_window_once_as_soon_as_the_listener_has_it() -> None:
    baseline = Baseline()
    both = Paired(rising(), baseline, Ticking())
    both(BASELINE_HOP - 1, 5)
    assert baseline.windows == []
    both(BASELINE_HOP, 6)
    both(BASELINE_HOP, 7)
    assert len(baseline.windows) == 1
    both(3 * BASELINE_HOP + 5, 8)
    assert len(baseline.windows) == 3
    assert {len(window) for window in baseline.windows} == {WINDOW}
    # Whole windows, each 0.48 s on.
    ends = [round(float(window[-1]) * 32_767) for window in baseline.windows]
    assert ends == [BASELINE_HOP - 1, 2 * BASELINE_HOP - 1, 3 * BASELINE_HOP - 1]


def test_both_are_compared_over_whole_stretches_alone() -> None:
    both = Paired(rising(), Baseline(), Ticking())
    for hop in range(1, 26):
        both(hop * BASELINE_HOP, hop * 50)
    assert both.ours == [500, 500]
    assert both.theirs == [100, 100]
    assert (both.ratio.value, both.ratio.low, both.ratio.high, both.ratio.n) == (5.0, 5.0, 5.0, 2)


def test_the_listener_and_the_baseline_in_one_run_and_the_cost_of_everything_first(
    tiny_bundle: Path,
) -> None:
    settings = Settings.model_validate(
        {"encoder": {"model": tiny_bundle}, "audio": {"realtime": False}}
    )
    baseline = Baseline()
    both, figures = paired(settings, rising(), baseline, STRETCH / SAMPLE_RATE + 0.1)
    assert len(baseline.windows) == 10
    assert len(both.ours) == len(both.theirs) == both.ratio.n == 1
    assert 0 < both.ours[0] <= figures.run.cpu
    assert math.isfinite(both.ratio.value)
    rows = rows_of({"LiteRT": RUN, "ONNX Runtime": RUN}, both, figures)
    cost = "33.0 ms per second of sound, 3.3 % of one core (n=750 hops)"
    assert rows[0] == ("CPU of the whole listener, LiteRT", cost)
    assert rows[1] == ("CPU of the whole listener, ONNX Runtime", cost)
    assert "unknown" in dict(rows)["start-up, peak memory, threads, LiteRT"]
    assert "(n=1 stretches of 4.8 s" in rows[-1][1]


@pytest.mark.parametrize("stretch", [BASELINE_HOP, STRETCH])
def test_what_is_compared_ends_with_a_hop_of_both(stretch: int) -> None:
    assert stretch % 2_560 == 0

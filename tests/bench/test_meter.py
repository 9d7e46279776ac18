"""Clocks around stages: they add up, and change nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_aac.bench.bench_sound import made_sound
from edge_aac.bench.meter import Meter, Stage
from edge_aac.build import build_pipeline
from edge_aac.pipeline import Output
from edge_aac.pipeline.stages import Stages
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block


class Part:
    size = 3

    def work(self, count: int, *, twice: bool = False) -> int:
        return count * (2 if twice else 1)

    def fail(self) -> None:
        raise ValueError("no")


class Ticking:
    """Processor time that goes on by one at each look."""

    def __init__(self) -> None:
        self.time = 0

    def __call__(self) -> int:
        self.time += 1
        return self.time


def test_a_part_gives_what_it_gave_and_each_call_is_counted() -> None:
    meter = Meter(Ticking())
    part = meter.around(Stage.GATE, Part())
    assert part.size == 3
    assert part.work(4) == 4
    assert part.work(4, twice=True) == 8
    assert meter.spent == dict.fromkeys(Stage, 0) | {Stage.GATE: 2}


def test_a_call_that_fails_is_counted_and_fails() -> None:
    meter = Meter(Ticking())
    with pytest.raises(ValueError, match="no"):
        meter.around(Stage.DECODER, Part()).fail()
    assert meter.spent[Stage.DECODER] == 1


def test_two_parts_of_a_stage_and_what_was_measured_elsewhere_add_up_until_it_is_cleared() -> None:
    meter = Meter(Ticking())
    meter.around(Stage.FRONT_END, Part()).work(1)
    meter.around(Stage.FRONT_END, Part()).work(1)
    meter.add(Stage.FRONT_END, 5)
    assert meter.spent[Stage.FRONT_END] == 7
    meter.clear()
    assert sum(meter.spent.values()) == 0


ALARM = 22 * SAMPLE_RATE, 30 * SAMPLE_RATE
"""Where in the sound that is measured on a smoke alarm sounds, so that every stage works."""


def outputs(bundle: Path, meter: Meter | None) -> list[Output]:
    """What is made of that."""
    pipeline = build_pipeline(
        Settings.model_validate({"encoder": {"model": bundle}}),
        around=None if meter is None else meter.around_all,
    )
    sound = made_sound()
    found: list[Output] = []
    first, last = ALARM
    for start in range(first, last, HOP_SAMPLES):
        found += pipeline.step(Block(sound.piece(start, HOP_SAMPLES), start - first))
    return found + pipeline.flush()


@pytest.mark.slow
def test_a_measured_pipeline_gives_what_an_ordinary_one_gives(tiny_bundle: Path) -> None:
    meter = Meter(Ticking())
    measured = outputs(tiny_bundle, meter)
    assert measured == outputs(tiny_bundle, None)
    assert len(measured) > 3
    worked = {stage for stage, spent in meter.spent.items() if spent}
    assert worked == set(Stage) - {Stage.MICROPHONE}


def test_an_ordinary_pipeline_holds_no_clock(tiny_bundle: Path) -> None:
    joined: list[Stages] = []

    def look(stages: Stages) -> Stages:
        joined.append(stages)
        return stages

    build_pipeline(Settings.model_validate({"encoder": {"model": tiny_bundle}}), around=look)
    (stages,) = joined
    kinds = {type(getattr(stages, name)).__name__ for name in Stages.__slots__}
    assert "_Timed" not in kinds
    assert stages.executed.runtime == "onnx"
    assert stages.executed.provider == "cpu"
    assert stages.executed.model == "tiny 0.0.1"


@pytest.mark.slow
def test_the_made_sound_is_the_same_at_every_run_and_holds_something_to_hear() -> None:
    one, same = made_sound(), made_sound()
    assert np.array_equal(one.samples, same.samples)
    assert len(one.samples) == 60 * 16_000
    # Its second part too is neither silent nor cut off.
    street = np.abs(one.samples[42 * 16_000 :].astype(np.int32))
    assert 1_000 < street.max() < 32_767
    assert np.median(street) > 10

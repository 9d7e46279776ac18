"""A part that fails at one block of sound: the listener goes on, and loses no alarm by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_aac.build import build_pipeline
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline import Output, Pipeline
from edge_aac.pipeline.stages import Stages
from edge_aac.supervision.skipped_blocks import HOPELESS_SECONDS, SkippedBlocks
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, Event, EventEnd, FloatArray, Utterance
from tests.pipeline.test_pipeline import only, settings_for, silence, t3, tone

HOP_SECONDS = HOP_SAMPLES / SAMPLE_RATE


class Failing:
    """A stage whose `step` fails in some of its calls; for the rest it is the stage."""

    def __init__(self, stage: Any, fails: Callable[[int], bool]) -> None:
        self._stage, self._fails, self._calls = stage, fails, -1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stage, name)

    def step(self, *args: Any, **more: Any) -> Any:
        self._calls += 1
        if self._fails(self._calls):
            raise ValueError("a bad hop")
        return self._stage.step(*args, **more)


def pipeline(bundle: Path, stage: str, fails: Callable[[int], bool]) -> Pipeline:
    def around(stages: Stages) -> Stages:
        return replace(stages, **{stage: Failing(getattr(stages, stage), fails)})

    return build_pipeline(settings_for(bundle), around=around)


def play(heard_by: Pipeline, sound: FloatArray) -> tuple[list[Output], list[str], SkippedBlocks]:
    """All that comes out, what was reported, and the counter."""
    reported: list[str] = []
    steps = SkippedBlocks(heard_by, reported.append)
    out: list[Output] = []
    for first in range(0, len(sound), HOP_SAMPLES):
        out += steps.step(Block(sound[first : first + HOP_SAMPLES], first))
    return out + heard_by.flush(), reported, steps


@pytest.mark.parametrize("stage", ["encoder", "tonal", "chirps", "detector"])
@pytest.mark.slow
def test_after_one_bad_hop_an_alarm_is_heard_as_ever(tiny_bundle: Path, stage: str) -> None:
    sound = np.concatenate([silence(2.0), t3(3), silence(12.0)])
    out, reported, steps = play(pipeline(tiny_bundle, stage, lambda call: call == 5), sound)
    assert [one.label for one in only(out, Event)] == ["alarm", "smoke_alarm"]
    assert len(reported) == steps.skipped == 1
    assert reported[0].startswith("ValueError, test_skipped_blocks.py line ")


@pytest.mark.slow
def test_one_bad_hop_within_an_alarm_ends_its_event_and_begins_another(tiny_bundle: Path) -> None:
    sound = np.concatenate([silence(2.0), t3(6), silence(12.0)])
    hop = round(9.0 / HOP_SECONDS)
    out, _, steps = play(pipeline(tiny_bundle, "encoder", lambda call: call == hop), sound)
    assert steps.skipped == 1
    events, ends = only(out, Event), only(out, EventEnd)
    assert [one.label for one in events] == ["alarm", "smoke_alarm"] * 2
    assert [one.id for one in ends] == sorted({one.id for one in events})
    # It is heard on the same clock as before.
    assert 9.0 <= events[2].t < 14.0


@pytest.mark.slow
def test_a_decoder_that_always_fails_takes_no_alarm_with_it(tiny_bundle: Path) -> None:
    sound = np.concatenate([tone("rain", 6.0), t3(3), silence(12.0)])
    out, _, steps = play(pipeline(tiny_bundle, "decoder", lambda _: True), sound[:-SAMPLE_RATE])
    assert steps.skipped > 0
    said = [one.text for one in only(out, Utterance)]
    assert "An alarm is sounding." in said


@pytest.mark.slow
def test_a_network_that_gives_no_numbers_once_is_not_deaf_from_then_on(tiny_bundle: Path) -> None:
    class Spoilt:
        """Gives no numbers in its tenth run, states among them."""

        def __init__(self, network: Any) -> None:
            self._network, self._runs = network, 0

        def __getattr__(self, name: str) -> Any:
            return getattr(self._network, name)

        def run(self, feeds: Any) -> Any:
            self._runs += 1
            found = self._network.run(feeds)
            return [np.full_like(one, np.nan) for one in found] if self._runs == 10 else found

    def around(stages: Stages) -> Stages:
        streamed = stages.encoder._streamed  # type: ignore[attr-defined]
        streamed._network = Spoilt(streamed._network)
        return stages

    heard_by = build_pipeline(settings_for(tiny_bundle), around=around)
    out, reported, _ = play(heard_by, np.concatenate([silence(2.0), t3(3), silence(12.0)]))
    assert [one.label for one in only(out, Event)] == ["alarm", "smoke_alarm"]
    assert len(reported) == 1 and reported[0].startswith("ArithmeticError")


def test_what_fails_too_often_ends_and_an_own_error_is_never_skipped(tiny_bundle: Path) -> None:
    with pytest.raises(ValueError, match="a bad hop"):
        play(pipeline(tiny_bundle, "encoder", lambda _: True), silence(2 * HOPELESS_SECONDS))

    class Refusing:
        def step(self, block: Block) -> list[Output]:
            raise EdgeAacError(f"The end at {block.start}.")

    with pytest.raises(EdgeAacError, match="The end"):
        SkippedBlocks(Refusing(), lambda _: None).step(Block(silence(0.1), 0))  # type: ignore[arg-type]

"""Quiet and mute on sound: what is reported stays true, and what nobody heard was not announced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_aac.build import build_pipeline
from edge_aac.pipeline import Output, Pipeline
from edge_aac.pipeline.output_filter import OutputFilter
from edge_aac.salience.gate import GateState
from edge_aac.salience.notices import VALUES, Announcement, Notice
from edge_aac.salience.rules import Rule
from edge_aac.salience.verdict import Verdict
from edge_aac.settings import Settings
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Caption,
    Decision,
    Event,
    FloatArray,
    Priority,
    Status,
    Urgency,
    Utterance,
)
from tests.bundle.tiny import HERTZ


@pytest.fixture
def pipeline(tiny_bundle: Path) -> Pipeline:
    return build_pipeline(
        Settings.model_validate({"encoder": {"model": tiny_bundle}}), explain=True
    )


def tone(label: str, seconds: float) -> FloatArray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * HERTZ[label] * t)).astype(np.float32)


def silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def play(pipeline: Pipeline, *sounds: FloatArray) -> list[Output]:
    sound, clock = np.concatenate(sounds), round(pipeline.seconds * SAMPLE_RATE)
    return [
        one
        for first in range(0, len(sound), HOP_SAMPLES)
        for one in pipeline.step(Block(sound[first : first + HOP_SAMPLES], clock + first))
    ]


def only(outputs: list[Output], kind: type[Any]) -> list[Any]:
    return [one for one in outputs if isinstance(one, kind)]


BELL = "The doorbell is ringing."


def test_in_quiet_a_bell_is_reported_as_not_spoken_and_why(pipeline: Pipeline) -> None:
    pipeline.output_filter.quiet(pipeline.seconds, 60.0)
    heard = play(pipeline, silence(1.0), tone("doorbell", 1.0), silence(1.0))
    assert [one.label for one in only(heard, Event)] == ["doorbell"]
    assert only(heard, Utterance) == []
    (caption,) = only(heard, Caption)
    assert (caption.text, caption.spoken) == (BELL, False)
    (decision,) = only(heard, Decision)
    assert (decision.rule, decision.spoken) == ("quiet", False)
    assert decision.why.endswith(": you asked for quiet, and it is not critical.")
    assert [(one.label, one.count) for one in pipeline.output_filter.missed] == [("doorbell", 1)]


def test_what_was_withheld_starts_no_cool_down(pipeline: Pipeline) -> None:
    pipeline.output_filter.mute()
    assert only(play(pipeline, silence(1.0), tone("doorbell", 1.0), silence(6.0)), Utterance) == []
    pipeline.output_filter.unmute()
    heard = play(pipeline, tone("doorbell", 1.0))
    assert [one.text for one in only(heard, Utterance)] == [BELL]


def test_what_was_said_does_start_one_with_and_without_quiet(pipeline: Pipeline) -> None:
    assert BELL in [
        one.text for one in only(play(pipeline, silence(1.0), tone("doorbell", 1.0)), Utterance)
    ]
    pipeline.output_filter.quiet(pipeline.seconds, 5.0)
    heard = play(pipeline, silence(6.0), tone("doorbell", 1.0))
    assert BELL not in [one.text for one in only(heard, Utterance)]
    assert "cooldown" in [one.rule for one in only(heard, Decision)]


@pytest.mark.parametrize("way", ["quiet", "mute"])
@pytest.mark.slow
def test_an_alarm_its_repetitions_and_its_end_get_through(pipeline: Pipeline, way: str) -> None:
    if way == "mute":
        pipeline.output_filter.mute()
    else:
        pipeline.output_filter.quiet(pipeline.seconds, 3_600.0)
    heard = play(pipeline, silence(1.0), tone("smoke_alarm", 14.0), silence(20.0))
    said = [one.text for one in only(heard, Utterance)]
    assert said == [
        "An alarm is sounding.",
        "The alarm is still sounding.",
        "The alarm has stopped.",
    ]
    assert [one.text for one in only(heard, Caption) if one.spoken] == said


def test_what_the_person_asks_is_described_even_when_muted(pipeline: Pipeline) -> None:
    pipeline.output_filter.mute()
    assert only(play(pipeline, silence(1.0), tone("rain", 6.0)), Utterance) == []
    pipeline.request()
    heard = play(pipeline, tone("rain", 2.0))
    assert [one.text for one in only(heard, Utterance)] == ["Rain is heard."]
    assert [one.spoken for one in only(heard, Caption)] == [True]


@pytest.mark.slow
def test_scenes_that_were_withheld_cost_no_budget_and_are_one_entry(pipeline: Pipeline) -> None:
    pipeline.output_filter.quiet(pipeline.seconds, 100.0)
    sound = [silence(3.0), tone("rain", 6.0), silence(30.0)] * 2
    assert only(play(pipeline, *sound), Utterance) == []
    assert [one.label for one in pipeline.output_filter.missed] == [""]
    heard = play(pipeline, silence(140.0), tone("rain", 6.0))
    assert [one.text for one in only(heard, Utterance)] == [
        "The quiet time is over.",
        "Rain is heard.",
    ]


def test_the_end_of_a_quiet_time_is_no_news_to_who_is_muted(pipeline: Pipeline) -> None:
    pipeline.output_filter.quiet(pipeline.seconds, 5.0)
    pipeline.output_filter.mute()
    assert play(pipeline, silence(10.0)) == []
    assert pipeline.output_filter.silence.until is None and len(pipeline.output_filter.missed) == 0


def test_a_lost_microphone_is_told_whatever_was_muted(pipeline: Pipeline) -> None:
    pipeline.output_filter.mute()
    for notice in Notice:
        outputs = pipeline.announce(Announcement(notice, values=dict.fromkeys(VALUES, "x")))
        (line,) = only(outputs, Status)
        assert len(only(outputs, Utterance)) == int(notice.urgency is Urgency.VITAL)
        assert line.spoken is (notice.urgency is Urgency.VITAL)
    assert Notice.MICROPHONE_LOST.urgency is Urgency.VITAL
    assert Notice.OVERLOADED.urgency is Urgency.ORDINARY


def test_a_loss_ends_neither_quiet_nor_mute(pipeline: Pipeline) -> None:
    pipeline.output_filter.mute()
    play(pipeline, silence(1.0))
    pipeline.interrupt()
    pipeline.flush()
    assert pipeline.output_filter.silence.muted


def test_a_new_silence_begins_a_new_account_and_a_stricter_one_goes_on_with_it(
    pipeline: Pipeline,
) -> None:
    output_filter = pipeline.output_filter
    output_filter.quiet(0.0, 60.0)
    play(pipeline, silence(1.0), tone("doorbell", 1.0))
    output_filter.mute()
    assert len(output_filter.missed) == 1
    output_filter.unmute()
    assert len(output_filter.missed) == 1
    output_filter.mute()
    assert len(output_filter.missed) == 0


def test_what_a_budget_withheld_was_missed() -> None:
    output_filter = OutputFilter()
    caption = Caption(9.0, 8.0, 9.0, "A dog is barking.", Priority.ATTENTION, False)
    verdict = Verdict(Rule.TALK_BUDGET, caption=caption, why="Because.", text=caption.text)
    output_filter.judged(GateState(), (GateState(), verdict), 9.0, "dog")
    assert [(one.label, one.count) for one in output_filter.missed] == [("dog", 1)]

"""The whole chain on sound, with a bundle that hears four tones."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_aac.build import build_captioner, build_pipeline
from edge_aac.errors import EdgeAacError
from edge_aac.events.tonal.patterns import Patterns
from edge_aac.events.tonal.tonal_detector import TonalDetector, TonalState
from edge_aac.pipeline import Output, Pipeline
from edge_aac.pipeline.stages import Stages
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Caption,
    Decision,
    Event,
    EventEnd,
    FloatArray,
    Priority,
    State,
    Status,
    Utterance,
)
from tests.bundle.tiny import HERTZ, decoder_model, encoder_model, write_tiny_bundle
from tests.pulses import clock, row, square, voice
from tests.thoroughness import examples


def settings_for(bundle: Path, **sections: Any) -> Settings:
    return Settings.model_validate({"encoder": {"model": bundle}, **sections})


def tone(label: str, seconds: float, level: float = 0.3) -> FloatArray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * HERTZ[label] * t)).astype(np.float32)


def silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def play(pipeline: Pipeline, *sounds: FloatArray, block: int = HOP_SAMPLES) -> list[Output]:
    """Feed sound that follows what was fed before, without ending the input."""
    sound = np.concatenate(sounds)
    clock = round(pipeline.seconds * SAMPLE_RATE)
    return [
        one
        for first in range(0, len(sound), block)
        for one in pipeline.step(Block(sound[first : first + block], clock + first))
    ]


def listen(bundle: Path, *sounds: FloatArray, block: int = HOP_SAMPLES, **s: Any) -> list[Output]:
    pipeline = build_pipeline(settings_for(bundle, **s))
    return play(pipeline, *sounds, block=block) + pipeline.flush()


def only(outputs: list[Output], kind: type[Any]) -> list[Any]:
    return [one for one in outputs if isinstance(one, kind)]


# What is heard is told.


def test_an_alarm_is_reported_described_and_said_in_this_order(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, silence(2.0), tone("smoke_alarm", 3.0))
    assert [type(one) for one in heard[:3]] == [Event, Caption, Utterance]
    event, caption, said = heard[:3]
    assert isinstance(event, Event) and isinstance(caption, Caption)
    assert isinstance(said, Utterance)
    assert (event.label, event.priority) == ("alarm", Priority.CRITICAL)
    assert abs(event.onset - 2.0) < 0.25 and event.onset < event.t < 3.5
    assert caption.text == said.text == "An alarm is sounding."
    assert caption.spoken and caption.t == said.t == event.t


def t3(cycles: int, level: float = 0.3) -> FloatArray:
    pulse, gap = tone("smoke_alarm", 0.5, level), silence(0.5)
    return np.concatenate([pulse, gap, pulse, gap, pulse, silence(1.5)] * cycles)


@pytest.mark.slow
def test_an_alarm_with_its_pattern_gets_its_name(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, silence(2.0), t3(3), silence(12.0))
    events = only(heard, Event)
    assert [one.label for one in events] == ["alarm", "smoke_alarm"]
    assert len({one.id for one in events}) == 1
    assert events[0].t < 4.0 and events[1].t <= 2.0 + 3.5
    assert [one.label for one in only(heard, EventEnd)] == ["smoke_alarm"]
    said = [one.text for one in only(heard, Utterance) if one.priority is Priority.CRITICAL]
    assert said[:2] == ["An alarm is sounding.", "A smoke alarm is sounding."]
    assert said[-1] == "The smoke alarm has stopped."


@pytest.mark.slow
def test_decisions_are_remembered_and_reported_where_asked_for(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle), explain=True)
    heard = play(pipeline, silence(2.0), t3(2)) + pipeline.flush()
    told = only(heard, Decision)
    assert next(one for one in told if one.spoken).text == "An alarm is sounding."
    assert any("T3 pattern" in one.evidence for one in told)
    assert [one.why for one in told if one.rule == "escalated"] == [
        "I heard three long beeps and a pause, the smoke alarm pattern. "
        "Before that I only knew it was an alarm."
    ]
    assert list(pipeline.output_filter.decisions) == told
    silent = build_pipeline(settings_for(tiny_bundle))
    assert not only(play(silent, silence(2.0), t3(2)), Decision)
    assert len(silent.output_filter.decisions) > 0


@pytest.mark.slow
def test_silence_is_nothing(tiny_bundle: Path) -> None:
    assert listen(tiny_bundle, silence(20.0)) == []


@pytest.mark.slow
def test_an_event_ends_when_its_sound_does(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, tone("doorbell", 2.0), silence(8.0))
    event, end = only(heard, Event)[0], only(heard, EventEnd)[0]
    assert (end.id, end.label, end.onset) == (event.id, "doorbell", event.onset)
    assert 2.0 < end.t < 9.0


def test_the_end_of_the_input_ends_what_is_open(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, silence(1.0), tone("doorbell", 2.03))
    assert len(only(heard, Event)) == 1
    (end,) = only(heard, EventEnd)
    assert end.t == pytest.approx(3.03)


def test_no_time_lies_after_the_input(tiny_bundle: Path) -> None:
    for length in (1.0, 1.01, 1.09, 1.13):
        heard = listen(tiny_bundle, tone("smoke_alarm", length))
        assert heard and all(one.t <= length + 1e-9 for one in heard)


def test_what_begins_in_the_last_hop_counts(tiny_bundle: Path) -> None:
    """An alarm that is confirmed by samples that fill no hop is still told."""
    pipeline = build_pipeline(settings_for(tiny_bundle))
    sound = tone("smoke_alarm", 4.0)
    first = next(
        n for n in range(10) if only(play_again(tiny_bundle, sound[: (n + 1) * HOP_SAMPLES]), Event)
    )
    before = play(pipeline, sound[: (first + 1) * HOP_SAMPLES - 1])
    assert only(before, Event) == []
    assert len(only(pipeline.flush(), Event)) == 1


def play_again(bundle: Path, sound: FloatArray) -> list[Output]:
    return play(build_pipeline(settings_for(bundle)), sound)


def test_after_the_end_there_is_nothing_more(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    play(pipeline, tone("doorbell", 3.0))
    assert pipeline.flush() != []
    assert pipeline.flush() == []


def test_no_input_at_all_ends_in_peace(tiny_bundle: Path) -> None:
    assert build_pipeline(settings_for(tiny_bundle)).flush() == []
    assert listen(tiny_bundle, silence(0.0), tone("rain", 1 / SAMPLE_RATE)) == []


# The scene.


@pytest.mark.slow
def test_a_scene_is_described_once(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, silence(1.0), tone("rain", 20.0))
    (caption,) = only(heard, Caption)
    assert caption.text == "Rain is heard." and caption.spoken
    assert caption.priority is Priority.AMBIENT
    assert abs(caption.start - 1.0) < 0.6 and caption.start < caption.end <= caption.t < 6.0
    assert [one.text for one in only(heard, Utterance)] == ["Rain is heard."]


def test_the_style_reaches_the_decoder(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, tone("rain", 8.0), captions={"style": "detailed"})
    assert [one.text for one in only(heard, Caption)] == ["Now rain is heard."]


@pytest.mark.slow
def test_a_description_takes_as_many_hops_as_its_budget_says(tiny_bundle: Path) -> None:
    slow, fast = (
        only(listen(tiny_bundle, tone("rain", 8.0), captions={"steps_per_hop": n}), Caption)[0]
        for n in (1, 64)
    )
    # "rain is heard ." and the end: five steps, four more hops than all at once.
    assert slow.t - fast.t == pytest.approx(4 * 0.16)
    assert (slow.text, slow.end) == (fast.text, fast.end)


@pytest.mark.slow
def test_an_alarm_throws_away_an_unspoken_sentence(tiny_bundle: Path) -> None:
    """The alarm is confirmed while the sentence is composed; the rain is told later."""
    calm = listen(tiny_bundle, tone("rain", 9.0), captions={"steps_per_hop": 1})
    begun = only(calm, Caption)[0].end
    alarm = np.concatenate([silence(begun - 0.3), tone("smoke_alarm", 1.5), silence(30.0)])
    rain = tone("rain", 40.0)[: len(alarm)]
    heard = listen(tiny_bundle, alarm + rain, captions={"steps_per_hop": 1})
    event = only(heard, Event)[0]
    assert begun < event.t < begun + 5 * 0.16
    captions = only(heard, Caption)
    assert captions[0].text == "An alarm is sounding."
    later = [c for c in captions if c.priority is Priority.AMBIENT]
    assert later and all(c.t > event.t + 1.0 for c in later)


def test_an_unfinished_sentence_is_finished_at_the_end(tiny_bundle: Path) -> None:
    calm = listen(tiny_bundle, tone("rain", 9.0), captions={"steps_per_hop": 1})
    begun = only(calm, Caption)[0].end
    heard = listen(tiny_bundle, tone("rain", begun + 0.1), captions={"steps_per_hop": 1})
    assert [c.text for c in only(heard, Caption)] == ["Rain is heard."]


def test_what_was_never_described_is_described_at_the_end(tiny_bundle: Path) -> None:
    (caption,) = only(listen(tiny_bundle, tone("rain", 1.2)), Caption)
    assert caption.text == "Rain is heard." and caption.t == pytest.approx(1.2)


@pytest.mark.slow
def test_a_description_at_a_bad_moment_is_made_again(tiny_bundle: Path) -> None:
    """The doorbell is announced while the rain's sentence is composed."""
    calm = listen(tiny_bundle, tone("rain", 9.0), captions={"steps_per_hop": 1})
    begun = only(calm, Caption)[0].end
    bell = np.concatenate([silence(begun - 0.1), tone("doorbell", 0.6), silence(10.0)])
    rain = tone("rain", 20.0)[: len(bell)]
    heard = listen(tiny_bundle, bell + rain, captions={"steps_per_hop": 1})
    (event,) = only(heard, Event)
    scenes = [c for c in only(heard, Caption) if c.priority is Priority.AMBIENT]
    assert begun < event.t < scenes[0].t < begun + 5 * 0.16 + 1e-9
    assert [scene.spoken for scene in scenes] == [False, True]
    assert scenes[1].t >= event.t + 2.0


def test_short_of_time_it_describes_nothing_and_announces_all(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    pipeline.thinned = True
    heard = play(pipeline, silence(1.0), tone("rain", 9.0), tone("smoke_alarm", 3.0))
    assert [one.text for one in only(heard, Caption)] == ["An alarm is sounding."]
    assert [one.priority for one in only(heard, Utterance)] == [Priority.CRITICAL]


def test_short_of_time_an_unfinished_sentence_is_dropped_and_made_later(tiny_bundle: Path) -> None:
    calm = listen(tiny_bundle, tone("rain", 9.0), captions={"steps_per_hop": 1})
    begun = only(calm, Caption)[0].end
    pipeline = build_pipeline(settings_for(tiny_bundle, captions={"steps_per_hop": 1}))
    assert not only(play(pipeline, tone("rain", begun + 0.2)), Caption)
    pipeline.thinned = True
    assert not only(play(pipeline, tone("rain", 4.0)), Caption)
    pipeline.thinned = False
    (caption,) = only(play(pipeline, tone("rain", 4.0)), Caption)
    assert caption.text == "Rain is heard." and caption.t > begun + 4.2


def test_short_of_time_who_asks_gets_a_description(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle, captions={"steps_per_hop": 1}))
    pipeline.thinned = True
    play(pipeline, tone("rain", 3.0))
    pipeline.request()
    (caption,) = only(play(pipeline, tone("rain", 3.0)), Caption)
    assert caption.text == "Rain is heard." and caption.spoken


def test_a_decoder_without_words_is_helped_out(tmp_path: Path) -> None:
    mute = decoder_model(**{"<normal>": "<end>"})
    bundle = write_tiny_bundle(tmp_path / "mute", decoder=mute)
    (caption,) = only(listen(bundle, tone("rain", 6.0)), Caption)
    assert caption.text == "Rain." and caption.spoken
    captioner = build_captioner(settings_for(bundle))
    assert captioner.caption(tone("dog", 2.0)).text == "A dog barking."
    assert captioner.caption(silence(2.0)).text.endswith(".")


def test_german_descriptions_are_made_of_nouns(tiny_bundle: Path) -> None:
    heard = listen(tiny_bundle, tone("rain", 8.0), salience={"language": "de"})
    assert [one.text for one in only(heard, Utterance)] == ["Regen."]
    alarm = listen(tiny_bundle, tone("smoke_alarm", 3.0), salience={"language": "de"})
    assert only(alarm, Utterance)[0].text == "Ein Alarm ertönt."
    captioner = build_captioner(settings_for(tiny_bundle, salience={"language": "de"}))
    assert captioner.caption(tone("dog", 2.0)).text == "Ein bellender Hund."


# The own voice.


def test_no_scene_is_made_of_the_own_voice(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    pipeline.spoke(1.0, 6.0)
    assert play(pipeline, silence(1.0), tone("rain", 5.0), silence(10.0)) == []
    assert pipeline.flush() == []


@pytest.mark.slow
def test_a_scene_that_outlasts_the_own_voice_is_described_after_it(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    pipeline.spoke(1.0, 6.0)
    (caption,) = only(play(pipeline, silence(1.0), tone("rain", 15.0)), Caption)
    assert caption.spoken and caption.t > 7.0 and caption.start >= 6.9


@pytest.mark.slow
def test_an_alarm_gets_through_the_own_voice_as_soon_as_without_it(tiny_bundle: Path) -> None:
    times = []
    for spoken in (False, True):
        pipeline = build_pipeline(settings_for(tiny_bundle))
        if spoken:
            pipeline.spoke(0.0, 30.0)
        events = only(play(pipeline, silence(2.0), t3(3)), Event)
        times.append({one.label: one.t for one in events})
    assert list(times[0]) == list(times[1]) == ["alarm", "smoke_alarm"]
    # The tonal network is told of the own voice, and may be sure of a name a hop later.
    assert all(times[1][one] <= times[0][one] + 0.16 + 1e-9 for one in times[0])


@pytest.mark.slow
def test_a_faint_alarm_beside_the_own_voice_is_named(tiny_bundle: Path) -> None:
    own = [(4.4, 5.9), (7.0, 9.1), (13.4, 15.2)]
    groups = [span for start in (4.0, 8.0, 12.0) for span in row(start, 0.5, 0.5, 3)]
    hiss = 0.1 * np.random.default_rng(4).standard_normal(len(clock(22.0)))
    samples = (square(22.0, groups, 0.09) + voice(22.0, own, 2.0) + hiss).astype(np.float32)
    for told in (False, True):
        pipeline = build_pipeline(settings_for(tiny_bundle))
        for start, end in own if told else []:
            pipeline.spoke(start, end)
        events = only(play(pipeline, samples), Event)
        assert [one.label for one in events if one.label == "smoke_alarm"] == ["smoke_alarm"]


class Covered:
    """A tonal detector that notes in which hops the own voice is."""

    def __init__(self, inner: TonalDetector) -> None:
        self.inner, self.hops = inner, list[bool]()

    def start(self) -> TonalState:
        return self.inner.start()

    def step(
        self, state: TonalState, spectrum: FloatArray, covered: bool = False
    ) -> tuple[TonalState, Patterns]:
        self.hops.append(covered)
        return self.inner.step(state, spectrum, covered)


def test_the_tonal_detector_knows_when_the_own_voice_speaks(tiny_bundle: Path) -> None:
    noted: list[Covered] = []

    def around(stages: Stages) -> Stages:
        noted.append(Covered(stages.tonal))
        return replace(stages, tonal=noted[0])  # type: ignore[arg-type]

    pipeline = build_pipeline(settings_for(tiny_bundle), around=around)
    pipeline.spoke(1.6, 3.2)
    play(pipeline, silence(8.0))
    spoken = np.flatnonzero(noted[0].hops) * 0.16
    assert spoken[0] == pytest.approx(1.6, abs=0.17)
    assert 3.0 <= spoken[-1] < 5.5


def test_a_bark_in_the_own_voice_is_nobodys_and_one_that_goes_on_is_told(
    tiny_bundle: Path,
) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    pipeline.spoke(1.0, 4.0)
    assert only(play(pipeline, silence(1.0), tone("dog", 3.0), silence(4.0)), Event) == []
    pipeline.spoke(9.0, 11.0)
    (event,) = only(play(pipeline, silence(1.0), tone("dog", 6.0)), Event)
    assert event.t > 12.0


def test_a_request_while_the_listener_speaks_is_answered_at_once(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    play(pipeline, tone("rain", 10.0))
    pipeline.spoke(pipeline.seconds, pipeline.seconds + 5.0)
    pipeline.request()
    said = only(play(pipeline, tone("dog", 2.0)), Utterance)
    assert [one.text for one in said] == ["Rain is heard."]


def test_a_request_is_answered(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    play(pipeline, tone("rain", 10.0))
    pipeline.request()
    answer = play(pipeline, tone("rain", 1.0))
    (caption,) = only(answer, Caption)
    assert (caption.text, caption.priority) == ("Rain is heard.", Priority.ATTENTION)
    assert caption.spoken


def test_a_request_in_silence_is_not_answered_by_the_decoder(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    play(pipeline, silence(2.0))
    pipeline.request()
    (caption,) = only(play(pipeline, silence(1.0)), Caption)
    assert caption.spoken and "heard." not in caption.text


# Cutting, gaps, interruptions.


def a_day() -> FloatArray:
    """Twenty seconds with all that can happen."""
    rng = np.random.default_rng(3)
    sound = np.concatenate(
        [
            tone("rain", 4.0),
            tone("doorbell", 1.0),
            silence(5.0),
            tone("smoke_alarm", 2.0) + tone("rain", 2.0),
            tone("dog", 3.03),
            silence(5.0),
        ]
    )
    return (sound + 1e-3 * rng.standard_normal(len(sound))).astype(np.float32)


@pytest.fixture(scope="module")
def whole_day(tiny_bundle: Path) -> list[Output]:
    """What is made of it when it comes in blocks of a hop."""
    return listen(tiny_bundle, a_day())


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cuts=st.lists(st.integers(1, 9_000), min_size=1, max_size=8))
@pytest.mark.slow
def test_the_cutting_into_blocks_changes_nothing(
    tiny_bundle: Path, whole_day: list[Output], cuts: list[int]
) -> None:
    sound = a_day()
    pipeline, outputs, position, turn = build_pipeline(settings_for(tiny_bundle)), [], 0, 0
    while position < len(sound):
        size = max(cuts[turn % len(cuts)], 40)
        outputs += pipeline.step(Block(sound[position : position + size], position))
        position, turn = position + size, turn + 1
    outputs += pipeline.flush()
    assert outputs == whole_day
    assert {one.label for one in only(whole_day, Event)} >= {"doorbell", "alarm"}


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from([*HERTZ, None]), st.floats(0.05, 6.0)), min_size=1, max_size=8
    )
)
@pytest.mark.slow
def test_whatever_is_heard_is_told_by_the_rules(
    tiny_bundle: Path, parts: list[tuple[str | None, float]]
) -> None:
    sounds = [silence(s) if label is None else tone(label, s) for label, s in parts]
    heard = listen(tiny_bundle, *sounds)
    times = [one.t for one in heard]
    assert times == sorted(times)
    assert all(0.0 <= t <= sum(map(len, sounds)) / SAMPLE_RATE + 1e-6 for t in times)
    opened: set[int] = set()
    for one in heard:
        if isinstance(one, Event):
            opened.add(one.id)
        elif isinstance(one, EventEnd):
            opened.remove(one.id)
    assert not opened
    for before, said in pairwise(heard):
        if isinstance(said, Utterance):
            assert isinstance(before, Caption) and before.spoken
            assert (before.text, before.t, before.priority) == (said.text, said.t, said.priority)
    spoken = sum(one.spoken for one in only(heard, Caption))
    assert spoken == len(only(heard, Utterance))


def test_a_day_is_told_in_order_and_every_event_ends(whole_day: list[Output]) -> None:
    heard = whole_day
    times = [one.t for one in heard]
    assert times == sorted(times)
    assert {one.id for one in only(heard, Event)} == {one.id for one in only(heard, EventEnd)}
    spoken = [one.text for one in only(heard, Caption) if one.spoken]
    assert [one.text for one in only(heard, Utterance)] == spoken


def test_dropped_samples_do_not_make_the_clock_wrong(tiny_bundle: Path) -> None:
    """The source lost 3 s and 700 samples in the middle of a hop."""
    gap = 3 * SAMPLE_RATE + 700
    pipeline = build_pipeline(settings_for(tiny_bundle))
    before, after = silence(2.05), np.concatenate([silence(1.0), tone("doorbell", 2.0)])
    outputs = play(pipeline, before)
    start = len(before) + gap
    for first in range(0, len(after), 1_000):
        outputs += pipeline.step(Block(after[first : first + 1_000], start + first))
    assert pipeline.seconds == pytest.approx((start + len(after)) / SAMPLE_RATE)
    outputs += pipeline.flush()
    event, end = only(outputs, Event)[0], only(outputs, EventEnd)[0]
    true_onset = (start + SAMPLE_RATE) / SAMPLE_RATE
    assert abs(event.onset - true_onset) < 0.25
    assert end.t == pytest.approx((start + len(after)) / SAMPLE_RATE)


def test_a_clock_that_does_not_begin_at_zero_is_followed(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    sound = np.concatenate([silence(1.0), tone("doorbell", 1.0)])
    outputs = pipeline.step(Block(sound, 100 * SAMPLE_RATE)) + pipeline.flush()
    assert abs(only(outputs, Event)[0].onset - 101.0) < 0.25


def test_time_never_runs_backwards(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    outputs = play(pipeline, tone("doorbell", 2.0))
    outputs += pipeline.step(Block(tone("smoke_alarm", 2.0), 0)) + pipeline.flush()
    times = [one.t for one in outputs]
    assert times == sorted(times) and pipeline.seconds == pytest.approx(4.0)


def test_a_lost_source_ends_what_is_open_and_ids_go_on(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    first = only(play(pipeline, tone("smoke_alarm", 2.0)), Event)
    lost = pipeline.interrupt()
    assert [type(one) for one in lost] == [EventEnd]
    assert play(pipeline, silence(5.0)) == []
    second = only(play(pipeline, tone("smoke_alarm", 2.0)), Event)
    assert {one.id for one in second}.isdisjoint(one.id for one in first) and second


@pytest.mark.slow
def test_a_wish_outlives_a_lost_source(tiny_bundle: Path) -> None:
    for asked_before in (HOP_SAMPLES, 1):
        pipeline = build_pipeline(settings_for(tiny_bundle, captions={"steps_per_hop": 1}))
        play(pipeline, tone("rain", 10.0))
        pipeline.request()
        assert play(pipeline, tone("rain", 1.0)[:asked_before]) == []
        assert pipeline.interrupt() == []
        answer = play(pipeline, tone("rain", 2.0))
        assert only(answer, Caption)[0].priority is Priority.ATTENTION


def test_a_lost_source_stops_a_sentence(tiny_bundle: Path) -> None:
    calm = listen(tiny_bundle, tone("rain", 9.0), captions={"steps_per_hop": 1})
    begun = only(calm, Caption)[0].end
    pipeline = build_pipeline(settings_for(tiny_bundle, captions={"steps_per_hop": 1}))
    assert play(pipeline, tone("rain", begun + 0.2)) == []
    assert pipeline.interrupt() == []
    assert play(pipeline, silence(1.0)) == []


def test_the_listener_speaks_of_itself(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    play(pipeline, silence(1.0))
    line, said = pipeline.announce(Announcement(Notice.MICROPHONE_LOST))
    assert isinstance(said, Utterance) and said.t == pytest.approx(1.0)
    assert isinstance(line, Status) and (line.state, line.spoken) == (State.RECOVERING, True)
    assert line.detail.startswith(said.text)


@pytest.mark.parametrize("fault", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_sound_do_not_deafen(tiny_bundle: Path, fault: float) -> None:
    bad = silence(1.0)
    bad[5_000:5_003] = fault
    with np.errstate(all="raise"):
        heard = listen(tiny_bundle, bad, silence(1.0), tone("doorbell", 2.0))
    assert [one.label for one in only(heard, Event)] == ["doorbell"]


def held() -> int:
    """Bytes that the package's own lines hold on to."""
    gc.collect()
    own = tracemalloc.Filter(True, "*/edge_aac/*")
    return sum(one.size for one in tracemalloc.take_snapshot().filter_traces([own]).traces)


@pytest.mark.slow
def test_memory_does_not_grow(tiny_bundle: Path) -> None:
    pipeline = build_pipeline(settings_for(tiny_bundle))
    sound = a_day()
    for _ in range(3):
        play(pipeline, sound)
    tracemalloc.start()
    try:
        play(pipeline, sound)
        settled = held()
        for _ in range(5):
            play(pipeline, sound)
        assert held() - settled < 30_000
    finally:
        tracemalloc.stop()


# Clips.


@pytest.mark.parametrize("label", list(HERTZ))
def test_a_clip_is_tagged_and_described(tiny_bundle: Path, label: str) -> None:
    told = build_captioner(settings_for(tiny_bundle)).caption(tone(label, 5.0))
    assert told.tags[0][0] == label and told.tags[0][1] > 0.9
    assert sorted(name for name, _ in told.tags) == sorted(load_taxonomy().names)
    scores = [score for _, score in told.tags]
    assert scores == sorted(scores, reverse=True) and scores[1] < 0.5
    # A bell by itself is a bicycle's, which nothing supports: the rule speaks then.
    texts = {"smoke_alarm": "Alarm is heard.", "doorbell": "A doorbell."}
    assert told.text == texts.get(label, f"{label.capitalize()} is heard.")
    assert told.score <= 0.0


def test_a_list_names_sounds_in_the_order_in_which_they_began(tiny_bundle: Path) -> None:
    captioner = build_captioner(settings_for(tiny_bundle))
    for first, second in (("dog", "rain"), ("rain", "dog")):
        text = captioner.caption(np.concatenate([tone(first, 3.0), tone(second, 3.0)])).text
        words = [text.lower().index({"dog": "dog", "rain": "rain"}[one]) for one in (first, second)]
        assert words == sorted(words), text


def test_a_clip_does_not_depend_on_the_clip_before(tiny_bundle: Path) -> None:
    captioner = build_captioner(settings_for(tiny_bundle))
    first = captioner.caption(tone("dog", 2.0))
    captioner.caption(tone("rain", 12.0))
    again = captioner.caption(tone("dog", 2.0))
    assert (again.text, again.tags, again.score) == (first.text, first.tags, first.score)
    np.testing.assert_array_equal(again.posteriors, first.posteriors)


def test_a_clip_is_described_by_its_last_ten_seconds_and_tagged_by_all(tiny_bundle: Path) -> None:
    sound = np.concatenate([tone("dog", 5.0), tone("rain", 10.5)])
    told = build_captioner(settings_for(tiny_bundle)).caption(sound)
    assert told.text == "Rain is heard."
    assert dict(told.tags)["dog"] > 0.9 and dict(told.tags)["rain"] > 0.9


@pytest.mark.parametrize("samples", [1, 160, 1_280, 1_281, 2_560, 2_561])
def test_the_shortest_clips_are_told(tiny_bundle: Path, samples: int) -> None:
    told = build_captioner(settings_for(tiny_bundle)).caption(tone("rain", 1.0)[:samples])
    assert told.text.endswith(".") and len(told.tags) == len(load_taxonomy().names)


def test_an_empty_clip_is_a_fault_of_the_user(tiny_bundle: Path) -> None:
    with pytest.raises(EdgeAacError, match="empty"):
        build_captioner(settings_for(tiny_bundle)).caption(silence(0.0))


# Building.


def test_a_missing_model_is_one_sentence(tmp_path: Path) -> None:
    for build in (build_pipeline, build_captioner):
        with pytest.raises(EdgeAacError, match="no model in"):
            build(settings_for(tmp_path))


def test_networks_in_each_others_place_are_refused(tmp_path: Path) -> None:
    """The checksums agree; the networks do not fit what is said of them."""
    for wrong in ({"encoder": decoder_model()}, {"decoder": encoder_model()}, {"decoder": b"x"}):
        bundle = write_tiny_bundle(tmp_path / "-".join(wrong), **wrong)
        with pytest.raises(EdgeAacError) as caught:
            build_pipeline(settings_for(bundle))
        assert str(caught.value).isprintable() and str(caught.value).endswith(".")


def test_a_threshold_for_no_label_is_refused(tiny_bundle: Path) -> None:
    with pytest.raises(EdgeAacError, match="smoke_alarm"):
        build_pipeline(settings_for(tiny_bundle, events={"thresholds": {"smoke_alrm": 0.5}}))


@pytest.mark.slow
def test_the_pipeline_is_imported_without_a_runtime() -> None:
    heavy = ("onnxruntime", "scipy", "torch", "sounddevice", "soundfile", "pyttsx3")
    code = f"import sys, edge_aac.pipeline; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

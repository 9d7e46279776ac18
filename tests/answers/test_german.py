"""With German chosen, nothing that a running listener prints or speaks is English."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.audio.quality import Defect
from edge_aac.audio.source import Source, SourceLost
from edge_aac.build import build_pipeline
from edge_aac.control.command import Command
from edge_aac.control.keys import KEYS
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import Request, RequestQueue
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.soundserver import Node
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline import Pipeline
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.why import Why
from edge_aac.report import as_line
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.service.listener import Listener
from edge_aac.settings import Settings
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.supervision.faults import Fault, Gone, NotRead, NotWritten
from edge_aac.supervision.recovery import Clock
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Caption,
    Decision,
    EventEnd,
    FloatArray,
    Report,
    State,
    Status,
    Utterance,
    Verb,
)
from tests.bundle.tiny import HERTZ
from tests.english import english
from tests.pulses import sound, t3

DEVICE = "USB-7"
NO_CARDS = Reason.of(
    Why.ABSENT,
    one=Reason(Why.EARPIECE),
    cause=Reason.of(Why.NO_CARDS, path="/dev/snd"),
    session=Reason(Why.SET_FOLDER),
)
TAKEN = Reason.of(Why.SOCKET_TAKEN, path="/s")


def tone(label: str, seconds: float) -> FloatArray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * HERTZ[label] * t)).astype(np.float32)


def room(seconds: float) -> FloatArray:
    return np.resize(np.array([1.0, -1.0], np.float32) / 32_768, round(seconds * SAMPLE_RATE))


def smoke() -> FloatArray:
    """A smoke alarm that its beeps name."""
    return sound(17.0, t3(1.0, 4))


class Tape:
    """Plays sounds; between them something happens; where one is missing, the source drops it."""

    name = DEVICE
    live = True

    def __init__(self, *parts: FloatArray | int | Any) -> None:
        self._parts = parts
        self.defects: frozenset[Defect] = frozenset()
        self.waiting = 0.0
        self.heard = Node("alsa_input.usb", "USB-8", DeviceKind.MICROPHONE, 1, SAMPLE_RATE)

    def blocks(self) -> Iterator[Block]:
        at = 0
        for part in self._parts:
            if isinstance(part, int):
                at += part
            elif callable(part):
                part()
            else:
                for first in range(0, len(part), HOP_SAMPLES):
                    yield Block(part[first : first + HOP_SAMPLES], at)
                    at += len(part[first : first + HOP_SAMPLES])

    def close(self) -> None:
        pass


class Mouth(SilentOutput):
    """Remembers what it was to say, and says none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._unsaid: list[Utterance] = []

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:  # noqa: ARG002
        self.said += [utterance.text, utterance.reason]
        self._unsaid.append(utterance)

    def wait(self, timeout: float) -> bool:
        return timeout >= 0.0

    def begun(self, timeout: float) -> bool:
        return timeout < 0.0

    def unsaid(self) -> tuple[Utterance, ...]:
        unsaid, self._unsaid = tuple(self._unsaid), []
        return unsaid

    def hush(self) -> None:
        pass

    def adjust(self, *, rate: int | None = None, volume: float | None = None) -> None:
        pass

    def close(self) -> None:
        pass


class Evening:
    """A German listener that meets everything that can happen to it."""

    def __init__(self, bundle: Path) -> None:
        self.now = 0.0
        self.mouth, self.lines, self.reports = Mouth(), list[str](), list[Report]()
        self.answers: list[str] = []
        self.inbox, self.news, self.parts = (
            RequestQueue(),
            VoiceAnnouncements(lambda: self.now),
            ThreadFailures(),
        )
        self.refuses: list[type[EdgeAacError]] = []
        wording, catalogue = load_wording("de"), load_catalogue("de")
        self.words = wording.line_words(catalogue.noun)
        pipeline = build_pipeline(
            Settings.model_validate({"encoder": {"model": bundle}, "salience": {"language": "de"}}),
            explain=True,
        )
        tapes = iter([self.first(pipeline), self.second()])
        self.listener = Listener(
            lambda: self.next(tapes),
            pipeline,
            self.mouth,
            self.show,
            notice=Notice.DEMONSTRATION,
            replies=Replies(
                pipeline, self.inbox, wording, voice=self.mouth,
                voice_settings=VoiceSettings(210, 0.5), now=lambda: self.now,
            ),
            clock=Clock(now=lambda: self.now, sleep=self.sleep),
            was_deaf=lambda: True,
            voice_announcements=self.news,
            wording=wording,
            thread_failures=self.parts,
            first=[
                Announcement(one, values={"name": "cuda", "reason": TAKEN})
                for one in Notice
                if one.state in {State.SETUP, State.HEARS_BADLY}
            ],
        )  # fmt: skip

    def next(self, tapes: Iterator[Source]) -> Source:
        return next(tapes)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def show(self, report: Report) -> None:
        if self.refuses:
            raise self.refuses.pop()("English, for a log.")
        self.reports.append(report)
        line = as_line(report, self.words)
        if line is not None:
            self.lines.append(line)

    def ask(self, verb: Verb) -> Any:
        def put() -> None:
            request = Request(Command(verb, 60.0))
            request.answer = lambda answer: self.answers.append(answer.text)  # type: ignore[method-assign]
            self.inbox.put(request)

        return put

    def later(self) -> None:
        self.now += 3_600.0

    def first(self, pipeline: Pipeline) -> Tape:
        bell = tone("doorbell", 1.0)
        asked = [part for verb in Verb for part in (self.ask(verb), room(1.0), bell, room(2.0))]

        def trouble() -> None:
            for fault in VoiceFault:
                self.news.add(Problem(fault, DEVICE, NO_CARDS))
            self.refuses += [Gone, NotWritten, NotRead]

        def lost() -> None:
            raise SourceLost("English, for a log.")

        def muted() -> None:
            tape.defects = frozenset({Defect.SILENT})

        def behind() -> None:
            tape.waiting = 3.0

        def longer_behind() -> None:
            self.now += 3.0

        def part() -> None:
            error = ValueError("English, for a log.")
            self.parts.failed(threading.ExceptHookArgs((ValueError, error, None, None)))

        def stumble() -> None:
            def once(block: Block) -> Any:
                pipeline.step = whole  # type: ignore[method-assign]
                raise ValueError(f"English, for a log: {block.start}")

            whole, pipeline.step = pipeline.step, once  # type: ignore[method-assign]

        tape = Tape(
            room(1.0), tone("doorbell", 1.0), room(4.0), tone("rain", 6.0), smoke(), room(3.0),
            *asked, self.ask(Verb.QUIET), tone("doorbell", 1.0), self.ask(Verb.MISSED), room(2.0),
            self.ask(Verb.STATUS), room(70.0), self.ask(Verb.UNMUTE), room(1.0),
            16_000, room(1.0), self.later, trouble, room(2.0), self.later,
            muted, np.zeros(SAMPLE_RATE, np.float32), room(1.0), part, room(1.0), stumble,
            room(1.0), behind, room(1.0), longer_behind, room(1.0), lost,
        )  # fmt: skip
        return tape

    def second(self) -> Tape:
        return Tape(room(2.0), self.ask(Verb.WHY), room(1.0), tone("smoke_alarm", 3.0))


@pytest.fixture(scope="module")
def evening(tiny_bundle: Path) -> Evening:
    evening = Evening(tiny_bundle)
    evening.listener.run()
    return evening


@pytest.mark.slow
def test_the_evening_meets_every_state_and_kind(evening: Evening) -> None:
    statuses = [one for one in evening.reports if isinstance(one, Status)]
    assert {one.state for one in statuses} == set(State)
    for kind in (Caption, Decision, EventEnd):
        assert any(isinstance(one, kind) for one in evening.reports)
    shown = {one.detail for one in statuses}
    catalogue = load_catalogue("de")
    for fault in Fault:
        text = catalogue.listener(fault.value.wrong.value, {"name": DEVICE})
        assert any(one.startswith(text) for one in shown), fault


def test_no_line_and_no_utterance_is_english(evening: Evening) -> None:
    told = [*evening.lines, *evening.mouth.said, *evening.answers]
    assert len(told) > 100
    assert {one: english(one) for one in told if english(one)} == {}


def test_what_stands_in_the_german_catalogues_is_german() -> None:
    catalogue, wording = load_catalogue("de"), load_wording("de")
    texts = [
        *(f"{one.text} {one.hint}" for one in catalogue.listener_phrases.values()),
        *catalogue.reasons.values(),
        *(text for name, table in wording.table.items() for text in flat(table)),
        *(wording.source(name) for name in ("standard input", "the demonstration", "default")),
        wording.keys(KEYS),
        *load_reasons("de").values(),
    ]
    texts = ["".join(part for part, *_ in Formatter().parse(one)) for one in texts]
    assert {one: english(one) for one in texts if english(one)} == {}


def flat(table: Any) -> list[str]:
    values = table.values() if isinstance(table, dict) else [table]
    return list(chain(*([v] if isinstance(v, str) else v for v in values)))


def test_both_languages_have_the_same_sentences() -> None:
    one, other = load_wording("en").table, load_wording("de").table
    assert list(one) == list(other)
    for name in set(one) - {"source"}:
        assert sorted(one[name]) == sorted(other[name]), name


def test_each_reason_has_its_german_sentence_with_the_same_facts() -> None:
    german, in_english = load_reasons("de"), load_reasons("en")
    assert list(german) == list(in_english)
    assert set(german) == {why.value for why in Why}
    for why in set(Why) - {Why.OTHER_OUTPUT, Why.SYSTEM}:  # whose text is English
        assert fields(german[why.value]) == fields(in_english[why.value]) - ENGLISH_FACTS[why], why


ENGLISH_FACTS = defaultdict(set[str]) | {
    Why.FFMPEG_MISSING: {"kind"},
    Why.FFMPEG_FINDS_NONE: {"kind"},
    Why.FFMPEG_NOT_STARTED: {"kind", "reason"},
    Why.NO_PIN: {"reason"},
    Why.MODEL_DAMAGED: {"what"},
    Why.SOUND_FILE_DAMAGED: {"what"},
    Why.SOUND_FILE_UNREAD: {"reason"},
    Why.SOUND_NOT_KEPT: {"reason"},
}
"""Facts that are English themselves, and that German leaves out."""


def fields(template: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (Reason.of(Why.NO_CARDS, path="/dev/snd"), "/dev/snd"),
        (Reason.of(Why.CARDS_CLOSED, group="audio"), "sudo usermod -aG audio $USER"),
        (Reason.of(Why.SERVER_SILENT, path="/run/pulse"), "/run/pulse"),
    ],
)
def test_german_tells_the_cause_as_english_does(cause: Reason, told: str) -> None:
    one, session = Reason(Why.EARPIECE), Reason(Why.NOTHING)
    absent = Reason.of(Why.ABSENT, one=one, cause=cause, session=session)
    error = DeviceError(DeviceFault.ABSENT, absent)
    problem = Problem.of_error(error)
    for language in ("en", "de"):
        line = load_catalogue(language).listener_line(problem.fault.value, problem.values)
        assert told in line
        assert bool(english(line)) is (language == "en")


def test_no_hint_says_again_what_was_just_said() -> None:
    for language in ("en", "de"):
        for name, phrase in load_catalogue(language).listener_phrases.items():
            said = {tuple(one.split()[:2]) for one in phrase.text.split(". ")[1:]}
            hinted = {tuple(one.split()[:2]) for one in re.split("[.:;,] ", phrase.hint)}
            assert not said & hinted, (language, name)


def test_an_english_line_would_be_noticed() -> None:
    assert english("0:07 The doorbell is ringing.") and english("Lautstärke 50 percent.")
    assert not english("Es gibt keine Tonausgabe. Schließ den Ohrhörer an, oder nimm --no-speech.")

"""A listener that runs learns from what it just heard, with the released model, and knows it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.build import build_pipeline
from edge_aac.control.command import parse_command
from edge_aac.control.lessons import PROMPTS, Lessons
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import Answer, Request, RequestQueue
from edge_aac.settings import Settings, load_settings
from edge_aac.supervision.health import HealthSnapshot
from edge_aac.taught.sound_store import SoundStore
from edge_aac.teaching import Learner
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, Caption, Event, FloatArray, Report
from tests.taught.chimes import DRYER, FRONT, chime
from tests.waiting import until

HERE = HealthSnapshot("played", lost=False)


class Listener:
    """Pipeline and answers, without a microphone and a voice."""

    def __init__(self, folder: Path) -> None:
        self.settings: Settings = load_settings({"sounds": folder}, environ={}).settings
        self.pipeline = build_pipeline(self.settings)
        self.requests = RequestQueue()
        wording = load_wording("en")
        lessons = Lessons(self.pipeline, Learner(self.settings), wording)
        self.replies = Replies(self.pipeline, self.requests, wording, lessons=lessons)
        self.reports: list[Report] = []
        self.said: list[str] = []
        self._clock = 0

    def turn(self) -> None:
        for one in self.replies.serve(HERE):
            self.said += [one.text] if hasattr(one, "text") else []

    def hear(self, wave: FloatArray) -> None:
        for at in range(0, len(wave), HOP_SAMPLES):
            block = Block(wave[at : at + HOP_SAMPLES], self._clock)
            self._clock += len(block.samples)
            self.reports += [one for one in self.pipeline.step(block) if isinstance(one, Report)]
            self.turn()

    def ask(self, line: str) -> Answer:
        request = Request(parse_command(line))
        self.requests.put(request)

        def answered() -> bool:
            self.turn()
            return request.answered is not None

        until(answered, line)
        assert request.answered is not None
        return request.answered

    def events(self, group: str) -> list[Event]:
        return [one for one in self.reports if isinstance(one, Event) and one.group == group]


def room(seconds: float) -> FloatArray:
    noise = np.random.default_rng(11).standard_normal(int(seconds * SAMPLE_RATE))
    return np.asarray(0.001 * noise, np.float32)


def test_that_was_the_dryer_three_times_and_then_it_is_known(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.hear(room(3.0))
    assert listener.ask("that was dryer").text.startswith("I remember no sound of the last minute")
    answers = []
    for take in range(3):
        listener.hear(chime(DRYER, take))
        answers.append(listener.ask("that was dryer"))
        assert all(one.done for one in answers)
    assert "ring one of three" in answers[0].text and "ring two of three" in answers[1].text
    assert answers[2].text.startswith("Learnt dryer. I will say:")
    assert answers[2].text in " ".join(listener.said)
    assert [path.name for path in tmp_path.iterdir()] == ["dryer.json"]
    (kept,) = SoundStore(tmp_path).read().sounds
    assert kept.count == 3 and kept.classifier is not None
    assert listener.events("dryer") == []
    listener.hear(np.concatenate([room(3.0), chime(DRYER, 8), room(5.0)]))
    (event,) = listener.events("dryer")
    assert event.label == "dryer"
    listener.hear(np.concatenate([room(3.0), chime(FRONT, 8), room(5.0)]))
    assert len(listener.events("dryer")) == 1


def test_taught_by_ear_while_it_listens_as_one_of_the_doorbells(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.hear(room(3.0))
    assert listener.ask("teach front door as doorbell").text == "Ring it now."
    for take in range(len(PROMPTS)):
        listener.hear(chime(FRONT, take))

    def learnt() -> bool:
        listener.turn()
        return any(one.startswith("Enough.") for one in listener.said)

    until(learnt, "the end of the lesson")
    assert "Enough. I will say: The doorbell is ringing." in listener.said
    (kept,) = SoundStore(tmp_path).read().sounds
    assert (kept.name, kept.like, kept.count) == ("front_door", "doorbell", 5)
    listener.hear(np.concatenate([room(70.0), chime(FRONT, 9), room(3.0)]))
    assert listener.events("doorbell")[-1].label in {"front_door", "doorbell"}
    captions = [one for one in listener.reports if isinstance(one, Caption)]
    assert any(one.text == "The doorbell is ringing." for one in captions)


def test_rings_that_differ_are_refused_and_the_sound_before_stays(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    listener.hear(room(3.0))
    for take, pitches in enumerate((DRYER, DRYER)):
        listener.hear(chime(pitches, take))
        assert listener.ask("that was dryer").done
    chance = np.random.default_rng(3)
    hiss = np.concatenate([room(2.0), 0.2 * chance.standard_normal(SAMPLE_RATE), room(2.0)])
    listener.hear(hiss.astype(np.float32))
    answer = listener.ask("that was dryer")
    assert not answer.done
    assert "do not sound alike" in answer.text or "cannot tell this" in answer.text
    (kept,) = SoundStore(tmp_path).read().sounds
    assert kept.count == 2 and kept.classifier is None


@pytest.mark.parametrize("line", ["that was dryer", "teach dryer"])
def test_where_it_cannot_be_kept_it_says_so(tmp_path: Path, line: str) -> None:
    (tmp_path / "file").write_text("")
    listener = Listener(tmp_path / "file")
    listener.hear(room(3.0))
    if line.startswith("teach"):
        assert listener.ask(line).done
        for take in range(len(PROMPTS)):
            listener.hear(chime(DRYER, take))

        def refused() -> bool:
            listener.turn()
            return any("cannot be written" in one for one in listener.said)

        until(refused, "a refusal")
    else:
        listener.hear(chime(DRYER))
        assert "cannot be written" in listener.ask(line).text

"""One whole conversation: a real listener, a real socket, a source and a voice of our own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.audio.source import SourceLost
from edge_aac.build import build_pipeline
from edge_aac.control.control_socket import ControlSocket
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.service.listener import Clock, Listener
from edge_aac.settings import Settings
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Caption,
    Decision,
    FloatArray,
    Priority,
    Report,
    Utterance,
)
from tests.bundle.tiny import HERTZ
from tests.crew import Crew
from tests.waiting import PATIENCE


def tone(label: str, seconds: float) -> FloatArray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * HERTZ[label] * t)).astype(np.float32)


def silence(seconds: float) -> FloatArray:
    """Of a room, in which the last bit wavers: zeros would be a microphone that is muted."""
    return np.resize(np.array([1.0, -1.0], np.float32) / 32_768, round(seconds * SAMPLE_RATE))


class Stage:
    """A source that plays what it is given; None breaks it, and it hums on in silence."""

    name = "stage"
    live = True

    def __init__(self, sounds: queue.Queue[FloatArray | threading.Event | None]) -> None:
        self._sounds = sounds

    def blocks(self) -> Iterator[Block]:
        clock = 0
        while True:
            try:
                sound = self._sounds.get(timeout=0.01)
            except queue.Empty:
                sound = silence(0.01)
            if sound is None:
                raise SourceLost("The microphone gave nothing for 2 s.")
            if isinstance(sound, threading.Event):
                if sound.is_set():
                    return
                sound.set()
                continue
            for first in range(0, len(sound), HOP_SAMPLES):
                piece = sound[first : first + HOP_SAMPLES]
                yield Block(piece, clock)
                clock += len(piece)

    def close(self) -> None:
        pass


class Mouth(SilentOutput):
    """Remembers what it said, and how."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[Priority, str]] = []
        self.signals: list[Earcon] = []
        self.hushes = 0
        self.voice_settings: tuple[int | None, float | None] = (None, None)

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        self.said.append((utterance.priority, utterance.text))
        self.signals += [] if earcon is None else [earcon]

    def wait(self, timeout: float) -> bool:
        return timeout >= 0.0

    def hush(self) -> None:
        self.hushes += 1

    def adjust(self, *, rate: int | None = None, volume: float | None = None) -> None:
        self.voice_settings = (rate, volume)

    def close(self) -> None:
        pass

    def take(self) -> list[str]:
        said, self.said = [text for _, text in self.said], []
        return said


class Evening:
    """Everything joined, the loop on a thread of its own."""

    def __init__(self, bundle: Path, path: Path, crew: Crew) -> None:
        self.path = path
        self.sounds: queue.Queue[FloatArray | threading.Event | None] = queue.Queue()
        self.mouth, self.shown = Mouth(), list[Report]()
        inbox = RequestQueue()
        pipeline = build_pipeline(
            Settings.model_validate({"encoder": {"model": bundle}}), explain=True
        )
        self.listener = Listener(
            self._open,
            pipeline,
            self.mouth,
            self.shown.append,
            replies=Replies(
                pipeline,
                inbox,
                load_wording(),
                idle=lambda: True,
                voice=self.mouth,
                voice_settings=VoiceSettings(210, 0.5),
            ),
            clock=Clock(sleep=lambda _: None),
        )
        self.control = ControlSocket(path, inbox)
        crew.start(self.listener.run)
        crew.at_end(self._end)

    def _open(self) -> Stage:
        # An absent microphone gives nothing until it is plugged in again.
        return Stage(self.sounds)

    def play(self, *sounds: FloatArray | None) -> list[str]:
        """Let it hear this to the end; what it says meanwhile."""
        heard = threading.Event()
        for sound in sounds:
            self.sounds.put(sound)
        self.sounds.put(heard)
        assert heard.wait(PATIENCE)
        return self.mouth.take()

    def ask(self, line: str) -> str:
        answer = ask(self.path, line)
        assert answer is not None and answer.done, answer
        # What it says and shows comes by the loop's next turn, and may come after the answer.
        turned = threading.Event()
        self.sounds.put(turned)
        assert turned.wait(PATIENCE)
        return answer.text

    def heard_until(self, told: Callable[[list[str]], bool]) -> list[str]:
        """What is said until it is enough."""
        said: list[str] = []
        for _ in range(200):
            said += self.play(silence(0.16))
            if told(said):
                return said
        raise AssertionError(said)

    def _end(self) -> None:
        over = threading.Event()
        over.set()
        self.sounds.put(over)
        self.control.close()


@pytest.mark.slow
def test_a_whole_evening(tiny_bundle: Path, tmp_path: Path) -> None:
    crew = Crew()
    evening = Evening(tiny_bundle, tmp_path / "socket", crew)
    try:
        _walk(evening)
    finally:
        crew.close()
    assert ask(evening.path, "now") is None


def _walk(evening: Evening) -> None:
    # It listens, and says what matters; asked why, it tells, and says it again on a wish.
    assert evening.ask("status").startswith("Listening to stage, for ")
    assert evening.ask("repeat") == "I have said nothing yet."
    said = evening.play(silence(1.0), tone("doorbell", 1.0))
    assert said[-1] == "The doorbell is ringing."
    assert "your profile announces it" in evening.ask("why")
    assert evening.ask("repeat") == "The doorbell is ringing."
    evening.heard_until(lambda said: "The doorbell is ringing." in said)

    # Asked what is around, it answers with the description itself.
    evening.play(tone("rain", 3.0))
    assert evening.ask("now") == "Rain is heard."

    # Quiet: the bell is withheld and reported as such; an alarm is said.
    assert evening.ask("quiet 2m").startswith("Quiet for two minutes.")
    evening.play(silence(40.0))
    before = len(evening.shown)
    said = evening.play(
        tone("doorbell", 1.0),
        silence(12.0),
        tone("doorbell", 1.0),
        silence(12.0),
    )
    assert said == []
    news = evening.shown[before:]
    captions = [one for one in news if isinstance(one, Caption)]
    assert captions and not any(one.spoken for one in captions)
    decisions = [one for one in news if isinstance(one, Decision)]
    assert {one.rule for one in decisions if "doorbell" in one.why} >= {"quiet"}
    assert not any(one.spoken for one in decisions)
    said = evening.play(tone("smoke_alarm", 3.0), silence(12.0))
    assert "An alarm is sounding." in said
    # What was missed is told, counted, one sentence after the other.
    evening.mouth.take()
    assert "twice" in evening.ask("missed")
    said = evening.heard_until(lambda said: any("doorbell rang twice" in one for one in said))
    assert said[0].startswith("You missed: the doorbell rang twice, ")

    # The quiet time ends by itself, in so many words.
    said = evening.play(silence(60.0))
    assert "The quiet time is over." in said

    # Mute lets only alarms through, and says so; unmute ends it.
    assert "only hazard alarms" in evening.ask("mute")
    assert evening.mouth.hushes == 2
    assert evening.mouth.signals == [Earcon.MUTED, Earcon.MUTED]
    evening.mouth.take()
    assert evening.play(tone("doorbell", 1.0), silence(12.0)) == []
    said = evening.play(tone("smoke_alarm", 3.0), silence(12.0))
    assert "An alarm is sounding." in said
    # A microphone that is lost is told even now.
    said = evening.play(None, silence(0.2))
    assert said == ["The microphone is lost.", "The microphone is back."]
    assert evening.ask("unmute") == "Back to normal: I announce everything."
    assert evening.listener.losses == 1
    said = evening.play(silence(2.0), tone("doorbell", 1.0), silence(4.0))
    assert "The doorbell is ringing." in said

    # The voice.
    assert evening.ask("louder") == "Louder: 60 percent."
    assert evening.ask("faster") == "Faster: 240 words a minute."
    assert evening.mouth.voice_settings == (240, 0.6)

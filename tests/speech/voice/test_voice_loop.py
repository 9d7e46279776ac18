from __future__ import annotations

import errno
import io
from pathlib import Path

import numpy as np
import pytest

from edge_aac.devices.exhaustion import WHYS
from edge_aac.devices.fault import DeviceFault
from edge_aac.reasons.reason import Reason
from edge_aac.speech.earcon import Earcon, render
from edge_aac.speech.messages import (
    Manner,
    Order,
    OrderKind,
    Reply,
    ReplyKind,
    decode_reply,
    encode,
)
from edge_aac.speech.speaker.heartbeat import Limits
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speaker.voice_process import Process
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.speech.synthesis.prerendered import PrerenderedTexts
from edge_aac.speech.synthesis.synthesiser import Synthesiser
from edge_aac.speech.voice.earpiece import Earpiece
from edge_aac.speech.voice.order_queue import OrderQueue
from edge_aac.speech.voice.voice_loop import VoiceLoop, serve
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Priority, Utterance
from tests.crew import Crew
from tests.speech.device import Device
from tests.speech.recorder import level, words_likeness
from tests.waiting import PATIENCE, until

RATE = 22_050
BELL = "The doorbell is ringing."
ONCE = Limits(start=PATIENCE, first_pause=1e6, longest_pause=1e6)
"""A voice is started once, and may take its time."""


class Room:
    """A voice before a device of the test's, and what it told."""

    def __init__(self, synthesiser: Synthesiser | None) -> None:
        self.device = Device(samplerate=RATE)
        self.replies: list[Reply] = []
        earpiece = Earpiece(self.device.open, linger_seconds=2.0, clock=lambda: self.device.now)
        self.inbox, self.words = OrderQueue(), PrerenderedTexts(synthesiser, 210)
        self.voice = VoiceLoop(earpiece, self.words, self.inbox, self.replies.append)

    def work(self, *orders: Order) -> list[tuple[str, int]]:
        """Let the voice work off all orders, then end; what it told but for its beats."""
        for order in orders:
            self.inbox.put(order)
        crew = Crew()
        crew.at_end(lambda: self.inbox.put(None))
        crew.start(self.voice.run)
        count = sum(order.kind is OrderKind.SAY for order in orders)
        until(lambda: len(self.news()) >= count, "the replies")
        crew.close()
        return [(reply.kind, reply.id) for reply in self.news()]

    def news(self) -> list[Reply]:
        return [reply for reply in self.replies if reply.kind is not ReplyKind.BEAT]


@pytest.fixture(scope="module")
def synthesiser(tmp_path_factory: pytest.TempPathFactory) -> Synthesiser:
    return Synthesiser(tmp_path_factory.mktemp("voice"))


def test_first_the_signal_then_the_words(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    assert room.work(Order(OrderKind.SAY, 1, BELL, "hazard")) == [("said", 1)]
    preroll, signal = int(0.2 * RATE), render(Earcon.HAZARD, RATE)
    heard = room.device.samples
    np.testing.assert_array_equal(heard[preroll : preroll + len(signal)], signal)
    words = synthesiser.speak(BELL).samples
    score, at = words_likeness(heard[preroll + len(signal) :], words)
    assert score > 0.95
    assert at < 0.05 * RATE


def test_one_after_the_other(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    told = room.work(
        Order(OrderKind.SAY, 1, BELL),
        Order(OrderKind.SAY, 2, "Rain."),
        Order(OrderKind.SAY, 3, BELL),
    )
    assert told == [("said", 1), ("said", 2), ("said", 3)]
    assert {reply.kind for reply in room.replies} == {"said", "beat"}


def test_a_stop_reaches_this_one_and_all_before_but_none_after(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    told = room.work(
        Order(OrderKind.SAY, 1, BELL, "hazard"),
        Order(OrderKind.SAY, 2, BELL),
        Order(OrderKind.STOP, 2),
        Order(OrderKind.SAY, 3),
    )
    assert told == [("stopped", 1), ("stopped", 2), ("said", 3)]
    assert level(room.device.samples) == 0.0


def test_without_words_a_hazard_still_has_its_signal() -> None:
    room = Room(None)
    assert room.work(Order(OrderKind.SAY, 1, BELL, "hazard")) == [("failed", 1)]
    assert level(room.device.samples) > 0.03


def test_an_unknown_signal_is_none(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    assert room.work(Order(OrderKind.SAY, 1, "", "fanfare")) == [("said", 1)]
    assert level(room.device.samples) == 0.0


def test_who_does_not_say_how_to_speak_is_sent_away() -> None:
    replies = io.BytesIO()
    assert serve(io.BytesIO(b"nonsense\n"), replies) == 2
    assert replies.getvalue() == b""


UNKNOWN = ("There is no earpiece called none;", "No earpiece was found")
"""On a machine with sound, and on one without."""


def test_a_device_that_does_not_exist_is_one_sentence_and_the_folder_is_gone(
    tmp_path: Path,
) -> None:
    replies = io.BytesIO()
    folder = tmp_path / "private"
    folder.mkdir()
    assert serve(io.BytesIO(encode(Manner(str(folder), output_device="none"))), replies) == 1
    reply = decode_reply(replies.getvalue())
    assert reply is not None
    assert reply.kind is ReplyKind.FAULT
    assert str(Reason.decoded(reply.reason)).startswith(UNKNOWN)
    assert not folder.exists()


def test_a_voice_that_runs_out_of_descriptors_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("edge_aac.speech.voice.voice_loop.output_stream.open_stream", refuse)
    replies = io.BytesIO()
    folder = tmp_path / "private"
    folder.mkdir()
    assert serve(io.BytesIO(encode(Manner(str(folder)))), replies) == 1
    reply = decode_reply(replies.getvalue())
    assert reply is not None and reply.kind is ReplyKind.FAULT
    assert (reply.text, Reason.decoded(reply.reason)) == (
        "voice_used_up",
        Reason(WHYS[DeviceFault.NO_FILES]),
    )


@pytest.mark.slow
def test_the_real_process_tells_its_fault_and_ends() -> None:
    faults: list[Problem] = []
    settings = SpeechSettings(output_device="none")
    speaker = Speaker(settings, faults.append, limits=ONCE)
    speaker.say(Utterance(BELL, Priority.ATTENTION, 0.0, "test"))
    assert not speaker.wait(PATIENCE)
    until(lambda: bool(faults), "the fault")
    speaker.close()
    assert len(faults) == 1 and faults[0].first and faults[0].fault.no_output
    assert str(faults[0].reason).startswith(UNKNOWN)


@pytest.mark.sound
@pytest.mark.usefixtures("recorder")
def test_a_voice_without_its_data_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library ends the whole process then, without a word on standard output.
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    faults: list[Problem] = []
    settings = SpeechSettings(output_device="pulse")
    speaker = Speaker(settings, faults.append, limits=ONCE)
    until(lambda: bool(faults), "the fault")
    speaker.close()
    assert faults == [Problem(VoiceFault.NOT_STARTED, first=True)]


@pytest.mark.sound
@pytest.mark.usefixtures("recorder")
def test_the_real_process_ends_by_itself_with_its_input() -> None:
    replies: list[Reply | None] = []
    process = Process(Manner("", output_device="pulse"), replies.append)
    until(lambda: Reply(ReplyKind.READY) in replies, "the voice")
    process.send(Order(OrderKind.SAY, 1, BELL))
    assert process.end(PATIENCE) == 0
    assert replies[-1] is None
    assert not process.folder.exists()


def test_a_sentence_cedes_at_its_comma_and_not_before(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    scene = "Rain on a roof, and a dog barking far away."
    assert room.work(
        Order(OrderKind.SAY, 1, scene),
        Order(OrderKind.STOP_AFTER_GROUP, 1),
        Order(OrderKind.SAY, 2),
    ) == [
        ("stopped", 1),
        ("said", 2),
    ]
    heard = np.trim_zeros(room.device.samples)
    whole = synthesiser.speak(scene).samples
    assert 0.15 < len(heard) / len(whole) < 0.7
    assert words_likeness(np.pad(heard, 4000), whole[: len(heard)])[0] > 0.95


def test_a_sentence_that_was_rendered_ahead_is_said_as_ever(synthesiser: Synthesiser) -> None:
    room = Room(synthesiser)
    room.words.want(BELL)
    assert room.words.prepare()
    assert room.work(Order(OrderKind.SAY, 1, BELL)) == [("said", 1)]
    assert words_likeness(room.device.samples, synthesiser.speak(BELL).samples)[0] > 0.95


def test_the_volume_changes_in_the_middle_and_the_rate_before_the_next(
    synthesiser: Synthesiser,
) -> None:
    room = Room(synthesiser)
    told = room.work(Order(OrderKind.ADJUST, rate=210, volume=0.0), Order(OrderKind.SAY, 1, BELL))
    assert told == [("said", 1)]
    assert level(room.device.samples) == 0.0

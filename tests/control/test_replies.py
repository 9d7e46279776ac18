"""Each command: what it changes, what is answered, what is said."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.control.command import Command, parse_command
from edge_aac.control.replies import STALE_SECONDS, Replies
from edge_aac.control.request_queue import Answer, Request, RequestQueue
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.soundserver import Node
from edge_aac.pipeline.output_filter import OutputFilter
from edge_aac.report import FIGURES
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.speech_output import Signalled
from edge_aac.supervision.board import Board
from edge_aac.supervision.fault_history import PastFault
from edge_aac.supervision.health import HealthSnapshot
from edge_aac.supervision.workload import Workload
from edge_aac.types import Decision, Priority, Report, Status, Utterance, Verb

HERE, LOST = HealthSnapshot("USB", lost=False), HealthSnapshot("USB", lost=True)


class Ear:
    """Hears nothing; keeps what it was asked."""

    def __init__(self) -> None:
        self.output_filter = OutputFilter()
        self.seconds = 100.0
        self.requests = 0

    def request(self, answer: Callable[[str], None]) -> None:
        self.requests += 1
        self.describe = answer

    def announce(self, announcement: Announcement) -> list[Report | Utterance]:
        return [Utterance(announcement.notice.value, Priority.CRITICAL, self.seconds, "test")]

    def says(self, text: str, rule: str = "attention") -> None:
        self.output_filter.decisions.add(Decision(self.seconds, text, True, rule, f"Why {text}"))


class Mouth(SilentOutput):
    """A voice that can be changed, and tells how it was."""

    def __init__(self) -> None:
        super().__init__()
        self.hushes = 0
        self.tones: list[tuple[int | None, float | None]] = []
        self.idle = True

    def hush(self) -> None:
        self.hushes += 1

    def adjust(self, *, rate: int | None = None, volume: float | None = None) -> None:
        self.tones.append((rate, volume))


class Room:
    """A listener's desk with everything on it."""

    def __init__(self, voice: bool = True) -> None:
        self.ear, self.mouth, self.inbox = Ear(), Mouth(), RequestQueue()
        self.now = 0.0
        self.machine = Board()
        self.signals: list[Earcon] = []
        self.replies = Replies(
            self.ear,
            self.inbox,
            load_wording(),
            idle=lambda: self.mouth.idle,
            voice=self.mouth if voice else None,
            voice_settings=VoiceSettings(210, 0.5),
            now=lambda: self.now,
            machine=lambda: self.machine,
        )

    def ask(
        self, line: str, moment: HealthSnapshot = HERE, aloud: bool = False
    ) -> tuple[Answer | None, list[str]]:
        """The answer, and what is said at once."""
        request = Request(parse_command(line), aloud=aloud)
        self.inbox.put(request)
        said = self.turn(moment)
        return request.wait(0.0), said

    def turn(self, moment: HealthSnapshot = HERE) -> list[str]:
        outputs = self.replies.serve(moment)
        self.signals += [one.earcon for one in outputs if isinstance(one, Signalled)]
        told = [one.utterance if isinstance(one, Signalled) else one for one in outputs]
        return [one.text for one in told if isinstance(one, Utterance)]


@pytest.fixture
def room() -> Room:
    return Room()


def test_now_is_answered_with_the_description_when_it_comes(room: Room) -> None:
    request = Request(Command(Verb.NOW))
    room.inbox.put(request)
    assert room.turn() == []
    assert room.ear.requests == 1
    room.ear.says("A dog is barking.")
    assert room.turn() == []
    assert request.answered is None
    room.ear.describe("Wind.")
    assert request.answered == Answer("Wind.")


def test_now_without_a_microphone_says_so(room: Room) -> None:
    answer, said = room.ask("now", LOST)
    assert answer == Answer("The microphone is lost. I cannot describe anything.", done=False)
    assert said == ["microphone_lost"]
    assert room.ear.requests == 0


def test_repeat_says_the_last_utterance_again(room: Room) -> None:
    assert room.ask("repeat") == (Answer("I have said nothing yet."), ["I have said nothing yet."])
    room.ear.says("The doorbell is ringing.")
    assert room.ask("repeat")[1] == ["The doorbell is ringing."]


def test_why_explains_the_last_utterance_in_sentences_one_after_the_other(room: Room) -> None:
    assert room.ask("why")[1] == ["I have said nothing yet."]
    room.ear.says("The doorbell is ringing.")
    room.ear.seconds += 10.0
    answer, said = room.ask("why")
    assert said == ["Ten seconds ago I said: The doorbell is ringing."]
    assert answer == Answer(f"{said[0]} Why The doorbell is ringing.")
    room.mouth.idle = False
    assert room.turn() == []
    room.mouth.idle = True
    assert room.turn() == ["Why The doorbell is ringing."]
    assert room.turn() == []


def test_every_piece_of_an_answer_can_be_spoken_whole(room: Room) -> None:
    room.ear.says("long " * 400)
    _, said = room.ask("why")
    for _ in range(20):
        said += room.turn()
    assert 1 < len(said) <= 8
    assert all(len(one) <= 160 for one in said)


def test_the_rest_of_an_answer_is_forgotten_for_the_next_question_and_when_stale(
    room: Room,
) -> None:
    room.ear.says("Rain.")
    room.ask("why")
    assert room.ask("unmute")[1] == ["I was not muted."]
    assert room.turn() == []
    room.ask("why")
    room.now += STALE_SECONDS + 1.0
    assert room.turn() == []
    room.now -= STALE_SECONDS
    assert room.turn() == []


def test_quiet_begins_at_the_inputs_time_and_silences_the_voice(room: Room) -> None:
    answer, said = room.ask("quiet 90s")
    assert said == ["Quiet for 90 seconds. I announce only what is critical."]
    assert answer == Answer(said[0])
    assert room.ear.output_filter.silence.until == 190.0
    assert room.mouth.hushes == 1


def test_mute_says_in_words_that_a_smoke_alarm_gets_through(room: Room) -> None:
    _, said = room.ask("mute")
    assert said == ["Muted. I announce only hazard alarms."]
    assert room.ear.output_filter.silence.muted and room.mouth.hushes == 1
    assert room.signals == [Earcon.MUTED]
    told, _ = room.ask("quiet")
    assert told is not None and told.text.endswith("Muted. I announce only hazard alarms.")


def test_unmute_ends_both(room: Room) -> None:
    room.ask("mute")
    room.ask("quiet")
    assert room.ask("unmute")[1] == ["Back to normal: I announce everything."]
    assert room.ear.output_filter.silence.open


def test_missed_is_a_digest(room: Room) -> None:
    assert room.ask("missed")[1] == ["You missed nothing."]
    bell = Utterance("The doorbell is ringing.", Priority.ATTENTION, 40.0, "test")
    room.ear.output_filter.missed.add(40.0, "doorbell", bell)
    assert room.ask("missed")[1] == ["You missed: the doorbell rang, one minute ago."]


def test_the_voice_is_changed_step_by_step_and_from_then_on(room: Room) -> None:
    assert room.ask("louder")[1] == ["Louder: 60 percent."]
    assert room.ask("softer")[1] == ["More softly: 50 percent."]
    assert room.ask("faster")[1] == ["Faster: 240 words a minute."]
    assert room.ask("slower")[1] == ["Slower: 210 words a minute."]
    assert room.mouth.tones == [(210, 0.6), (210, 0.5), (240, 0.5), (210, 0.5)]


def test_at_the_end_of_the_scale_the_voice_says_so_and_is_left_alone(room: Room) -> None:
    said = [room.ask("softer")[1] for _ in range(5)][-1]
    assert said == ["I cannot speak more softly. Alarms must be heard."]
    assert len(room.mouth.tones) == 4


def test_without_a_voice_nothing_can_be_changed() -> None:
    room = Room(voice=False)
    answer, _ = room.ask("louder")
    assert answer is not None and not answer.done
    assert room.ask("mute")[0] is not None


def test_status_is_said_only_to_who_pressed_a_button(room: Room) -> None:
    room.now = 7_200.0
    answer, said = room.ask("status")
    assert said == []
    assert answer == Answer(
        "Listening to USB, for two hours. Volume 50 percent, 210 words a minute."
    )
    assert room.ask("status", aloud=True)[1] == ["Listening to USB, for two hours."]


def test_status_tells_of_quiet_mute_misses_and_a_lost_microphone(room: Room) -> None:
    room.ask("quiet 10m")
    room.ear.seconds += 60.0
    room.ear.output_filter.missed.add(
        1.0, "dog", Utterance("Dog.", Priority.ATTENTION, 1.0, "test")
    )
    told, _ = room.ask("status", LOST)
    assert told == Answer(
        "The microphone is lost. I am waiting for it. "
        "Quiet for nine minutes more. I announce only what is critical. "
        'I held back one announcement. Ask "missed" to hear them. '
        "Volume 50 percent, 210 words a minute."
    )
    room.ask("mute")
    told, _ = room.ask("status")
    assert told is not None and "Muted. I announce only hazard alarms." in told.text


def test_status_tells_which_source_is_heard_where_its_name_does_not_say_it(room: Room) -> None:
    usb = Node("usb", "USB Mono", DeviceKind.MICROPHONE, 1, 48_000)
    for called, told in (("default", True), ("usb", False), ("USB Mono", False)):
        answer, _ = room.ask("status", HealthSnapshot(called, lost=False, heard=usb))
        assert answer is not None and ("The sound comes from USB Mono." in answer.text) is told
    answer, _ = room.ask("status", HealthSnapshot("default", lost=True, heard=usb))
    assert answer is not None and "USB" not in answer.text


def test_status_tells_what_went_wrong_and_only_that(room: Room) -> None:
    gone = PastFault(Notice.MICROPHONE_LOST, "The microphone was lost.", 180.0)
    room.machine = Board(83.4, slowed=True)
    moment = HealthSnapshot("USB", False, 48_000, 0, 2, {"microphone_lost": 3}, gone)
    told, _ = room.ask("status", moment)
    assert told is not None and told.text.startswith(
        "Listening to USB, for one second. "
        "I lost three seconds of sound, because this machine was too busy. "
        "Lines that could not be written: 2. "
        "This machine is 83 degrees hot and runs slower. "
        "Last fault, three minutes ago: The microphone was lost. "
    )
    room.machine = Board(None, slowed=True)
    told, _ = room.ask("status")
    assert told is not None and "its supply is too weak" in told.text
    # Warm is no fault.
    room.machine = Board(83.4, slowed=False)
    told, _ = room.ask("status")
    assert told is not None and "degrees" not in told.text


def test_status_tells_that_descriptions_are_left_out(room: Room) -> None:
    told, _ = room.ask("status", HealthSnapshot("USB", False, load=Workload(1.2, thinned=True)))
    assert told is not None and "I am short of time and leave out descriptions." in told.text
    told, _ = room.ask("status", HealthSnapshot("USB", False, load=Workload(1.2)))
    assert told is not None and "short of time" not in told.text


def test_status_has_figures_for_programs_and_on_its_line(room: Room) -> None:
    gone = PastFault(Notice.MICROPHONE_LOST, "The microphone was lost.", 180.04)
    room.now, room.machine = 7_200.0, Board(51.0, slowed=False)
    request = Request(parse_command("status"))
    room.inbox.put(request)
    begun_again = {"microphone": 3, "voice": 0, "thread": 0}
    moment = HealthSnapshot(
        "USB",
        False,
        48_000,
        0,
        2,
        {"microphone_lost": 3},
        gone,
        restarts=begun_again,
        load=Workload(1.234, thinned=True, thinned_seconds=61.28),
    )
    shown = [one for one in room.replies.serve(moment) if isinstance(one, Status)]
    answer = request.wait(0.0)
    assert answer is not None and json.loads(answer.figures) == {
        "uptime": 7_200.0, "source": "USB", "heard": None, "lost": False, "muted": False,
        "quiet": False, "withheld": 0, "hops": 625, "dropped_samples": 48_000, "behind": 1.23,
        "thinned": True, "thinned_seconds": 61.3, "skipped_blocks": 0,
        "unwritten": 2, "faults": {"microphone_lost": 3}, "restarts": begun_again,
        "last_fault": "microphone_lost",
        "last_fault_ago": 180.0, "temperature": 51.0, "slowed": False,
    }  # fmt: skip
    assert shown[0].figures == json.loads(answer.figures)
    assert list(FIGURES) == list(shown[0].figures or {})
    room.inbox.put(other := Request(parse_command("mute")))
    shown = [one for one in room.replies.serve(moment) if isinstance(one, Status)]
    told = other.wait(0.0)
    assert told is not None and told.figures == "" and shown[0].figures is None


def test_every_answer_is_shown_as_a_status_of_the_machine_interface(room: Room) -> None:
    room.inbox.put(Request(parse_command("mute")))
    shown = [one for one in room.replies.serve(HERE) if isinstance(one, Status)]
    assert [(one.t, one.state) for one in shown] == [(100.0, "control")]
    assert shown[0].detail.startswith("Muted")


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.NOW])
def test_every_command_is_answered_at_once_in_one_line_even_without_a_microphone(
    verb: Verb,
) -> None:
    line = f"{verb.value} dryer" if verb.names_sound else verb.value
    answer, _ = Room().ask(line, LOST)
    assert answer is not None and answer.text and "\n" not in answer.text


def test_at_the_end_whoever_waits_is_told(room: Room) -> None:
    describing, waiting = Request(Command(Verb.NOW)), Request(Command(Verb.WHY))
    room.inbox.put(describing)
    room.turn()
    room.inbox.put(waiting)
    room.replies.close()
    assert describing.wait(0.0) == Answer("I am stopping and described nothing.", done=False)
    assert waiting.wait(0.0) == Answer("The listener is stopping.", done=False)

"""The speaker with a voice that the test plays itself."""

from __future__ import annotations

import errno
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from edge_aac.devices.exhaustion import WHYS
from edge_aac.devices.fault import DeviceFault
from edge_aac.reasons.reason import Reason
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.messages import Manner, Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.queue.queue_policy import Counts
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.speaker.heartbeat import Limits
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speaker.voice_process import Process, Receive
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.speech.synthesis.prerendered import MOST_TEXTS
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Priority, Urgency, Utterance
from tests.speech.actor import Actor
from tests.waiting import PATIENCE, until

QUICK = Limits(
    start=PATIENCE, silence=PATIENCE, stall=PATIENCE, utterance=PATIENCE, grace=0.0,
    first_pause=0.01, longest_pause=0.05, tick=0.01,
)  # fmt: skip
"""Tries again soon, and gives no voice up because a machine is slow."""
PATIENT = SpeechSettings(ambient_stale_seconds=60.0, attention_stale_seconds=120.0)
"""Nothing is too old to be said because a machine is slow."""
BELL = Utterance("The doorbell is ringing.", Priority.ATTENTION, 1.0, "test")
RAIN = Utterance("Rain.", Priority.AMBIENT, 1.0, "test")
SMOKE = Utterance("A smoke alarm is sounding.", Priority.CRITICAL, 1.0, "test")


class Clock:
    """Time passes while the test waits for something, and at no other moment."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.now

    def let(self, seconds: float) -> None:
        """Let so much time pass, and each of its hundredths be looked at."""
        end = self.now + seconds
        while self.now < end:
            seen = self.looks
            self.now += 0.01
            until(lambda seen=seen: self.looks > seen + 1, "a look at the clock")  # type: ignore[misc]

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Let time pass, a hundredth of a second at each look, until it is so."""

        def look() -> bool:
            self.now += 0.01
            return true()

        until(look, what)


class Stage:
    """A speaker, and all the voices that it had."""

    def __init__(
        self,
        limits: Limits = QUICK,
        settings: SpeechSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.actors: list[Actor] = []
        self.faults: list[Problem] = []
        self.speaker = Speaker(
            settings or PATIENT, self.faults.append, self._launch, limits, clock=clock
        )

    def _launch(self, receive: Receive) -> Actor:
        self.actors.append(Actor(receive))
        return self.actors[-1]

    def actor(self, number: int = 0) -> Actor:
        until(lambda: len(self.actors) > number, "a voice")
        return self.actors[number]

    def hears(self, count: int, number: int = 0) -> list[Order]:
        until(lambda: len(self.actor(number).orders) >= count, f"{count} orders")
        return self.actor(number).orders


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.speaker.close()


def test_an_utterance_waits_for_the_voice_and_is_said(stage: Stage) -> None:
    stage.speaker.say(BELL)
    assert not stage.speaker.wait(0.05)
    assert stage.actor().orders == []
    stage.actor().reply("ready")
    assert stage.hears(1) == [Order(OrderKind.SAY, 1, BELL.text, priority="attention")]
    stage.actor().reply("said")
    assert stage.speaker.wait(PATIENCE)
    assert stage.speaker.counts == Counts(given=1, said=1)
    assert stage.speaker.faults == ()


def test_a_hazard_stops_what_is_said_and_has_its_signal(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(RAIN)
    stage.hears(1)
    stage.speaker.say(SMOKE)
    assert stage.hears(3)[1:] == [
        Order(OrderKind.STOP, 1),
        Order(OrderKind.SAY, 2, SMOKE.text, "hazard", priority="critical"),
    ]


def test_signals_can_be_named_and_switched_off(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(BELL, Earcon.TROUBLE)
    assert stage.hears(1)[0].earcon == "trouble"
    plain = Stage(settings=SpeechSettings(earcons=False))
    plain.actor().reply("ready")
    plain.speaker.say(SMOKE, Earcon.HAZARD)
    assert plain.hears(1)[0].earcon == ""
    plain.speaker.close()


def test_control_characters_never_reach_the_voice(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(Utterance("bell\x00\nring\x1b", Priority.ATTENTION, 0.0, ""))
    assert stage.hears(1)[0].text == "bell ring"


def test_a_voice_that_died_is_replaced_and_the_same_is_said_again(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.hears(1)
    stage.actor().receive(None)
    stage.actor(1).reply("ready")
    assert stage.hears(1, number=1)[0].text == BELL.text
    stage.actor(1).reply("said")
    assert stage.speaker.wait(PATIENCE)
    assert stage.actor(0).ended
    assert stage.faults == [Problem(VoiceFault.LOST)]
    assert stage.speaker.counts == Counts(given=1, said=1)


def test_a_voice_that_hangs_is_replaced() -> None:
    clock = Clock()
    stage = Stage(Limits(silence=0.1, grace=0.0, first_pause=0.01, tick=0.01), clock=clock)
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.hears(1)
    clock.until(lambda: len(stage.actors) > 1, "another voice")
    assert stage.actor(0).ended
    until(lambda: stage.faults[:1] == [Problem(VoiceFault.HUNG)], "the fault")
    stage.speaker.close()


def test_a_voice_that_beats_but_never_ends_its_utterance_is_replaced() -> None:
    clock = Clock()
    stage = Stage(Limits(utterance=0.1, grace=0.0, first_pause=0.01, tick=0.01), clock=clock)
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.hears(1)

    def replaced() -> bool:
        stage.actor().reply("beat")
        return len(stage.actors) > 1

    clock.until(replaced, "another voice")
    assert stage.actor(0).ended
    stage.speaker.close()


def test_news_of_a_voice_that_was_replaced_are_ignored(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.hears(1)
    stage.actor().receive(None)
    stage.actor(1)
    stage.actor(0).reply("said")
    stage.actor(0).reply("fault", "no_output")
    assert stage.speaker.counts == Counts(given=1)
    assert not any("cannot speak" in one for one in stage.speaker.faults)


def test_without_a_voice_nobody_waits_in_vain_and_the_fault_is_told_once(stage: Stage) -> None:
    stage.speaker.say(BELL)
    for number in range(4):
        stage.actor(number).reply("fault", "no_output")
        stage.actor(number).receive(None)
    stage.actor(4)
    assert not stage.speaker.wait(PATIENCE)
    assert stage.faults == [Problem(VoiceFault.NO_OUTPUT, first=True)]
    assert [one.split(". ")[0] for one in stage.speaker.faults] == ["I cannot speak"]


def test_the_same_fault_is_told_again_after_something_was_said(stage: Stage) -> None:
    gone = Problem(VoiceFault.EARPIECE_GONE)
    for number in range(2):
        stage.actor(number).reply("ready")
        stage.speaker.say(BELL)
        stage.hears(1, number)
        stage.actor(number).reply("said")
        assert stage.speaker.wait(PATIENCE)
        stage.actor(number).reply("fault", "earpiece_gone")
        stage.actor(number).receive(None)
        until(lambda n=number: stage.faults.count(gone) == n + 1, "the fault")  # type: ignore[misc]


def test_when_it_speaks_again_after_a_fault_that_is_told_once(stage: Stage) -> None:
    """Who reads the lines learnt that the earpiece was lost, and never that it was back."""
    stage.actor().reply("ready")
    stage.actor().reply("fault", "earpiece_gone")
    stage.actor().receive(None)
    stage.actor(1).reply("fault", "no_output")
    stage.actor(1).receive(None)
    stage.actor(2).reply("ready")
    for count in (1, 2):
        stage.speaker.say(BELL)
        stage.hears(count, 2)
        stage.actor(2).reply("said")
        assert stage.speaker.wait(PATIENCE)
    stage.speaker.close()
    assert stage.faults == [
        Problem(VoiceFault.EARPIECE_GONE),
        Problem(VoiceFault.NO_OUTPUT),
        Problem(VoiceFault.BACK),
    ]


@pytest.mark.slow
def test_a_voice_that_lasts_is_back_although_there_is_nothing_to_say() -> None:
    clock = Clock()
    limits = Limits(silence=1e6, stall=1e6, steady=2.0, grace=0.0, first_pause=0.0, tick=0.01)
    stage = Stage(limits, clock=clock)
    stage.actor().reply("ready")
    stage.actor().receive(None)
    stage.actor(1).reply("ready")
    clock.let(1.0)
    stage.actor(1).receive(None)  # it was not there for long enough
    stage.actor(2).reply("ready")
    clock.let(1.5)
    assert stage.faults == [Problem(VoiceFault.LOST)]
    clock.let(1.0)
    until(lambda: len(stage.faults) > 1, "the end of the fault")
    clock.let(5.0)
    stage.speaker.close()
    assert stage.faults == [Problem(VoiceFault.LOST), Problem(VoiceFault.BACK)]


def test_what_is_wrong_with_a_voice_that_stays_has_no_end(stage: Stage) -> None:
    stage.actor().reply("fault", "no_voice")
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.hears(1)
    stage.actor().reply("said")
    assert stage.speaker.wait(PATIENCE)
    stage.speaker.close()
    assert stage.faults == [Problem(VoiceFault.NO_VOICE, first=True)]


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        (VoiceFault.NO_VOICE, ["ready"]),
        (VoiceFault.UNKNOWN_VOICE, ["ready", "beat"]),
        (VoiceFault.NO_SOUND, ["failed"]),
        (VoiceFault.NO_SOUND, ["beat"]),
    ],
)
def test_the_loss_of_a_voice_that_lived_with_a_fault_is_not_explained_by_it(
    stage: Stage, fault: VoiceFault, after: list[ReplyKind]
) -> None:
    stage.actor().reply("ready")
    stage.actor().receive(Reply(ReplyKind.FAULT, text=fault.value))
    for kind in after:
        stage.actor().reply(kind)
    stage.actor().receive(None)
    stage.actor(1)
    until(lambda: len(stage.faults) == 2, "the faults")
    assert [one.fault for one in stage.faults] == [fault, VoiceFault.LOST]


def test_a_fault_that_ends_a_voice_explains_its_loss_although_its_process_lives_on_a_little(
    stage: Stage,
) -> None:
    stage.actor().reply("ready")
    stage.actor().reply("fault", VoiceFault.EARPIECE_GONE.value)
    stage.actor().reply("alive")
    stage.actor().receive(None)
    stage.actor(1)
    stage.speaker.close()
    assert [one.fault for one in stage.faults] == [VoiceFault.EARPIECE_GONE]


def test_a_voice_that_cannot_even_be_started_is_one_sentence() -> None:
    def launch(receive: Receive) -> Process:
        return Process(Manner(""), receive, ["/nonexistent/python"])

    faults: list[Problem] = []
    speaker = Speaker(PATIENT, faults.append, launch, QUICK)
    speaker.say(BELL)
    assert not speaker.wait(PATIENCE)
    until(lambda: faults == [Problem(VoiceFault.NOT_STARTED, first=True)], "the fault")
    speaker.close()


def test_a_fault_names_what_it_is_about_and_one_without_a_known_name_is_a_failed_voice(
    stage: Stage,
) -> None:
    stage.actor().receive(Reply(ReplyKind.FAULT, text="unknown_voice", about="x"))
    stage.actor().receive(Reply(ReplyKind.FAULT, text="of a later version"))
    until(lambda: len(stage.faults) == 2, "the faults")
    assert stage.faults == [
        Problem(VoiceFault.UNKNOWN_VOICE, "x", first=True),
        Problem(VoiceFault.LOST, first=True),
    ]
    assert stage.faults[0].sentence.startswith("There is no voice called x. ")


def test_who_waits_for_the_voice_learns_whether_there_is_one(stage: Stage) -> None:
    assert not stage.speaker.begun(0.01)
    stage.actor().reply("fault", "no_output")
    stage.actor().receive(None)
    assert not stage.speaker.begun(PATIENCE)
    # The reason is there before the answer.
    assert stage.faults == [Problem(VoiceFault.NO_OUTPUT, first=True)]
    stage.actor(1).reply("ready")
    until(lambda: stage.speaker.begun(0.0), "a voice")


def test_what_was_not_said_is_accounted_for_once(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(RAIN)
    stage.hears(1)
    stage.speaker.say(SMOKE)  # which cuts the rain off for good
    stage.hears(3)
    stage.actor().reply("said")
    assert stage.speaker.wait(PATIENCE)
    assert stage.speaker.unsaid() == (RAIN,)
    assert stage.speaker.unsaid() == ()
    stage.speaker.say(BELL)
    stage.hears(4)
    stage.actor().reply("failed")
    assert stage.speaker.wait(PATIENCE)
    stage.speaker.say(SMOKE)
    stage.speaker.close()
    assert stage.speaker.unsaid() == (BELL, SMOKE)


def test_somebody_told_of_a_fault_may_want_something_said_or_close() -> None:
    speakers: list[Speaker] = []
    told = threading.Event()

    def on_fault(problem: Problem) -> None:
        speakers[0].say(Utterance(problem.sentence, Priority.ATTENTION, 0.0, ""))
        speakers[0].close()
        told.set()

    actors: list[Actor] = []

    def launch(receive: Receive) -> Actor:
        actors.append(Actor(receive))
        return actors[-1]

    speakers.append(Speaker(SpeechSettings(), on_fault, launch, QUICK))
    until(lambda: bool(actors), "a voice")
    actors[0].reply("fault", "x")
    assert told.wait(PATIENCE)
    speakers[0].close()
    assert speakers[0].counts == Counts(given=1, dropped=1)


def test_saying_never_waits_for_a_voice_that_does_not_read() -> None:
    stuck = threading.Event()

    class Stuck(Actor):
        def send(self, order: Order) -> None:
            super().send(order)
            stuck.wait(PATIENCE)

    actors: list[Stuck] = []

    def launch(receive: Receive) -> Stuck:
        actors.append(Stuck(receive))
        return actors[-1]

    speaker = Speaker(PATIENT, None, launch, QUICK)
    until(lambda: bool(actors), "a voice")
    actors[0].reply("ready")
    speaker.say(BELL)
    until(lambda: bool(actors[0].orders), "an order")
    for _ in range(1000):
        speaker.say(SMOKE)
    # All were taken while the first order still hung in its pipe.
    assert len(actors[0].orders) == 1
    assert speaker.counts.given == 1001
    stuck.set()
    speaker.close()


def test_a_voice_for_which_there_are_no_descriptors_is_told_as_that() -> None:
    faults: list[Problem] = []

    def launch(_: Receive) -> Actor:
        raise OSError(errno.EMFILE, "Too many open files")

    speaker = Speaker(PATIENT, faults.append, launch, QUICK)
    until(lambda: bool(faults), "the fault")
    speaker.close()
    reason = Reason(WHYS[DeviceFault.NO_FILES])
    assert faults == [Problem(VoiceFault.USED_UP, reason=reason, first=True)]


def test_after_the_end_nothing_is_taken_and_closing_twice_is_fine(stage: Stage) -> None:
    stage.speaker.close()
    stage.speaker.say(BELL)
    stage.speaker.close()
    assert stage.speaker.counts == Counts()
    assert stage.speaker.wait(1.0)


SCRIPT = """
import json, sys, time
sys.stdin.readline()
print("noise from a library", flush=True)
say = lambda **reply: print(json.dumps(reply), flush=True)
{before}
say(kind="ready")
for line in sys.stdin:
    order = json.loads(line)
    if order["kind"] == "say":
        {work}
        say(kind="said", id=order["id"])
"""


def scripted(work: str, before: str = "") -> Callable[[Receive], Process]:
    script = SCRIPT.format(work=work, before=before)
    return lambda receive: Process(Manner(""), receive, [sys.executable, "-c", script])


def test_a_real_process_is_talked_to_and_leaves_nothing_behind() -> None:
    processes: list[Process] = []

    def launch(receive: Receive) -> Process:
        processes.append(scripted("pass")(receive))
        return processes[-1]

    speaker = Speaker(PATIENT, None, launch, QUICK)
    for _ in range(3):
        speaker.say(BELL)
        assert speaker.wait(PATIENCE)
    assert processes[0].folder.is_dir()
    speaker.close()
    assert speaker.counts == Counts(given=3, said=3)
    assert not processes[0].folder.exists()
    assert not Path(f"/proc/{processes[0].pid}").exists()


def test_a_text_that_kills_every_voice_is_tried_twice_and_dropped() -> None:
    faults: list[Problem] = []
    launch = scripted("'bell' in order['text'] and sys.exit(3)")
    speaker = Speaker(PATIENT, faults.append, launch, QUICK)
    speaker.say(BELL)
    speaker.say(RAIN)
    assert speaker.wait(PATIENCE)
    speaker.close()
    assert speaker.counts == Counts(given=2, said=1, dropped=1)
    assert faults == [Problem(VoiceFault.LOST), Problem(VoiceFault.BACK)]
    assert speaker.unsaid() == (BELL,)


def test_a_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_aac.speech.speaker.voice_process._DEAD_SECONDS", PATIENCE)
    launch = scripted("time.sleep(600)", before="import signal; signal.signal(15, signal.SIG_IGN)")
    got: list[Reply | None] = []
    process = launch(got.append)
    until(lambda: bool(got), "a reply")
    process.send(Order(OrderKind.SAY, 1, "x"))
    assert process.end(0.0) == -9
    until(lambda: got[-1] is None, "the news that it is gone")


def test_without_speech_everything_is_taken_and_nothing_is_started() -> None:
    talker = open_speaker(SpeechSettings(speech=False))
    assert isinstance(talker, SilentOutput)
    talker.say(SMOKE)
    assert talker.wait(0.0)
    assert talker.counts == Counts(given=1, dropped=1)
    assert talker.faults == ()
    talker.close()


@pytest.mark.parametrize(
    "wrong", [{"rate": 79}, {"rate": 501}, {"volume": 1.1}, {"volume": -0.1}, {"pitch": 3}]
)
def test_settings_have_bounds(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        SpeechSettings.model_validate(wrong)


def test_a_change_of_rate_and_volume_reaches_this_voice_and_the_next(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.adjust(rate=300)
    assert stage.hears(1) == [Order(OrderKind.ADJUST, rate=300, volume=1.0)]
    stage.speaker.adjust(volume=0.25)
    assert stage.hears(2)[1] == Order(OrderKind.ADJUST, rate=300, volume=0.25)
    stage.actor().receive(None)
    assert stage.hears(1, number=1) == [Order(OrderKind.ADJUST, rate=300, volume=0.25)]
    assert (stage.speaker.rate, stage.speaker.volume) == (300, 0.25)


@pytest.mark.parametrize(("wanted", "had"), [((1, -3.0), (80, 0.0)), ((9999, 7.0), (500, 1.0))])
def test_rate_and_volume_stay_within_their_bounds(
    stage: Stage, wanted: tuple[int, float], had: tuple[int, float]
) -> None:
    silent = open_speaker(SpeechSettings(speech=False))
    for talker in (stage.speaker, silent):
        talker.adjust(*wanted)
        assert (talker.rate, talker.volume) == had
        talker.adjust()
        assert (talker.rate, talker.volume) == had


def test_hushing_stops_what_is_said_and_what_waits(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(BELL)
    stage.speaker.say(RAIN)
    stage.hears(1)
    stage.speaker.hush()
    assert stage.hears(2)[1] == Order(OrderKind.STOP, 1)
    assert stage.speaker.wait(PATIENCE)
    assert stage.speaker.counts == Counts(given=2, dropped=2, interrupted=1)
    stage.speaker.say(BELL)
    assert stage.hears(3)[2] == Order(OrderKind.SAY, 2, BELL.text, priority="attention")


def test_what_an_alarm_may_need_is_given_to_each_voice_before_anything_else() -> None:
    actors: list[Actor] = []

    def launch(receive: Receive) -> Actor:
        actors.append(Actor(receive))
        return actors[-1]

    phrases = ("Fire.", "Smoke.", "Fire.", *map(str, range(100)))
    speaker = Speaker(SpeechSettings(), None, launch, QUICK, phrases=phrases)
    until(lambda: bool(actors), "a voice")
    actors[0].reply("ready")
    actors[0].receive(None)
    until(lambda: len(actors) > 1 and len(actors[1].orders) >= MOST_TEXTS, "the texts")
    speaker.close()
    for actor in actors[:2]:
        kept = [order.text for order in actor.orders if order.kind is OrderKind.KEEP]
        assert kept[:3] == ["Fire.", "Smoke.", "0"]
        assert len(kept) == MOST_TEXTS


def test_a_voice_that_hangs_is_followed_by_the_one_that_slept() -> None:
    actors: list[Actor] = []

    def launch(receive: Receive) -> Actor:
        actors.append(Actor(receive))
        return actors[-1]

    limits = Limits(silence=0.5, grace=0.0, first_pause=1e6, longest_pause=1e6, tick=0.01)
    clock = Clock()
    speaker = Speaker(PATIENT, None, launch, limits, second=launch, clock=clock)
    until(lambda: bool(actors), "a voice")
    actors[0].reply("ready")
    until(lambda: len(actors) == 2, "a second voice")
    actors[1].reply("warm")
    speaker.say(BELL)

    def woken() -> bool:
        actors[1].reply("alive")
        return bool(actors[1].orders)

    clock.until(woken, "the second voice is woken")
    assert actors[0].ended
    assert actors[1].orders == [Order(OrderKind.WAKE)]
    actors[1].reply("ready")
    until(lambda: len(actors[1].orders) == 2, "the same once more")
    assert actors[1].orders[1].text == BELL.text
    actors[1].reply("said")
    assert speaker.wait(PATIENCE)
    assert speaker.counts == Counts(given=1, said=1)
    speaker.close()
    assert actors[1].ended


ENDLESS = Limits(
    start=1e6, silence=0.5, fresh=0.25, stall=5.0, grace=0.0, first_pause=0.01, tick=0.01
)
"""A voice that is started anew is never given up, however long it is silent."""


class Pair:
    """A smoke alarm is being spoken, and a second voice sleeps."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self.clock = Clock()
        self.speaker = Speaker(
            PATIENT, None, self._launch, ENDLESS, second=self._launch, clock=self.clock
        )
        until(lambda: bool(self.actors), "a voice")
        self.actors[0].reply("ready")
        until(lambda: len(self.actors) == 2, "a second voice")
        self.actors[1].reply("warm")
        self.speaker.say(SMOKE)
        until(lambda: bool(self.actors[0].orders), "it is begun")

    def _launch(self, receive: Receive) -> Actor:
        self.actors.append(Actor(receive))
        return self.actors[-1]

    def third(self) -> None:
        """One that is started anew speaks the alarm."""
        self.clock.until(lambda: len(self.actors) > 2, "a third voice")
        self.actors[2].reply("ready")
        until(lambda: self.actors[2].said() == [SMOKE.text], "the alarm")
        self.actors[2].reply("said")
        assert self.speaker.wait(PATIENCE)
        assert self.speaker.counts == Counts(given=1, said=1)
        self.speaker.close()
        assert [actor.ended for actor in self.actors[:2]] == [True, True]


def test_where_both_voices_freeze_a_new_one_speaks_and_the_frozen_one_is_not_woken() -> None:
    """With a standby that was taken although it had frozen, an alarm was unheard for 20 s."""
    pair = Pair()
    pair.third()
    assert pair.actors[1].orders == []


def test_a_voice_that_freezes_when_it_is_woken_is_followed_by_a_new_one() -> None:
    pair = Pair()

    def woken() -> bool:
        pair.actors[1].reply("alive")
        return bool(pair.actors[1].orders)

    pair.clock.until(woken, "the second voice is woken")
    pair.third()
    assert pair.actors[1].orders == [Order(OrderKind.WAKE)]


@pytest.mark.slow
def test_a_voice_that_is_woken_and_waits_for_its_device_has_no_longer_than_one_that_speaks() -> (
    None
):
    pair = Pair()

    def replaced() -> bool:
        pair.actors[1].reply("alive")
        return len(pair.actors) > 2

    pair.clock.until(replaced, "a third voice")
    pair.third()


@pytest.mark.slow
def test_a_sleeper_that_froze_while_a_new_voice_was_started_is_not_woken() -> None:
    pair = Pair()
    pair.clock.until(lambda: len(pair.actors) > 2, "a third voice")
    pair.actors[1].reply("alive")
    pair.clock.let(1.0)
    pair.actors[2].receive(None)
    pair.clock.until(lambda: len(pair.actors) > 3 or bool(pair.actors[1].orders), "another voice")
    assert pair.actors[1].orders == []
    pair.speaker.close()


def test_a_description_is_asked_to_cede_to_an_announcement(stage: Stage) -> None:
    stage.actor().reply("ready")
    stage.speaker.say(RAIN)
    stage.hears(1)
    stage.speaker.say(BELL)
    assert stage.hears(2)[1] == Order(OrderKind.STOP_AFTER_GROUP, 1)
    stage.actor().reply("stopped")
    assert stage.hears(3)[2] == Order(OrderKind.SAY, 2, BELL.text, priority="attention")


def test_a_hazard_that_goes_on_is_told_again_by_its_signal_alone(stage: Stage) -> None:
    stage.actor().reply("ready")
    goes_on = Utterance("Still.", Priority.CRITICAL, 1.0, "test", urgency=Urgency.ONGOING)
    for count in (1, 2):
        stage.speaker.say(goes_on)
        stage.hears(count)
        stage.actor().reply("said")
        assert stage.speaker.wait(PATIENCE)
    assert stage.hears(2) == [
        Order(OrderKind.SAY, 1, "Still.", "hazard", priority="critical"),
        Order(OrderKind.SAY, 2, "", "hazard", priority="critical"),
    ]


@pytest.mark.parametrize("where", ["send", "end", "launch", "tell"])
def test_an_exception_on_its_thread_costs_one_voice_and_no_utterance(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    stage = Stage()
    fails = iter([True])

    def fail(*_: object) -> None:
        if next(fails, False):
            raise ValueError(where)

    stage.actor().reply("ready")
    until(lambda: stage.speaker.begun(0.0), "a voice")
    if where == "tell":
        monkeypatch.setattr(stage.speaker, "_on_fault", fail)
        stage.actor().reply("fault", VoiceFault.NO_SOUND.value)
    elif where == "launch":
        monkeypatch.setattr(
            stage.speaker._voices, "next", _failing(fail, stage.speaker._voices.next)
        )
        stage.actor().receive(None)
    else:
        fail_first = _failing(fail, getattr(stage.actor(), where))
        monkeypatch.setattr(stage.actor(), where, fail_first)
        if where == "end":
            stage.actor().receive(None)
    stage.speaker.say(SMOKE)
    until(lambda: told, "a word of the failure")
    second = stage.actor(1)
    second.reply("ready")
    until(lambda: SMOKE.text in second.said(), "the alarm")
    second.reply("said")
    assert stage.speaker.wait(PATIENCE) and stage.speaker.working
    assert stage.speaker.counts == Counts(given=1, said=1)
    assert [str(one.exc_value) for one in told] == [where]
    stage.speaker.close()


@pytest.mark.slow
def test_a_hazard_is_signalled_where_no_voice_gives_a_sign_of_life_and_only_there() -> None:
    signals: list[tuple[Earcon, float]] = []
    actors: list[Actor] = []

    def launch(receive: Receive) -> Actor:
        actors.append(Actor(receive))
        return actors[-1]

    clock = Clock()
    limits = replace(QUICK, lively=0.25)
    speaker = Speaker(
        PATIENT, None, launch, limits, signal=lambda *given: signals.append(given), clock=clock
    )
    until(lambda: actors, "a voice")
    actors[0].reply("ready")
    until(lambda: speaker.begun(0.0), "a voice")
    speaker.say(SMOKE)
    for _ in range(10):
        actors[0].reply("alive")
        clock.let(0.1)
    assert signals == []
    clock.let(0.4)
    assert signals == [(Earcon.HAZARD, 1.0)]
    speaker.close()


def _failing(fail: Callable[..., None], go_on: Callable[..., object]) -> Callable[..., object]:
    def both(*given: object) -> object:
        fail(*given)
        return go_on(*given)

    return both

"""The loop: hand on what is heard, survive a lost microphone, end in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from edge_aac.audio.quality import Defect
from edge_aac.audio.source import Source, SourceLost
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.hanging import DeviceHangs
from edge_aac.errors import EdgeAacError
from edge_aac.report import as_line, as_object
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.service.announcer import NoOutput
from edge_aac.service.listener import Clock, Listener
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.supervision.dropout import Dropouts
from edge_aac.supervision.faults import Gone, NotRead, NotWritten
from edge_aac.supervision.hang_watch import HUNG
from edge_aac.supervision.health import HealthSnapshot
from edge_aac.supervision.recovery import HANGS_SECONDS, SUPERVISED_SECONDS, Recovery
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.types import Block, Priority, Report, State, Status, Utterance


class Tape:
    """A source of so many blocks, which may break at its end."""

    live = True

    def __init__(
        self, blocks: int, breaks: bool = False, fault: BaseException | None = None
    ) -> None:
        self.name = "tape"
        self._blocks = blocks
        self._fault = SourceLost("The microphone gave nothing for 2 s.") if breaks else fault
        self.closed = False

    def blocks(self) -> Iterator[Block]:
        for i in range(self._blocks):
            yield Block(np.zeros(1_600, np.float32), i * 1_600)
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        self.closed = True


class Ear:
    """Remembers what it was given."""

    thinned = False

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.calls: list[str] = []

    @property
    def seconds(self) -> float:
        return self.blocks[-1].start / 16_000 + 0.1 if self.blocks else 0.0

    def step(self, block: Block) -> list[Report | Utterance]:
        self.blocks.append(block)
        return [Utterance("Heard.", Priority.AMBIENT, self.seconds, "test")]

    def flush(self) -> list[Report | Utterance]:
        self.calls.append("flush")
        return [Utterance("Last.", Priority.AMBIENT, self.seconds, "test")]

    def request(self) -> None:
        self.calls.append("request")

    def interrupt(self) -> list[Report | Utterance]:
        self.calls.append("interrupt")
        return []

    def recover(self, block: Block) -> list[Report | Utterance]:
        assert block is self.blocks[-1]
        self.calls.append("recover")
        return [Utterance("Decided.", Priority.CRITICAL, self.seconds, "test")]

    def announce(self, announcement: Announcement) -> list[Report | Utterance]:
        """As the gate does: the line always, and the utterance where it is spoken."""
        name = announcement.notice.value
        self.calls.append(name)
        line = Status(self.seconds, announcement.notice.state, name, announcement.spoken)
        said = Utterance(name, Priority.ATTENTION, self.seconds, "test")
        return [line, *([said] if announcement.spoken else [])]


class Mouth(SilentOutput):
    """Remembers what it was to say."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.signals: list[tuple[Earcon, str]] = []
        self.waited = self.closed = False

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        self.said.append(utterance.text)
        if earcon is not None:
            self.signals.append((earcon, utterance.text))

    def wait(self, timeout: float) -> bool:
        assert timeout > 0 and not self.closed
        self.waited = True
        return True

    def close(self) -> None:
        self.closed = True


def _run(
    sources: list[Source | EdgeAacError], notice: Notice | None = None
) -> tuple[Ear, Mouth, list[Report], list[float], Listener]:
    ear, mouth, shown, slept = Ear(), Mouth(), [], []
    waiting = iter(sources)

    def open_source() -> Source:
        source = next(waiting)
        if isinstance(source, EdgeAacError):
            raise source
        return source

    listener = Listener(
        open_source,
        ear,
        mouth,
        shown.append,
        notice=notice,
        recovery=Recovery(first_seconds=0.5, longest_seconds=4.0, give_up_seconds=20.0),
        clock=Clock(now=lambda: sum(slept), sleep=slept.append),
    )
    listener.run()
    return ear, mouth, shown, slept, listener


def test_every_block_is_heard_and_the_end_is_flushed() -> None:
    tape = Tape(3)
    ear, mouth, shown, _, _ = _run([tape])
    assert [b.start for b in ear.blocks] == [0, 1_600, 3_200]
    assert ear.calls == ["flush"]
    assert mouth.said == ["Heard."] * 3 + ["Last."]
    assert mouth.waited and mouth.closed and tape.closed
    assert [s.state for s in shown if isinstance(s, Status)] == ["listening", "ended"]


def test_a_demonstration_says_so_first_and_last() -> None:
    _, mouth, shown, _, _ = _run([Tape(1)], notice=Notice.DEMONSTRATION)
    assert mouth.said == ["demonstration", "Heard.", "Last.", "demonstration"]
    assert shown[0] == Status(0.0, State.DEMONSTRATION, "demonstration", True)
    assert shown[-1] == Status(0.1, State.DEMONSTRATION, "demonstration", True)


def test_a_lost_microphone_is_spoken_once_and_opened_again() -> None:
    gone = EdgeAacError("No microphone was found.")
    broken, second = Tape(2, breaks=True), Tape(2)
    _, mouth, shown, slept, listener = _run([broken, gone, gone, second])
    assert mouth.said.count("microphone_lost") == 1
    assert mouth.said.count("microphone_back") == 1
    assert mouth.signals == [(Earcon.TROUBLE, "microphone_lost")]
    assert sum(slept) == 0.5 + 1.0 + 2.0
    assert listener.losses == 1
    assert broken.closed and second.closed
    states = [s.state for s in shown if isinstance(s, Status)]
    assert states == ["listening", "recovering", "listening", "ended"]


def test_it_is_alive_with_each_block_and_while_it_waits_for_the_microphone() -> None:
    sources: list[Source | EdgeAacError] = [Tape(2, breaks=True), Tape(3)]
    signs: list[str] = []

    def open_source() -> Source:
        signs.append("open")
        given = sources.pop(0)
        assert isinstance(given, Tape)
        return given

    listener = Listener(
        open_source,
        Ear(),
        Mouth(),
        lambda _: None,
        recovery=Recovery(first_seconds=1.0, longest_seconds=4.0, give_up_seconds=20.0),
        clock=Clock(now=lambda: 0.0, sleep=lambda _: None),
        alive=lambda: signs.append("alive"),
    )
    listener.run()
    assert signs == ["open", "alive", "alive", "alive", "alive", "open", "alive", "alive", "alive"]


def test_the_clock_goes_on_after_a_loss() -> None:
    ear, *_ = _run([Tape(2, breaks=True), Tape(2, breaks=True), Tape(1)])
    starts = [b.start for b in ear.blocks]
    assert starts == [0, 1_600, 3_200, 4_800, 6_400]


def test_a_microphone_that_opens_and_stays_deaf_is_not_back() -> None:
    deaf = [Tape(0, breaks=True) for _ in range(3)]
    _, mouth, shown, slept, listener = _run([Tape(2, breaks=True), *deaf, Tape(1)])
    assert mouth.said == [
        "Heard.",
        "Heard.",
        "microphone_lost",
        "microphone_back",
        "Heard.",
        "Last.",
    ]
    assert listener.losses == 1
    assert sum(slept) == 0.5 + 1.0 + 2.0 + 4.0
    assert all(one.closed for one in deaf)
    states = [s.state for s in shown if isinstance(s, Status)]
    assert states == ["listening", "recovering", "listening", "ended"]


def test_a_microphone_that_comes_and_goes_is_tried_less_and_less() -> None:
    _, mouth, _, slept, listener = _run([*(Tape(1, breaks=True) for _ in range(5)), Tape(1)])
    assert listener.losses == 5
    assert sum(slept) == 0.5 + 1.0 + 2.0 + 4.0 + 4.0
    # The first time it is told, and again once ten seconds have passed.
    told = [one for one in mouth.said if one.startswith("microphone")]
    assert told == ["microphone_lost", "microphone_back"] * 2


def test_a_microphone_that_was_steady_is_tried_at_once_again() -> None:
    tapes = [Tape(1, breaks=True), Tape(1, breaks=True), Tape(310, breaks=True), Tape(1)]
    _, _, _, slept, _ = _run([*tapes])
    assert sum(slept) == 0.5 + 1.0 + 0.5


@pytest.mark.parametrize("deaf", [True, False])
def test_a_microphone_that_stays_away_ends_the_process_with_a_sentence(deaf: bool) -> None:
    gone: list[Source | EdgeAacError] = [
        Tape(0, breaks=True) if deaf else EdgeAacError("No microphone was found.")
        for _ in range(50)
    ]
    with pytest.raises(EdgeAacError, match=r"did not come back: .* start edge-aac again"):
        _run([Tape(1, breaks=True), *gone])
    assert len([one for one in gone if isinstance(one, Tape) and one.closed]) < 20


def test_a_microphone_that_cannot_be_opened_for_want_of_descriptors_did_not_stay_away() -> None:
    refusal = DeviceError(DeviceFault.NO_FILES, "Too many files are open.")
    with pytest.raises(DeviceError) as caught:
        _run([Tape(1, breaks=True), *[refusal] * 50])
    assert caught.value.fault is DeviceFault.NO_FILES


class Secretary:
    """Notes at which moments it was asked to serve."""

    def __init__(self) -> None:
        self.moments: list[HealthSnapshot] = []
        self.closed = False

    def serve(self, moment: HealthSnapshot) -> list[Report | Utterance]:
        self.moments.append(moment)
        return [Utterance("Served.", Priority.ATTENTION, 0.0, "test")] if moment.lost else []

    def close(self) -> None:
        self.closed = True


def test_what_is_asked_is_carried_out_between_blocks_and_while_the_microphone_is_lost() -> None:
    ear, mouth, secretary = Ear(), Mouth(), Secretary()
    tapes = iter([Tape(2, breaks=True), Tape(1)])
    Listener(
        lambda: next(tapes), ear, mouth, lambda _: None,
        replies=secretary,
        recovery=Recovery(first_seconds=1.0),
        clock=Clock(now=lambda: 0.0, sleep=lambda _: None),
    ).run()  # fmt: skip
    assert [one.lost for one in secretary.moments] == [False, False, True, True, True, False]
    assert {one.source for one in secretary.moments} == {"tape"}
    assert mouth.said[2:6] == ["microphone_lost", "Served.", "Served.", "Served."]
    assert secretary.closed


def test_a_full_disk_is_spoken_once_and_ends_nothing() -> None:
    shown: list[Report] = []
    full = iter([True, True, True, False])

    def show(report: Report) -> None:
        if next(full, False):
            raise NotWritten("The disk is full.")
        shown.append(report)

    class Talkative(Ear):
        def step(self, block: Block) -> list[Report | Utterance]:
            return [Status(0.0, State.CONTROL), *super().step(block)]

    ear, mouth = Talkative(), Mouth()
    listener = Listener(lambda: Tape(5), ear, mouth, show)
    listener.run()
    assert mouth.said == ["disk_full", *["Heard."] * 2, "writing_again", *["Heard."] * 3, "Last."]
    # The first line, the one about the full disk itself, and one of the sound.
    assert listener.unwritten == 3
    states = [one.state for one in shown if isinstance(one, Status)]
    assert states == ["control", "writing_again", *["control"] * 3, "ended"]


def test_what_nobody_reads_is_spoken_of_and_an_alarm_does_not_wait_for_it() -> None:
    order: list[str] = []

    class Loud(Mouth):
        def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
            order.append(utterance.text)
            super().say(utterance, earcon)

    class Talkative(Ear):
        def step(self, block: Block) -> list[Report | Utterance]:
            return [Status(0.0, State.CONTROL), *super().step(block)]

    def show(_: Report) -> None:
        order.append("printed")
        raise NotRead("Nobody reads.")

    mouth = Loud()
    Listener(lambda: Tape(2), Talkative(), mouth, show).run()
    assert mouth.said == ["not_read", "Heard.", "Heard.", "Last."]
    assert order[:5] == ["printed", "not_read", "printed", "Heard.", "printed"]


def test_a_reader_that_is_gone_is_spoken_of_once_and_costs_no_line() -> None:
    readers = iter([True])

    class Talkative(Ear):
        def step(self, block: Block) -> list[Report | Utterance]:
            return [Status(0.0, "event"), *super().step(block)]

    def show(_: Report) -> None:
        if not next(readers, False):
            raise Gone("Nobody is there.")

    mouth = Mouth()
    listener = Listener(lambda: Tape(5), Talkative(), mouth, show)
    listener.run()
    assert mouth.said.count("text_gone") == 1
    assert mouth.said.count("Heard.") == 5
    assert listener.unwritten == 0


@pytest.mark.parametrize(("seconds", "told"), [(29.0, False), (31.0, True)])
def test_one_that_follows_a_deaf_one_says_that_it_listens(seconds: float, told: bool) -> None:
    ear, mouth, asked = Ear(), Mouth(), []

    def was_deaf() -> bool:
        asked.append(ear.seconds)
        return True

    tape = Tape(round(seconds * 10))
    Listener(lambda: tape, ear, mouth, lambda _: None, was_deaf=was_deaf).run()
    assert mouth.said.count("listening_again") == int(told) == len(asked)


def test_a_muted_microphone_is_spoken_of_once_and_a_silent_file_is_not() -> None:
    class Muted(Tape):
        defects = frozenset({Defect.SILENT})

    for tape, told in ((Muted(50), ["microphone_silent"]), (Tape(50), [])):
        mouth = Mouth()
        shown: list[Report] = []
        Listener(lambda tape=tape: tape, Ear(), mouth, shown.append).run()
        assert [one for one in mouth.said if one not in {"Heard.", "Last."}] == told
        lines = [one.detail for one in shown if isinstance(one, Status) and one.spoken]
        assert lines == told
        assert mouth.signals == [(Earcon.TROUBLE, one) for one in told]


def test_a_microphone_that_hears_badly_is_spoken_of_once() -> None:
    class Deaf(Tape):
        defects = frozenset({Defect.TOO_QUIET})

    mouth = Mouth()
    shown: list[Report] = []
    Listener(lambda: Deaf(50), Ear(), mouth, shown.append).run()
    assert [one for one in mouth.said if one not in {"Heard.", "Last."}] == ["microphone_quiet"]
    lines = [one for one in shown if isinstance(one, Status) and one.state is State.HEARS_BADLY]
    assert [(one.detail, one.spoken) for one in lines] == [("microphone_quiet", True)]
    assert mouth.signals == [(Earcon.TROUBLE, "microphone_quiet")]


class Stumbling(Ear):
    """Fails at some blocks, by their place."""

    def __init__(self, *places: int) -> None:
        super().__init__()
        self._places = places

    def step(self, block: Block) -> list[Report | Utterance]:
        heard = super().step(block)
        if len(self.blocks) - 1 in self._places:
            raise ValueError("a bad hop")
        return heard


def test_a_block_at_which_a_part_fails_is_skipped_counted_and_reported() -> None:
    ear, mouth, shown = Stumbling(2, 4), Mouth(), []
    asked: list[HealthSnapshot] = []

    class Answers:
        def serve(self, moment: HealthSnapshot) -> list[Report | Utterance]:
            asked.append(moment)
            return []

        def close(self) -> None:
            pass

    listener = Listener(lambda: Tape(8), ear, mouth, shown.append, replies=Answers())
    listener.run()
    # What the block had decided is said, and the next one is heard.
    assert mouth.said.count("Heard.") == 6 and mouth.said.count("Decided.") == 2
    assert mouth.said.count("stumbled") == 1
    assert mouth.signals == [(Earcon.TROUBLE, "stumbled")]
    assert [one for one in ear.calls if one in {"recover", "flush"}] == ["recover"] * 2 + ["flush"]
    assert asked[-1].skipped == 2 and asked[-1].faults == {"stumbled": 1}
    states = [s.state for s in shown if isinstance(s, Status)]
    assert states.count(State.STUMBLED) == 1


def test_a_thread_that_failed_is_told_of_once_and_each_is_counted_and_printed() -> None:
    parts, mouth = ThreadFailures(), Mouth()
    shown: list[Report] = []
    asked: list[HealthSnapshot] = []
    error = ValueError("not told")

    class Answers:
        def serve(self, moment: HealthSnapshot) -> list[Report | Utterance]:
            if len(asked) < 3:
                parts.failed(threading.ExceptHookArgs((ValueError, error, None, None)))
            asked.append(moment)
            return []

        def close(self) -> None:
            pass

    listener = Listener(
        lambda: Tape(8), Ear(), mouth, shown.append, replies=Answers(), thread_failures=parts
    )
    listener.run()
    assert mouth.signals == [(Earcon.TROUBLE, "part_failed")]
    assert asked[-1].faults == {"part_failed": 3}
    told = [one for one in shown if isinstance(one, Status) and one.state is State.PART_FAILED]
    assert [one.spoken for one in told] == [True, False, False]


def test_what_fails_at_most_of_what_it_hears_ends() -> None:
    # Five seconds of blocks of 100 ms, and one that the sum of tenths may fall short of.
    ear, mouth = Stumbling(*range(100)), Mouth()
    with pytest.raises(ValueError, match="a bad hop"):
        Listener(lambda: Tape(100), ear, mouth, lambda _: None).run()
    assert len(ear.blocks) in {50, 51} and mouth.closed
    ear = Stumbling(*range(0, 1_000, 12))
    Listener(lambda: Tape(1_000), ear, Mouth(), lambda _: None).run()
    assert len(ear.blocks) == 1_000


def test_an_input_that_becomes_unreadable_is_heard_to_its_fault() -> None:
    shown: list[Report] = []
    tape, ear, mouth = Tape(2, fault=EdgeAacError("a.mp3 is damaged after 0.2 s.")), Ear(), Mouth()
    with pytest.raises(EdgeAacError, match="damaged"):
        Listener(lambda: tape, ear, mouth, shown.append).run()
    assert mouth.said == ["Heard.", "Heard.", "Last."]
    assert tape.closed and mouth.closed
    assert [s.state for s in shown if isinstance(s, Status)] == ["listening"]


def test_who_stops_the_listener_ends_it_at_once() -> None:
    shown: list[Report] = []
    tape, ear, mouth = Tape(1, fault=KeyboardInterrupt()), Ear(), Mouth()
    with pytest.raises(KeyboardInterrupt):
        Listener(lambda: tape, ear, mouth, shown.append).run()
    assert tape.closed and mouth.closed and not mouth.waited
    assert shown[-1] == Status(0.1, State.ENDED, "Stopped.")


def test_a_source_that_cannot_be_opened_leaves_no_voice_behind() -> None:
    mouth = Mouth()

    def nothing() -> Source:
        raise EdgeAacError("No microphone was found.")

    with pytest.raises(EdgeAacError, match="No microphone"):
        Listener(nothing, Ear(), mouth, lambda _: None).run()
    assert mouth.closed


def test_dropped_sound_is_counted_and_reported_now_and_then() -> None:
    gaps = Dropouts()
    silence = np.zeros(1_600, np.float32)
    assert not gaps.take(Block(silence, 0))
    assert not gaps.take(Block(silence, 1_600))
    assert gaps.take(Block(silence, 3_200 + 8_000))
    assert gaps.seconds == 0.5
    assert not gaps.take(Block(silence, 40_000))
    assert gaps.missed == 8_000 + 40_000 - 12_800
    assert gaps.take(Block(silence, 16_000 * 61))
    assert gaps.seconds == pytest.approx(60.6, abs=0.05)


def test_the_listener_says_and_reports_what_its_source_dropped() -> None:
    class Late(Tape):
        def blocks(self) -> Iterator[Block]:
            yield Block(np.zeros(1_600, np.float32), 0)
            yield Block(np.zeros(1_600, np.float32), 3_200)

    _, mouth, shown, _, listener = _run([Late(2)])
    assert listener.missed == 1_600
    assert mouth.said.count("overloaded") == 1
    states = [s.state for s in shown if isinstance(s, Status)]
    assert states == ["listening", "overloaded", "ended"]


def test_that_the_machine_slept_is_announced_before_what_it_led_to() -> None:
    slept = [[Announcement(Notice.WAS_AWAY)], []]
    mouth = Mouth()

    class Late(Tape):
        def blocks(self) -> Iterator[Block]:
            yield Block(np.zeros(1_600, np.float32), 3_200)

    Listener(lambda: Late(1), Ear(), mouth, lambda _: None, slept=lambda: slept.pop(0)).run()
    assert mouth.said[:2] == ["was_away", "overloaded"]


def test_a_microphone_that_is_opened_again_says_how_much_sound_waits() -> None:
    class Full(Tape):
        waiting = 0.75

    tapes = [Full(1, breaks=True), Full(2)]
    *_, listener = _run([*tapes])
    assert listener._keeping_up.load.behind == 0.75


class Account(Mouth):
    """A voice that says nothing, and knows what it did not say."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped: list[Utterance] = []

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        super().say(utterance, earcon)
        self.dropped.append(utterance)

    def begun(self, timeout: float) -> bool:
        return timeout < 0.0

    def unsaid(self) -> tuple[Utterance, ...]:
        dropped, self.dropped = tuple(self.dropped), []
        return dropped


def test_a_sentence_that_was_not_spoken_has_a_line_that_says_so() -> None:
    shown: list[Report] = []
    Listener(lambda: Tape(2), Ear(), Account(), shown.append).run()
    unheard = [one for one in shown if isinstance(one, Status) and one.state is State.UNHEARD]
    # Also the last one, which the voice took to its end.
    assert [one.detail for one in unheard] == ["Heard.", "Heard.", "Last."]
    assert [one.of for one in unheard] == [0.1, 0.2, 0.2]
    assert as_line(unheard[0]) == "0:00 Heard. (not spoken)"
    assert as_object(unheard[1]) | {"t": 0.1} == {
        "v": 1, "kind": "status", "t": 0.1, "state": "unheard", "detail": "Heard.",
        "of": 0.2, "heard": False,
    }  # fmt: skip


def test_a_fault_of_the_voice_is_a_line_and_is_spoken_where_there_is_a_voice() -> None:
    news, mouth, shown = VoiceAnnouncements(lambda: 0.0), Mouth(), list[Report]()
    news.add(Problem(VoiceFault.NO_VOICE, first=True))
    news.add(Problem(VoiceFault.LOST))
    news.add(Problem(VoiceFault.LOST))
    Listener(lambda: Tape(1), Ear(), mouth, shown.append, voice_announcements=news).run()
    assert mouth.said == ["voice_lost", "Heard.", "Last."]
    lines = [(one.detail, one.spoken) for one in shown if one.state is State.VOICE]  # type: ignore[union-attr]
    assert lines == [("no_voice", False), ("voice_lost", True), ("voice_lost", False)]


@pytest.mark.parametrize(
    ("faults", "spoken"),
    [
        ([VoiceFault.HUNG], False),  # "is started again", said by the new voice, is enough
        ([VoiceFault.EARPIECE_GONE], True),
        ([VoiceFault.LOST, VoiceFault.NO_OUTPUT], True),
    ],
)
def test_when_it_speaks_again_there_is_a_line_and_a_sentence_where_none_showed_it(
    faults: list[VoiceFault], spoken: bool
) -> None:
    news = VoiceAnnouncements(lambda: 0.0)
    for fault in (*faults, VoiceFault.BACK):
        news.add(Problem(fault))
    last = news.take()[-1]
    assert (last.notice.value, last.notice.state) == ("voice_back", State.VOICE)
    assert last.spoken is spoken


def test_that_it_speaks_again_is_spoken_once_a_minute_and_printed_each_time() -> None:
    now = [0.0]
    news = VoiceAnnouncements(lambda: now[0])
    for _ in range(2):
        news.add(Problem(VoiceFault.NO_OUTPUT))
        news.add(Problem(VoiceFault.BACK))
    assert [one.spoken for one in news.take()] == [False, True, False, False]


def test_nothing_to_speak_through_ends_it_at_the_start_and_not_later() -> None:
    news, mouth, shown = VoiceAnnouncements(), Mouth(), list[Report]()
    news.add(Problem(VoiceFault.NO_OUTPUT, first=False))  # it was there, and is away
    Listener(lambda: Tape(1), Ear(), mouth, shown.append, voice_announcements=news).run()
    assert mouth.waited
    news.add(Problem(VoiceFault.NO_OUTPUT, first=True))
    with pytest.raises(NoOutput, match="no_output"):
        Listener(lambda: Tape(1), Ear(), Mouth(), shown.append, voice_announcements=news).run()


def test_each_fault_of_the_voice_has_its_notice_with_the_same_words() -> None:
    catalogue = load_catalogue()
    for fault in VoiceFault:
        news = VoiceAnnouncements()
        news.add(Problem(fault, "X", "Mend it."))
        (announcement,) = news.take()
        line = catalogue.listener_line(announcement.notice.value, announcement.values)
        assert line == fault.sentence.format(name="X", reason="Mend it.")


def test_the_wait_doubles_up_to_its_ceiling() -> None:
    recovery = Recovery(first_seconds=1.0, longest_seconds=10.0)
    assert [recovery.wait(n) for n in range(6)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert recovery.wait(10_000) == 10.0


def test_what_is_lost_is_looked_for_every_three_seconds_and_for_good() -> None:
    recovery = Recovery()
    assert max(recovery.wait(n) for n in range(100)) == 3.0
    assert not recovery.hopeless(7 * 86_400.0)
    assert Recovery(give_up_seconds=SUPERVISED_SECONDS).hopeless(SUPERVISED_SECONDS)
    # Where a thread hangs in the device, only another process can open it.
    assert not recovery.hopeless(7 * 86_400.0, DeviceHangs())
    assert Recovery(hangs_seconds=HANGS_SECONDS).hopeless(HANGS_SECONDS, DeviceHangs())
    assert not Recovery(hangs_seconds=HANGS_SECONDS).hopeless(HANGS_SECONDS, EdgeAacError("away"))
    assert DeviceHangs.code == HUNG

"""The loop: hand on what is heard, survive a lost microphone, end in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from edge_aac.audio.source import Source, SourceLost
from edge_aac.errors import EdgeAacError
from edge_aac.service.asking import Asking
from edge_aac.service.listener import Clock, Listener
from edge_aac.service.recovery import Recovery
from edge_aac.types import Block, Priority, Report, Status, Utterance


class Tape:
    """A source of so many blocks, which may break at its end."""

    live = True

    def __init__(self, blocks: int, breaks: bool = False) -> None:
        self.name = "tape"
        self._blocks = blocks
        self._breaks = breaks
        self.closed = False

    def blocks(self) -> Iterator[Block]:
        for i in range(self._blocks):
            yield Block(np.zeros(1_600, np.float32), i * 1_600)
        if self._breaks:
            raise SourceLost("The microphone gave nothing for 2 s.")

    def close(self) -> None:
        self.closed = True


class Ear:
    """Remembers what it was given."""

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

    def tell(self, name: str) -> list[Report | Utterance]:
        self.calls.append(name)
        return [Utterance(name, Priority.ATTENTION, self.seconds, "test")]


class Mouth:
    """Remembers what it was to say."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.waited = self.closed = False

    def say(self, utterance: Utterance) -> None:
        self.said.append(utterance.text)

    def wait(self, timeout: float) -> bool:
        assert timeout > 0 and not self.closed
        self.waited = True
        return True

    def close(self) -> None:
        self.closed = True


def _run(
    sources: list[Source | EdgeAacError], notice: str | None = None
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
    _, mouth, _, _, _ = _run([Tape(1)], notice="demonstration")
    assert mouth.said == ["demonstration", "Heard.", "Last.", "demonstration"]


def test_a_lost_microphone_is_spoken_once_and_opened_again() -> None:
    gone = EdgeAacError("No microphone was found.")
    broken, second = Tape(2, breaks=True), Tape(2)
    _, mouth, shown, slept, listener = _run([broken, gone, gone, second])
    assert mouth.said.count("microphone_lost") == 1
    assert mouth.said.count("microphone_back") == 1
    assert slept == [0.5, 1.0, 2.0]
    assert listener.losses == 1
    assert broken.closed and second.closed
    states = [s.state for s in shown if isinstance(s, Status)]
    assert states == ["listening", "recovering", "listening", "ended"]


def test_the_clock_goes_on_after_a_loss() -> None:
    ear, *_ = _run([Tape(2, breaks=True), Tape(2, breaks=True), Tape(1)])
    starts = [b.start for b in ear.blocks]
    assert starts == [0, 1_600, 3_200, 4_800, 6_400]


def test_a_microphone_that_stays_away_ends_the_process_with_a_sentence() -> None:
    gone: list[Source | EdgeAacError] = [EdgeAacError("No microphone was found.")] * 50
    with pytest.raises(EdgeAacError, match="did not come back"):
        _run([Tape(1, breaks=True), *gone])


def test_the_wait_doubles_up_to_its_ceiling() -> None:
    recovery = Recovery(first_seconds=1.0, longest_seconds=10.0)
    assert [recovery.wait(n) for n in range(6)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert recovery.wait(10_000) == 10.0


def test_a_question_reaches_the_pipeline_before_the_next_block() -> None:
    ear, mouth = Ear(), Mouth()
    questions = iter([False, True, False])
    Listener(lambda: Tape(3), ear, mouth, lambda _: None, asked=lambda: next(questions)).run()
    assert ear.calls == ["request", "flush"]


def test_asking_is_taken_once() -> None:
    asking = Asking()
    assert not asking.take()
    asking.ask()
    assert asking.take()
    assert not asking.take()


def test_sigusr1_asks() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    try:
        asking = Asking()
        asking.by_signal()
        os.kill(os.getpid(), signal.SIGUSR1)
        assert asking.take()
    finally:
        signal.signal(signal.SIGUSR1, before)

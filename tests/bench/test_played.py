"""A device that plays a sound over and over, and the source that watches who listens."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from edge_aac.audio.microphone import Microphone
from edge_aac.audio.source import SourceLost
from edge_aac.bench.bench_sound import BenchSound
from edge_aac.bench.meter import Meter, Stage
from edge_aac.bench.playback_pace import ClockPace, FastPace, Pace
from edge_aac.bench.played import Played
from edge_aac.bench.watched import Watched
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, FloatArray
from tests.crew import Crew
from tests.waiting import PATIENCE, blocked, until


class AtOnce:
    def wait(self, end: float) -> None:
        """All has been played."""

    def taken(self, end: float) -> None:
        """Nobody waits for it."""

    def close(self) -> None:
        """Nobody waits."""


class Blocks:
    """A source with given blocks, which then is lost."""

    name, live = "blocks", True

    def __init__(self, *blocks: Block) -> None:
        self._blocks = blocks
        self.closed = False

    def blocks(self) -> Iterator[Block]:
        yield from self._blocks
        raise SourceLost("gone")

    def close(self) -> None:
        self.closed = True


def counting(samples: int) -> BenchSound:
    return BenchSound("count", np.arange(1, samples + 1, dtype=np.int16))


def silence(count: int) -> FloatArray:
    return np.zeros(count, np.float32)


def played(sound: BenchSound, pace: Pace | None = None) -> Played:
    spent: list[int] = []
    return Played(sound, pace or AtOnce(), spent.append)


@pytest.mark.parametrize("frames", [1, 3, 7, 30, 100])
def test_the_sound_comes_at_48_khz_again_and_again_however_it_is_read(frames: int) -> None:
    device = played(counting(10))
    assert device.rate == 48_000
    pieces = [device.read(frames).samples for _ in range(-(-100 // frames))]
    assert all(piece.shape == (frames, 1) and piece.dtype == np.float32 for piece in pieces)
    whole = np.round(np.concatenate(pieces)[:100, 0] * 32_767)
    assert whole.tolist() == np.resize(np.repeat(np.arange(1, 11), 3), 100).tolist()


def test_a_listener_gets_all_of_it_at_16_khz_as_fast_as_it_takes_it() -> None:
    second = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = BenchSound("tone", np.round(10_000 * np.sin(2 * np.pi * 500 * second)).astype(np.int16))
    pace, meter = FastPace(), Meter()
    device = Played(tone, pace, lambda spent: meter.add(Stage.MICROPHONE, spent))
    watched = Watched(
        Microphone(device, None, 1.0, 10.0), 3.0, pace, meter, lambda: device.thread_time
    )
    blocks = list(watched.blocks())
    watched.close()
    run = watched.run
    assert run.missed_seconds == 0.0
    assert 3.0 <= run.seconds < 3.2
    assert sum(len(block.samples) for block in blocks) == run.seconds * SAMPLE_RATE
    sound = np.concatenate([block.samples for block in blocks])[SAMPLE_RATE : 2 * SAMPLE_RATE]
    power = np.abs(np.fft.rfft(sound)) ** 2
    assert power.argmax() == 500
    assert power[499:502].sum() > 0.999 * power.sum()
    assert 0 < run.stages[Stage.MICROPHONE] <= device.thread_time


def test_a_device_with_the_clock_waits_for_it_and_no_longer_once_it_is_closed(
    crew: Crew,
) -> None:
    pace = ClockPace(now=lambda: 100.0)
    pace.wait(0.0)
    reader = crew.start(pace.wait, 3_600.0)
    until(lambda: blocked(crew.thread(reader)), "a reader that waits")
    pace.close()
    reader.result(PATIENCE)


def test_a_fast_device_is_let_go_when_it_is_closed(crew: Crew) -> None:
    pace = FastPace()
    reader = crew.start(pace.wait, 3_600.0)
    until(lambda: blocked(crew.thread(reader)), "a reader that waits")
    pace.taken(1.0)
    pace.close()
    reader.result(PATIENCE)


def test_every_hop_is_counted_and_what_the_source_dropped_is_told() -> None:
    part, later = HOP_SAMPLES // 2, 3 * HOP_SAMPLES
    watched = Watched(
        Blocks(
            Block(silence(part), 0),
            Block(silence(part), part),  # completes the first hop
            Block(silence(part), HOP_SAMPLES),
            Block(silence(part), later),  # two hops were dropped before it; completes the second
            Block(silence(part), later + part),
        ),
        (later + HOP_SAMPLES) / SAMPLE_RATE,
        AtOnce(),
        Meter(),
        lambda: 0,
    )
    assert len(list(watched.blocks())) == 5
    assert len(watched.run.hops) == 2
    assert watched.run.seconds == 2.5 * HOP_SAMPLES / SAMPLE_RATE
    assert watched.run.missed_seconds == 1.5 * HOP_SAMPLES / SAMPLE_RATE
    assert watched.run.threads >= 1


def test_what_is_done_between_two_blocks_is_done_after_each_and_is_not_the_listeners() -> None:
    looks: list[int] = []
    burnt = 50_000_000

    def look(samples: int, cpu: int) -> None:
        looks.append(samples)
        assert cpu < burnt
        end = time.thread_time_ns() + burnt
        while time.thread_time_ns() < end:
            pass

    blocks = [Block(silence(HOP_SAMPLES), i * HOP_SAMPLES) for i in range(3)]
    watched = Watched(Blocks(*blocks), 0.48, AtOnce(), Meter(), lambda: 0, look)
    assert len(list(watched.blocks())) == 3
    assert looks == [HOP_SAMPLES, 2 * HOP_SAMPLES, 3 * HOP_SAMPLES]
    assert watched.run.cpu < burnt


def test_what_threads_of_libraries_take_is_no_stages(crew: Crew) -> None:
    burnt = 50_000_000

    def burn() -> None:
        end = time.thread_time_ns() + burnt
        while time.thread_time_ns() < end:
            pass

    watched = Watched(
        Blocks(*(Block(silence(HOP_SAMPLES), i * HOP_SAMPLES) for i in range(3))),
        0.48,
        AtOnce(),
        Meter(),
        lambda: 0,
    )
    for _ in watched.blocks():
        crew.start(burn).result(PATIENCE)
    run = watched.run
    assert run.libraries >= 3 * burnt * 0.9
    assert run.libraries <= run.cpu
    assert sum(run.stages.values()) == 0


def test_a_source_that_is_lost_is_no_source_that_is_waited_for() -> None:
    watched = Watched(Blocks(Block(silence(HOP_SAMPLES), 0)), 1.0, AtOnce(), Meter(), lambda: 0)
    with pytest.raises(EdgeAacError, match=r"stopped after 0 s: start it again") as raised:
        list(watched.blocks())
    assert not isinstance(raised.value, SourceLost)
    with pytest.raises(EdgeAacError, match="cut short"):
        _ = watched.run

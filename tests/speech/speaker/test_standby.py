"""The voice that sleeps, played by the test."""

from __future__ import annotations

from edge_aac.speech.messages import Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.speaker.heartbeat import Limits
from edge_aac.speech.speaker.standby import Standby
from edge_aac.speech.speaker.voice_process import Receive
from tests.speech.actor import Actor

LIMITS = Limits(silence=0.7, fresh=0.35, tick=10.0, first_pause=1.0, longest_pause=8.0)
WARM = Reply(ReplyKind.WARM)


class Dormitory:
    def __init__(self) -> None:
        self.sleepers: list[Actor] = []
        self.standby = Standby(self._launch, LIMITS)

    def _launch(self, receive: Receive) -> Actor:
        self.sleepers.append(Actor(receive))
        return self.sleepers[-1]


def test_one_that_gave_no_sign_of_life_of_late_is_not_woken_but_may_be_when_it_does_again() -> None:
    room = Dormitory()
    room.standby.tend(0.0)
    sleeper = room.sleepers[0]
    sleeper.receive(WARM)
    room.standby.look(0.5)
    assert not room.standby.ready(0.5)
    assert room.standby.take(0.5, print) is None
    assert sleeper.orders == []
    assert not sleeper.ended
    sleeper.receive(Reply(ReplyKind.ALIVE))
    assert room.standby.ready(0.6)
    assert room.standby.take(0.6, print) is sleeper


def test_one_that_could_run_is_short_of_time_and_is_woken_nevertheless() -> None:
    class Busy(Actor):
        def runnable(self) -> bool:
            return True

    sleepers = list[Busy]()

    def launch(receive: Receive) -> Busy:
        sleepers.append(Busy(receive))
        return sleepers[-1]

    standby = Standby(launch, LIMITS)
    standby.tend(0.0)
    sleepers[0].receive(WARM)
    assert standby.take(2.0, print) is sleepers[0]


def test_there_is_never_more_than_one() -> None:
    room = Dormitory()
    for _ in range(5):
        room.standby.tend(0.0)
    assert len(room.sleepers) == 1


def test_one_that_is_warm_is_woken_and_tells_its_news_to_whom_it_serves_then() -> None:
    room, news = Dormitory(), list[Reply | None]()
    room.standby.tend(0.0)
    sleeper = room.sleepers[0]
    assert room.standby.take(0.0, news.append) is None
    sleeper.receive(WARM)
    assert room.standby.ready(0.1)
    assert room.standby.take(0.1, news.append) is sleeper
    assert sleeper.orders == [Order(OrderKind.WAKE)]
    sleeper.receive(Reply(ReplyKind.READY))
    sleeper.receive(None)
    assert news == [Reply(ReplyKind.READY), None]
    assert room.standby.take(0.1, news.append) is None
    room.standby.tend(0.1)
    assert len(room.sleepers) == 2


def test_one_that_died_or_hangs_in_its_sleep_is_replaced() -> None:
    room = Dormitory()
    room.standby.tend(0.0)
    room.sleepers[0].receive(WARM)
    room.sleepers[0].receive(None)
    assert room.standby.take(0.0, print) is None
    room.standby.tend(0.1)
    assert room.sleepers[0].ended
    room.standby.tend(1.2)
    room.sleepers[1].receive(WARM)
    room.standby.tend(2.0)
    assert room.sleepers[1].ended
    assert not room.standby.ready(2.0)


def test_one_that_never_gets_warm_is_tried_less_and_less_often() -> None:
    room = Dormitory()
    for tenth in range(400):
        room.standby.tend(tenth / 10.0)
        if room.sleepers and not room.sleepers[-1].ended:
            room.sleepers[-1].receive(None)
    assert 4 <= len(room.sleepers) <= 8


def test_at_the_end_it_is_ended_and_no_other_begins() -> None:
    room = Dormitory()
    room.standby.tend(0.0)
    room.standby.send(Order(OrderKind.ADJUST, rate=300))
    room.standby.close()
    room.standby.tend(100.0)
    assert room.sleepers[0].orders == [Order(OrderKind.ADJUST, rate=300)]
    assert [sleeper.ended for sleeper in room.sleepers] == [True]

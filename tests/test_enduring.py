"""Work that fails is begun again, and told."""

from __future__ import annotations

import threading

import pytest

from edge_aac.enduring import FIRST_SECONDS, LONGEST_SECONDS, endure


class Work:
    """Fails so often."""

    def __init__(self, failures: int) -> None:
        self.begun = 0
        self._failures = failures
        self.waited: list[float] = []

    def do(self) -> None:
        self.begun += 1
        if self.begun <= self._failures:
            raise ValueError(self.begun)

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return False


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[threading.ExceptHookArgs]:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    return told


def test_it_is_begun_again_until_it_goes_well(told: list[threading.ExceptHookArgs]) -> None:
    work = Work(3)
    endure(work.do, work.wait)
    assert work.begun == 4
    assert work.waited == [FIRST_SECONDS, 2 * FIRST_SECONDS, 4 * FIRST_SECONDS]
    assert [str(one.exc_value) for one in told] == ["1", "2", "3"]
    assert {one.thread for one in told} == {threading.current_thread()}


def test_what_fails_for_good_is_begun_ever_more_rarely(
    told: list[threading.ExceptHookArgs],
) -> None:
    work = Work(100)
    endure(work.do, work.wait)
    assert max(work.waited) == LONGEST_SECONDS and len(told) == 100


def test_nothing_is_begun_again_when_it_is_over(told: list[threading.ExceptHookArgs]) -> None:
    work = Work(1)
    endure(work.do, lambda _: True)
    assert work.begun == 1 and len(told) == 1


def test_what_goes_well_is_done_once(told: list[threading.ExceptHookArgs]) -> None:
    work = Work(0)
    endure(work.do, work.wait)
    assert work.begun == 1 and told == []

"""The signal of a hazard where no voice gives it in time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_state import Item, QueueState
from edge_aac.speech.speaker.stopgap import WAIT_SECONDS, Stopgap
from edge_aac.types import Priority, Utterance

SMOKE = Item(Utterance("Smoke.", Priority.CRITICAL, 1.0, "test"), 10.0, Earcon.HAZARD)
BELL = Item(Utterance("Bell.", Priority.ATTENTION, 1.0, "test"), 10.0, Earcon.TROUBLE)
LATER = 10.0 + WAIT_SECONDS


class Given:
    """The signals that were given, and how loud."""

    def __init__(self) -> None:
        self.signals: list[tuple[Earcon, float]] = []
        self.stopgap = Stopgap(lambda *given: self.signals.append(given), lambda: 0.5)


@pytest.mark.parametrize(
    "state", [QueueState(speaking=SMOKE), QueueState(waiting=(SMOKE,)), QueueState(True, SMOKE)]
)
def test_a_hazard_that_waits_in_vain_is_signalled_once(state: QueueState) -> None:
    given = Given()
    given.stopgap.look(state, LATER - 0.01, lively=False)
    assert given.signals == []
    for moment in (LATER, LATER + 1.0):
        given.stopgap.look(state, moment, lively=False)
    assert given.signals == [(Earcon.HAZARD, 0.5)]
    # It is the same one where it is begun again, and another where the same words come again.
    given.stopgap.look(QueueState(waiting=(replace(SMOKE, again=True),)), 20.0, lively=False)
    assert len(given.signals) == 1
    again = replace(SMOKE, utterance=replace(SMOKE.utterance))
    given.stopgap.look(QueueState(waiting=(again,)), 20.0, lively=False)
    assert len(given.signals) == 2


def test_nothing_is_signalled_while_a_voice_lives() -> None:
    given = Given()
    given.stopgap.look(QueueState(speaking=SMOKE), 99.0, lively=True)
    assert given.signals == []


def test_what_is_no_hazard_or_has_no_signal_is_not_signalled() -> None:
    given = Given()
    silent = replace(SMOKE, earcon=None)
    given.stopgap.look(QueueState(speaking=silent, waiting=(BELL,)), 99.0, lively=False)
    assert given.signals == []
    Stopgap(None, lambda: 1.0).look(QueueState(speaking=SMOKE), 99.0, lively=False)

"""Which faults are remembered."""

from __future__ import annotations

from edge_aac.salience.notices import Notice
from edge_aac.supervision.fault_history import FaultHistory, PastFault


def test_faults_are_counted_and_the_last_one_is_known() -> None:
    now = 10.0
    history = FaultHistory(lambda: now)
    assert (dict(history.counts), history.last) == ({}, None)
    history.add(Notice.VOICE_HUNG, "My voice hung and is started again.")
    history.add(Notice.MICROPHONE_LOST, "The microphone was lost.")
    history.add(Notice.MICROPHONE_LOST, "The microphone was lost again.")
    assert history.restarts == {"microphone": 2, "voice": 1, "thread": 0}
    now = 13.5
    assert history.counts == {"microphone_lost": 2, "voice_hung": 1}
    assert history.last == PastFault(
        Notice.MICROPHONE_LOST, "The microphone was lost again.", seconds=3.5
    )


def test_good_news_are_no_fault() -> None:
    history = FaultHistory(lambda: 0.0)
    for notice in Notice:
        if not notice.fault:
            history.add(notice, "All is well.")
    assert history.last is None
    assert {one.value for one in Notice if not one.fault} == {
        "microphone_back", "listening_again", "demonstration", "writing_again", "quiet_over",
        "voice_back",
    }  # fmt: skip

"""A microphone that hears badly is announced once, in words and as a line; a file never is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from edge_aac.audio.quality import FRAMES_PER_SECOND, Defect, Frame, QualityState, judge
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Notice
from edge_aac.supervision.faults import Fault, Faults
from edge_aac.supervision.microphone_faults import OF_DEFECT, notice_defects
from edge_aac.supervision.resumed_source import ResumedSource
from edge_aac.types import Block, State

MOST_WORDS = 8


class Microphone:
    """A source that knows its defects."""

    name = "USB"
    live = True
    defects: frozenset[Defect] = frozenset()

    def blocks(self) -> Iterator[Block]:
        yield Block(np.zeros(160, np.float32), 0)

    def close(self) -> None:
        pass


class File:
    """One that knows of none."""

    name = "a.wav"
    live = False

    def blocks(self) -> Iterator[Block]:
        yield from ()

    def close(self) -> None:
        pass


def _due(faults: Faults) -> list[tuple[Notice, bool]]:
    return [(one.notice, one.spoken) for one in faults.due()]


def test_every_defect_is_a_fault_of_its_own() -> None:
    # A microphone that repeats itself is lost, and opened again.
    assert set(OF_DEFECT) == set(Defect) - {Defect.REPEATING}
    assert len(set(OF_DEFECT.values())) == len(OF_DEFECT)
    assert {one.value: fault.value.wrong.state for one, fault in OF_DEFECT.items()} == {
        **dict.fromkeys(("too_quiet", "clipping", "offset", "narrow", "tempo"), State.HEARS_BADLY),
        "silent": State.SILENT,
    }


def test_a_microphone_that_is_muted_now_and_then_is_announced_each_time_and_so_is_its_end() -> None:
    now = 0.0
    faults, microphone = Faults(lambda: now), Microphone()
    spoken = []
    for _ in range(2):
        for microphone.defects in (frozenset({Defect.SILENT}), frozenset()):
            now += 240.0
            notice_defects(microphone, faults)
            spoken += [notice for notice, said in _due(faults) if said]
    assert spoken == [Notice.MICROPHONE_SILENT, Notice.MICROPHONE_BACK] * 2


@pytest.mark.parametrize("defect", sorted(set(OF_DEFECT) - {Defect.SILENT}, key=lambda d: d.value))
def test_it_is_announced_once_however_often_it_shows(defect: Defect) -> None:
    now = 0.0
    faults, microphone = Faults(lambda: now), Microphone()
    notice_defects(microphone, faults)
    assert _due(faults) == []
    spoken = []
    for _ in range(10):
        for microphone.defects in (frozenset({defect}), frozenset()):
            now += 1_800.0
            notice_defects(microphone, faults)
            spoken += [notice for notice, said in _due(faults) if said]
    assert spoken == [OF_DEFECT[defect].value.wrong]


def test_an_hour_of_talk_that_is_45_db_too_quiet_is_announced_once_and_soon() -> None:
    faults, microphone = Faults(lambda: now), Microphone()
    quality, spoken = QualityState(), []
    for number in range(3_600 * FRAMES_PER_SECOND):
        now = number / FRAMES_PER_SECOND
        talks = number // FRAMES_PER_SECOND % 2
        quality = judge(quality, Frame(-70.0 if talks else -96.0, -20.0, 0.0, 0.0))
        if number % FRAMES_PER_SECOND == 0:
            microphone.defects = quality.defects
            notice_defects(microphone, faults)
            spoken += [(now, notice) for notice, said in _due(faults) if said]
    ((when, notice),) = spoken
    assert notice is Notice.MICROPHONE_QUIET
    assert when < 90.0


def test_several_are_announced_each_by_itself() -> None:
    faults, microphone = Faults(lambda: 5.0), Microphone()
    microphone.defects = frozenset({Defect.TOO_QUIET, Defect.OFFSET})
    notice_defects(microphone, faults)
    assert _due(faults) == [(Notice.MICROPHONE_QUIET, True), (Notice.MICROPHONE_OFFSET, True)]


def test_one_that_came_back_is_judged_as_before_and_a_file_is_not() -> None:
    faults, microphone = Faults(lambda: 5.0), Microphone()
    microphone.defects = frozenset({Defect.NARROW})
    notice_defects(ResumedSource(File(), 3.0), faults)
    notice_defects(File(), faults)
    assert _due(faults) == []
    notice_defects(ResumedSource(microphone, 3.0), faults)
    assert _due(faults) == [(Notice.MICROPHONE_NARROW, True)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("defect", sorted(OF_DEFECT, key=lambda defect: defect.value))
def test_the_sentence_says_what_to_do_in_few_words(language: str, defect: Defect) -> None:
    fault: Fault = OF_DEFECT[defect]
    text = load_catalogue(language).listener(fault.value.wrong)
    assert len(text.split()) <= MOST_WORDS
    assert text.count(".") == 2

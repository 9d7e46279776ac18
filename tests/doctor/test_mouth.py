"""What the voice's check makes of a voice that speaks, fails, or hangs; the voice is a stand-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edge_aac.doctor.finding import Finding
from edge_aac.doctor.voice import Mouth
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_state import Counts
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Utterance


class Voice:
    """Says everything, nothing, or is never there."""

    def __init__(self, begins: bool = True, says: bool = True) -> None:
        self._begins, self._says = begins, says
        self.counts = Counts()
        self.said: list[tuple[str, Earcon | None]] = []
        self.closed = False

    def begun(self, timeout: float) -> bool:
        return self._begins and timeout > 0.0

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        if self._says:
            self.said.append((utterance.text, earcon))
            self.counts = Counts(said=len(self.said))

    def wait(self, timeout: float) -> bool:
        return timeout > 0.0

    def close(self) -> None:
        self.closed = True


def checked(
    voice: Voice,
    sentence: str | None = "One.",
    heard: bool | None = None,
    problem: Problem | None = None,
    settings: SpeechSettings | None = None,
) -> Finding:
    def opened(_: SpeechSettings, take: Callable[[Problem], None]) -> Voice:
        if problem is not None:
            take(problem)
        return voice

    settings = settings or SpeechSettings()
    with Mouth(settings, lambda one: one.sentence, opened) as mouth:  # type: ignore[arg-type]
        found = mouth.check(sentence, lambda: heard)
    assert voice.closed
    return found


@pytest.mark.parametrize(
    ("heard", "grade", "name"),
    [(None, "fine", "said"), (True, "fine", "confirmed"), (False, "warning", "not_heard")],
)
def test_a_person_says_whether_it_was_heard(heard: bool | None, grade: str, name: str) -> None:
    voice = Voice()
    found = checked(voice, heard=heard)
    assert (found.grade.value, found.name) == (grade, name)
    assert voice.said == [("One.", Earcon.MUTED)]


def test_nothing_is_said_where_nobody_asked_for_it() -> None:
    voice = Voice()
    assert checked(voice, sentence=None).name == "voice"
    assert voice.said == []


def test_a_voice_that_is_off_is_not_tried() -> None:
    assert checked(Voice(), settings=SpeechSettings(speech=False)).name == "voice_off"


@pytest.mark.parametrize(
    ("voice", "name"),
    [(Voice(begins=False), "no_voice_in_time"), (Voice(says=False), "not_said")],
)
def test_a_voice_that_does_not_work_is_a_fault(voice: Voice, name: str) -> None:
    found = checked(voice)
    assert (found.grade.value, found.name) == ("fault", name)


def test_what_the_voice_reports_is_what_is_said_of_it() -> None:
    found = checked(Voice(), problem=Problem(VoiceFault.NO_SOUND))
    assert found.facts["reason"] == Problem(VoiceFault.NO_SOUND).sentence
    assert checked(Voice(), problem=Problem(VoiceFault.BACK)).name == "said"

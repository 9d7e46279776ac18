"""Lessons of a running listener: what is asked, heard, said and learnt, and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.control.command import parse_command
from edge_aac.control.lessons import PATIENCE_SECONDS, PROMPTS, LessonAnswer, Lessons
from edge_aac.control.request_queue import Request
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.learnt import Learnt
from edge_aac.pipeline.own_sounds import Place, place_of
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.pipeline.taught_scores import TaughtScores
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.recent_hops import HOP_SECONDS, RecentSound
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Report, Utterance
from tests.crew import Crew
from tests.taught.hops import RING, ROOM, hop
from tests.waiting import PATIENCE, until

ENGLISH = load_wording("en")
STAGES = object.__new__(TaughtStages)


class Ear:
    """Hears what it is given, hop by hop."""

    def __init__(self) -> None:
        self.taught = TaughtScores(None)
        self.adopted: list[TaughtStages] = []
        self._count = 0

    @property
    def seconds(self) -> float:
        return self._count * HOP_SECONDS

    def adopt(self, learnt: TaughtStages) -> list[Report | Utterance]:
        self.adopted.append(learnt)
        return []

    def hear(self, level: float, own: bool = False) -> None:
        self.taught.recent.add(hop(self._count, level, own))
        self._count += 1


class Learning:
    """Needs three rings; keeps what it was given."""

    def __init__(self) -> None:
        self.rings: list[RecentSound] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.fails: Exception | None = None

    def place(self, name: str, group: str) -> Place:
        return place_of(name, group or None, None, load_taxonomy())

    def learn(self, place: Place, rings: Sequence[RecentSound]) -> Learnt:
        assert self.may_end.wait(60.0)
        if self.fails is not None:
            raise self.fails
        self.rings += rings
        if len(self.rings) < 3:
            return Learnt(place.name, len(self.rings), 3)
        return Learnt(place.name, len(self.rings), 3, "The dryer has finished.", STAGES)


class Desk:
    """Lessons with everything around them."""

    def __init__(self) -> None:
        self.ear, self.learning = Ear(), Learning()
        self.idle = True
        self.lessons = Lessons(self.ear, self.learning, ENGLISH, lambda: self.idle)

    def ask(self, line: str) -> LessonAnswer | None:
        return self.lessons.ask(Request(parse_command(line)))

    def room(self, hops: int = 20) -> list[str]:
        return self._hear([ROOM] * hops)

    def ring(self) -> list[str]:
        return self._hear([ROOM] * 8 + [RING] * 4 + [ROOM] * 12)

    def result(self) -> LessonAnswer:
        found: list[LessonAnswer] = []

        def came() -> bool:
            answer = self.lessons.turn()
            found.extend([] if answer is None else [answer])
            return bool(found)

        until(came, "the result of a lesson")
        return found[0]

    def _hear(self, levels: Sequence[float]) -> list[str]:
        said = []
        for level in levels:
            self.ear.hear(level)
            answer = self.lessons.turn()
            said += [] if answer is None else list(answer.sentences)
        return said


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.learning.may_end.set()
    made.lessons.close()


def test_that_was_counts_rings_and_then_knows_the_sound(desk: Desk) -> None:
    said = []
    for _ in range(3):
        desk.ring()
        assert desk.ask("that was dryer") is None
        said.append(desk.result())
    assert said[0].sentences == (
        "Three seconds ago: dryer, ring one of three.",
        "Say so again after the next ring.",
    )
    assert said[1].sentences[0].endswith("ring two of three.")
    assert said[2].sentences == ("Learnt dryer. I will say: The dryer has finished.",)
    assert [one.done and one.request is not None for one in said] == [True] * 3
    assert desk.ear.adopted == [STAGES]


def test_one_ring_is_not_two_examples(desk: Desk) -> None:
    desk.ring()
    assert desk.ask("that was dryer") is None
    desk.result()
    answer = desk.ask("that was dryer")
    assert answer is not None and not answer.done
    assert answer.sentences[0].startswith("I have that ring of dryer already")
    assert len(desk.learning.rings) == 1


def test_what_rings_while_the_voice_speaks_is_said_to_be_unheard(desk: Desk) -> None:
    desk.ring()
    assert desk.ask("that was dryer") is None
    desk.result()
    for level in [RING] * 4 + [ROOM] * 12:
        desk.ear.hear(level, own=level == RING)
    answer = desk.ask("that was dryer")
    assert answer is not None and not answer.done
    assert "I hear nothing while I speak" in answer.sentences[0]
    assert len(desk.learning.rings) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("that was dryer", "I remember no sound of the last minute: let it ring"),
        ("that was doorbell", "doorbell is a sound that I know already"),
        ("teach 2nd", "cannot be a name"),
        ("teach dryer as dorbell", "There is no group dorbell"),
        ("teach dryer as smoke alarm", "Hazard alarms are known by their patterns"),
    ],
)
def test_what_cannot_be_taught_is_refused_in_one_sentence(
    desk: Desk, line: str, words: str
) -> None:
    desk.room(100)
    answer = desk.ask(line)
    assert answer is not None and not answer.done
    (sentence,) = answer.sentences
    assert words in sentence
    assert desk.lessons.turn() is None


def test_a_lesson_by_ear_prompts_each_ring_and_ends(desk: Desk) -> None:
    desk.room()
    first = desk.ask("teach dryer")
    assert first is not None and first.sentences == ("Ring it now.",) and first.done
    said = [sentence for _ in PROMPTS for sentence in desk.ring()]
    assert said[: len(PROMPTS) - 1] == [ENGLISH.answer(one) for one in PROMPTS[1:]]
    rest = said[len(PROMPTS) - 1 :] or list(desk.result().sentences)
    assert rest == ["Enough. I will say: The dryer has finished."]
    assert len(desk.learning.rings) == len(PROMPTS)
    assert desk.ear.adopted == [STAGES]


def test_while_it_speaks_nothing_is_a_ring(desk: Desk) -> None:
    desk.room()
    desk.ask("teach dryer")
    desk.idle = False
    assert desk.ring() == []
    desk.idle = True
    desk.room(10)
    assert desk.ring() == ["Again, from further away."]


def test_a_minute_in_which_nobody_rings_ends_a_lesson(desk: Desk) -> None:
    desk.room()
    desk.ask("teach dryer")
    desk.ring()
    (sentence,) = desk.room(int(PATIENCE_SECONDS / HOP_SECONDS) + 20)
    assert sentence.startswith("I heard 1 of 5 rings, so I learnt nothing")
    assert desk.ring() == []


def test_one_lesson_at_a_time(desk: Desk) -> None:
    desk.ring()
    desk.learning.may_end.clear()
    assert desk.ask("that was dryer") is None
    for line in ("teach kettle", "that was kettle"):
        busy = desk.ask(line)
        assert busy is not None and not busy.done
        assert busy.sentences[0].startswith("I am learning dryer just now")
    desk.learning.may_end.set()
    assert desk.result().done


def test_a_refusal_and_a_fault_are_said_and_change_nothing(desk: Desk) -> None:
    wrong = {
        "cannot tell this": EdgeAacError(Reason(Why.SOUND_NOT_APART)),
        "(MemoryError)": MemoryError(),
    }
    for words, error in wrong.items():
        desk.learning.fails = error
        desk.ring()
        assert desk.ask("that was dryer") is None
        answer = desk.result()
        assert not answer.done and words in answer.sentences[0]
    assert desk.ear.adopted == []


def test_whoever_waits_when_it_ends_is_answered(desk: Desk, crew: Crew) -> None:
    desk.ring()
    desk.learning.may_end.clear()
    request = Request(parse_command("that was dryer"))
    assert desk.lessons.ask(request) is None
    closing = crew.start(desk.lessons.close)
    desk.learning.may_end.set()
    closing.result(PATIENCE)
    answer = request.answered
    assert answer is not None and not answer.done

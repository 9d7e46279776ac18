"""Lessons that the running listener takes: from rings that come now, or from what it just heard.

In: what a person asks, and the hops that the pipeline remembers, on the listening loop. Out:
answers, as sentences. Learning itself takes seconds, so a thread does it, one sound at a time;
what was learnt comes into force on the loop. No sound is kept. Bounded in memory, in rings and in
time: a lesson in which nobody rings is over after a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from edge_aac.answers.wording import Wording, upper
from edge_aac.control.command import Command
from edge_aac.control.request_queue import Answer, Request
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.learnt import Learnt
from edge_aac.pipeline.own_sounds import Place
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.pipeline.taught_scores import TaughtScores
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.recent_hops import RecentSound
from edge_aac.taught.ring_finder import RingFinder
from edge_aac.types import Report, Utterance, Verb

PROMPTS = ("ring_now", "ring_further", "ring_again", "ring_elsewhere", "ring_last")
"""What is said before each ring: a lesson has as many."""
PATIENCE_SECONDS = 60.0
"""Of sound in which nobody rings, after which the lesson is over."""
ECHO_SECONDS = 0.5
"""Of the own voice in the room."""
_END_SECONDS = 1.0


class LearnsSounds(Protocol):
    """What learns a sound, and keeps it."""

    def place(self, name: str, group: str) -> Place:
        """Where a sound of this name belongs; raises where it cannot be taught."""

    def learn(self, place: Place, rings: Sequence[RecentSound]) -> Learnt:
        """Learn, on whatever thread; raises where it cannot be known again."""


class LessonEar(Protocol):
    """What hears."""

    taught: TaughtScores

    @property
    def seconds(self) -> float:
        """Where on the source's clock it is."""

    def adopt(self, learnt: TaughtStages) -> list[Report | Utterance]:
        """Know what was learnt from now on."""


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """Sentences, and whom they answer."""

    sentences: tuple[str, ...]
    done: bool = True
    request: Request | None = None
    """None for what follows in a lesson."""
    outputs: tuple[Report | Utterance, ...] = ()
    """What a change of the known sounds ended."""


@dataclass(slots=True)
class _Lesson:
    """Rings that come now."""

    place: Place
    heard_to: float
    """End of the newest hop that was looked at [s]."""
    quiet_since: float
    rings: list[RecentSound] = field(default_factory=list)
    finder: RingFinder = field(default_factory=RingFinder)


@dataclass(frozen=True, slots=True)
class _Job:
    """Learning that a thread is about."""

    place: Place
    began: float
    """When the newest of its rings did [s]."""
    request: Request | None
    result: Future[Learnt]
    thread: threading.Thread


class Lessons:
    """Takes lessons, one at a time.

    Parameters
    ----------
    ear : LessonEar
    learner : LearnsSounds
    wording : Wording
    idle : callable
        Whether the voice has nothing left to say.
    """

    def __init__(
        self,
        ear: LessonEar,
        learner: LearnsSounds,
        wording: Wording,
        idle: Callable[[], bool] = lambda: True,
    ) -> None:
        self._ear, self._learner, self._wording, self._idle = ear, learner, wording, idle
        self._lesson: _Lesson | None = None
        self._job: _Job | None = None
        self._taken: RecentSound | None = None

    def ask(self, request: Request) -> LessonAnswer | None:
        """Begin; None where the answer comes with a later turn."""
        command = request.command
        try:
            self._require_free()
            place = self._learner.place(command.name, command.group)
            if command.verb is Verb.TEACH:
                now = self._ear.seconds
                self._lesson = _Lesson(place, now, now)
                return LessonAnswer((self._wording.answer(PROMPTS[0]),), request=request)
            self._start(place, [self._last_sound(command)], request)
        except EdgeAacError as error:
            return LessonAnswer((self._wording.refusal(error),), False, request)
        return None

    def turn(self) -> LessonAnswer | None:
        """Go on, between two blocks: what is to be said, if anything."""
        if self._job is not None:
            return self._finished(self._job)
        return None if self._lesson is None else self._listen(self._lesson)

    def close(self) -> None:
        """Take no more lessons; who waits for one is answered."""
        self._lesson = None
        if self._job is not None:
            if self._job.request is not None:
                stopping = self._wording.answer("stopping")
                self._job.request.answer(Answer(stopping, done=False))
            self._job.thread.join(_END_SECONDS)
            self._job = None

    def _require_free(self) -> None:
        busy = self._job.place if self._job else self._lesson.place if self._lesson else None
        if busy is not None:
            raise EdgeAacError(Reason.of(Why.LESSON_RUNS, name=_noun(busy)))

    def _last_sound(self, command: Command) -> RecentSound:
        recent, now = self._ear.taught.recent, self._ear.seconds
        taken = self._taken
        sound = recent.last_sound(now, -1.0 if taken is None else taken.ended)
        if sound is not None:
            return sound
        # One ring is not two examples.
        if taken is not None and recent.last_sound(now) is not None:
            spoken = recent.spoken_over(taken.ended)
            why = Why.RING_SPOKEN_OVER if spoken else Why.RING_TAKEN
            raise EdgeAacError(Reason.of(why, name=command.name))
        raise EdgeAacError(Reason(Why.NOTHING_HEARD))

    def _start(self, place: Place, rings: Sequence[RecentSound], request: Request | None) -> None:
        result: Future[Learnt] = Future()

        def work() -> None:
            try:
                result.set_result(self._learner.learn(place, rings))
            except BaseException as error:  # told on the loop
                result.set_exception(error)

        thread = threading.Thread(target=work, name="lesson", daemon=True)
        self._job = _Job(place, rings[-1].began, request, result, thread)
        self._taken = rings[-1]
        thread.start()

    def _finished(self, job: _Job) -> LessonAnswer | None:
        """The answer, once the thread has one."""
        if not job.result.done():
            return None
        job.thread.join()
        self._job = None
        error = job.result.exception()
        if isinstance(error, EdgeAacError):
            return LessonAnswer((self._wording.refusal(error),), False, job.request)
        if error is not None:
            reason = Reason.of(
                Why.LEARNING_FAILED, name=_noun(job.place), what=type(error).__name__
            )
            refusal = self._wording.refusal(EdgeAacError(reason))
            return LessonAnswer((refusal,), False, job.request)
        learnt = job.result.result()
        outputs = () if learnt.stages is None else tuple(self._ear.adopt(learnt.stages))
        return LessonAnswer(self._words(learnt, job), True, job.request, outputs)

    def _words(self, learnt: Learnt, job: _Job) -> tuple[str, ...]:
        if job.request is None:
            return (self._wording.answer("enough", text=learnt.text),)
        if learnt.text:
            return (self._wording.answer("knows", sound=learnt.name, text=learnt.text),)
        when = upper(self._wording.ago(self._ear.seconds - job.began))
        count, wanted = map(self._wording.number, (learnt.count, learnt.wanted))
        values = {"when": when, "sound": learnt.name, "count": count, "wanted": wanted}
        return self._wording.answer("remembered", **values), self._wording.answer("ring_and_say")

    def _listen(self, lesson: _Lesson) -> LessonAnswer | None:
        """Look for a ring in what was heard since the last look."""
        now = self._ear.seconds
        if not self._idle():
            lesson.quiet_since = now
            return None
        for hop in self._ear.taught.recent.since(lesson.heard_to):
            if hop.end <= lesson.heard_to:
                continue
            lesson.heard_to = hop.end
            if hop.end < lesson.quiet_since + ECHO_SECONDS:
                lesson.finder.forget()
                continue
            ring = lesson.finder.hear(hop)
            if ring is not None:
                lesson.rings.append(ring)
                lesson.quiet_since = now
                return self._next(lesson)
        if now - lesson.quiet_since > PATIENCE_SECONDS:
            self._lesson = None
            counted = {"count": len(lesson.rings), "wanted": len(PROMPTS)}
            refusal = EdgeAacError(Reason.of(Why.RINGS_MISSING, **counted))
            return LessonAnswer((self._wording.refusal(refusal),), False)
        return None

    def _next(self, lesson: _Lesson) -> LessonAnswer | None:
        if len(lesson.rings) < len(PROMPTS):
            return LessonAnswer((self._wording.answer(PROMPTS[len(lesson.rings)]),))
        self._lesson = None
        self._start(lesson.place, lesson.rings, None)
        return None


def _noun(place: Place) -> str:
    return place.name.replace("_", " ")

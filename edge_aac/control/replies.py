"""How what a person asks of the running listener is carried out and answered.

In: requests from the inbox, on the listening loop, between two blocks. Out: answers to
who asked, and reports and utterances for the loop to hand on. An answer of several
sentences is said one after the other, each when the voice has fallen silent, so that
whatever matters more comes in between.

Never does: touching the pipeline from another thread; withholding an answer, whatever
was muted: it was asked for.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from edge_aac.answers.wording import Wording, upper
from edge_aac.control.command import Command
from edge_aac.control.lessons import LessonAnswer, Lessons
from edge_aac.control.missed_summary import missed_summary
from edge_aac.control.recent import Recent
from edge_aac.control.request_queue import MOST, Answer, Request, RequestQueue
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.interfaces import QueryTarget
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.speech_output import Outgoing, Signalled, SpeechOutput
from edge_aac.speech.text import pieces
from edge_aac.supervision.board import Board, board
from edge_aac.supervision.health import HealthSnapshot, health_figures, health_sentences
from edge_aac.types import Priority, State, Status, Urgency, Utterance, Verb

MOST_SENTENCES = 8
STALE_SECONDS = 60.0
"""The rest of an answer is not said any more after so long."""


class Answerer(Protocol):
    """What carries out commands while the listener listens."""

    def serve(self, snapshot: HealthSnapshot) -> list[Outgoing]:
        """Carry out what waits; what is to be shown and said now."""

    def close(self) -> None:
        """Carry out nothing more."""


class Replies:
    """Carries out commands.

    Parameters
    ----------
    pipeline : QueryTarget
    requests : RequestQueue
    wording : Wording
    idle : callable
        Whether the voice has nothing left to say.
    lessons : Lessons, optional
        Takes lessons; None where nothing can be taught.
    voice : SpeechOutput or None
        None where speech is off, or cannot be changed while it runs.
    voice_settings : VoiceSettings
        How the voice speaks at first.
    now : callable
        Seconds that only grow, also while there is no sound.
    machine : callable
        How the machine is.
    recent : Recent, optional
        What was heard and reported last.
    """

    def __init__(
        self,
        pipeline: QueryTarget,
        requests: RequestQueue,
        wording: Wording,
        idle: Callable[[], bool] = lambda: True,
        lessons: Lessons | None = None,
        voice: SpeechOutput | None = None,
        voice_settings: VoiceSettings | None = None,
        now: Callable[[], float] = time.monotonic,
        machine: Callable[[], Board] = board,
        recent: Recent | None = None,
    ) -> None:
        self._machine = machine
        self._recent = recent or Recent()
        self._pipeline = pipeline
        self._requests = requests
        self._wording = wording
        self._idle = idle
        self._lessons = lessons
        self._voice = voice
        self._voice_settings = voice_settings or VoiceSettings(210, 1.0)
        self._now = now
        self._since = now()
        self._rest: deque[str] = deque(maxlen=MOST_SENTENCES)
        self._begun = self._since
        self._describing: list[Request] = []

    def serve(self, snapshot: HealthSnapshot) -> list[Outgoing]:
        """Carry out what waits; what is to be shown and said now."""
        outputs: list[Outgoing] = []
        for request in self._requests.take():
            outputs += self._carry_out(request, snapshot)
        if self._lessons is not None:
            outputs += self._taught(self._lessons.turn())
        if not outputs and self._rest and self._idle():
            late = self._now() - self._begun > STALE_SECONDS
            outputs += [] if late else [self._said(self._rest.popleft())]
            if late:
                self._rest.clear()
        return outputs

    def close(self) -> None:
        """Answer everyone who still waits: the listener ends."""
        for request in self._describing:
            request.answer(Answer(self._wording.answer("too_late"), done=False))
        self._describing.clear()
        if self._lessons is not None:
            self._lessons.close()
        self._requests.close()

    def _carry_out(self, request: Request, snapshot: HealthSnapshot) -> list[Outgoing]:
        self._rest.clear()
        command, verb = request.command, request.command.verb
        about_now = {
            Verb.NOW: self._describe,
            Verb.STATUS: self._status,
            Verb.HEARD: self._heard,
        }
        if verb in about_now:
            return about_now[verb](request, snapshot)
        if verb.names_sound:
            return self._teach(request)
        answers = {
            Verb.REPEAT: self._repeat,
            Verb.WHY: self._why,
            Verb.MISSED: self._missed,
            Verb.UNMUTE: self._unmute,
            Verb.MUTE: self._mute,
        }
        if verb in answers:
            return self._answer(request, answers[verb]())
        if verb is Verb.QUIET:
            return self._answer(request, self._quiet(command))
        return self._answer(request, *self._adjust(verb))

    def _status(self, request: Request, snapshot: HealthSnapshot) -> list[Outgoing]:
        """Sentences for a person; figures for a program that asked, and on the line."""
        since, machine = self._now() - self._since, self._machine()
        sentences = health_sentences(self._pipeline, snapshot, self._wording, since, machine)
        shown = health_figures(self._pipeline, snapshot, since, machine)
        return self._answer(
            request, (*sentences, *self._spoken_how()), aloud=request.aloud, shown_figures=shown
        )

    def _heard(self, request: Request, snapshot: HealthSnapshot) -> list[Outgoing]:
        """For a program that looks again and again, so nothing is shown of it, nor said."""
        silence, seconds = self._pipeline.output_filter.silence, self._pipeline.seconds
        sentences = self._recent.sentences(self._wording)
        if request.aloud:
            return self._answer(request, sentences)
        figures = self._recent.figures(seconds) | {
            "lost": snapshot.lost,
            "muted": silence.muted,
            "quiet": None if silence.until is None else round(silence.until - seconds, 1),
        }
        request.answer(Answer(" ".join(sentences), figures=json.dumps(figures)))
        return []

    def _describe(self, request: Request, snapshot: HealthSnapshot) -> list[Outgoing]:
        """The description is the answer; it comes with the next sound."""
        if snapshot.lost:
            request.answer(Answer(self._wording.answer("lost"), done=False))
            return [*self._pipeline.announce(Announcement(Notice.MICROPHONE_LOST))]
        # Keys do not give up waiting; nobody presses more of them than are remembered.
        waiting = [one for one in self._describing if one.wanted]
        self._describing = [*waiting, request][-MOST:]
        self._pipeline.request(self._described)
        return []

    def _described(self, text: str) -> None:
        """Answer everyone who asked for a description."""
        for request in self._describing:
            request.answer(Answer(self._wording.answer("described", text=text)))
        self._describing.clear()

    def _teach(self, request: Request) -> list[Outgoing]:
        if self._lessons is None:
            reason = EdgeAacError(Reason(Why.MODEL_TEACHES_NOT))
            return self._answer(request, (self._wording.refusal(reason),), False)
        return self._taught(self._lessons.ask(request))

    def _taught(self, answer: LessonAnswer | None) -> list[Outgoing]:
        if answer is None:
            return []
        return [*answer.outputs, *self._answer(answer.request, answer.sentences, answer.done)]

    def _repeat(self) -> tuple[str, ...]:
        last = self._pipeline.output_filter.decisions.last_said()
        return (self._wording.answer("nothing_said") if last is None else last.text,)

    def _why(self) -> tuple[str, ...]:
        last = self._pipeline.output_filter.decisions.last_said()
        if last is None:
            return (self._wording.answer("nothing_said"),)
        when = upper(self._wording.ago(self._pipeline.seconds - last.t))
        return self._wording.answer("said", when=when, text=last.text), last.why

    def _missed(self) -> tuple[str, ...]:
        return missed_summary(
            self._pipeline.output_filter.missed, self._pipeline.seconds, self._wording
        )

    def _quiet(self, command: Command) -> tuple[str, ...]:
        self._pipeline.output_filter.quiet(self._pipeline.seconds, command.seconds)
        self._hush()
        length = self._wording.length(command.seconds)
        sentences = self._wording.answer("quiet", length=length)
        still = (
            [self._wording.status("muted")] if self._pipeline.output_filter.silence.muted else []
        )
        return (sentences, *still)

    def _mute(self) -> tuple[str, ...]:
        self._pipeline.output_filter.mute()
        self._hush()
        return (self._wording.answer("muted"),)

    def _unmute(self) -> tuple[str, ...]:
        was_open = self._pipeline.output_filter.silence.open
        self._pipeline.output_filter.unmute()
        return (self._wording.answer("open" if was_open else "unmuted"),)

    def _hush(self) -> None:
        if self._voice is not None:
            self._voice.hush()

    def _adjust(self, verb: Verb) -> tuple[tuple[str, ...], bool]:
        """What the voice is then, and whether that is done."""
        if self._voice is None:
            return (self._wording.answer("no_voice"),), False
        old = self._voice_settings
        new, end = {
            Verb.LOUDER: (old.louder(), "loudest"),
            Verb.SOFTER: (old.softer(), "softest"),
            Verb.SLOWER: (old.slower(), "slowest"),
            Verb.FASTER: (old.faster(), "fastest"),
        }[verb]
        if new == old:
            return (self._wording.answer(end),), True
        self._voice_settings = new
        self._voice.adjust(rate=new.rate, volume=new.volume)
        return (self._wording.answer(verb.value, volume=new.percent, rate=new.rate),), True

    def _spoken_how(self) -> tuple[str, ...]:
        if self._voice is None:
            return ()
        voice_settings = self._voice_settings
        return (
            self._wording.status("voice", volume=voice_settings.percent, rate=voice_settings.rate),
        )

    def _answer(
        self,
        request: Request | None,
        sentences: Iterable[str],
        done: bool = True,
        aloud: bool = True,
        shown_figures: Mapping[str, object] | None = None,
    ) -> list[Outgoing]:
        """Answer who asked, if anybody did; show the line, and say its first sentence."""
        sentences = tuple(sentences)
        line = " ".join(" ".join(sentences).split())
        written = "" if shown_figures is None else json.dumps(shown_figures)
        if request is not None:
            request.answer(Answer(line, done, figures=written))
        shown = Status(self._pipeline.seconds, State.CONTROL, line, figures=shown_figures)
        if not aloud:
            return [shown]
        first, *rest = pieces(sentences)[:MOST_SENTENCES] or [""]
        self._rest.extend(rest)
        self._begun = self._now()
        said = self._said(first)
        silenced = request is not None and request.command.verb in {Verb.QUIET, Verb.MUTE}
        return [shown, Signalled(said, Earcon.MUTED) if silenced else said]

    def _said(self, text: str) -> Utterance:
        because = self._wording.answer("asked")
        return Utterance(
            text, Priority.ATTENTION, self._pipeline.seconds, because, Urgency.REQUESTED
        )

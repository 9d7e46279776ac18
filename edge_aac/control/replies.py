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
import textwrap
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from edge_aac.answers.wording import Wording, upper
from edge_aac.control.command import Command
from edge_aac.control.missed_summary import missed_summary
from edge_aac.control.request_queue import MOST, Answer, Request, RequestQueue
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.pipeline.interfaces import QueryTarget
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.rules import Rule
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.outgoing import Adjustable, Cued, Told
from edge_aac.speech.text import LONGEST
from edge_aac.supervision.board import Board, board
from edge_aac.supervision.health import HealthSnapshot, health_figures, health_sentences
from edge_aac.types import Decision, Priority, State, Status, Utterance, Verb

MOST_SENTENCES = 8
STALE_SECONDS = 60.0
"""The rest of an answer is not said any more after so long."""


class Answerer(Protocol):
    """What carries out commands while the listener listens."""

    def serve(self, snapshot: HealthSnapshot) -> list[Told]:
        """Carry out what waits; what is to be shown and said now."""

    def close(self) -> None:
        """Carry out nothing more."""


class Replies:
    """Carries out commands.

    Parameters
    ----------
    pipeline : QueryTarget
    inbox : RequestQueue
    wording : Wording
    idle : callable
        Whether the voice has nothing left to say.
    voice : Adjustable or None
        None where speech is off, or cannot be changed while it runs.
    tone : VoiceSettings
        How the voice speaks at first.
    now : callable
        Seconds that only grow, also while there is no sound.
    machine : callable
        How the machine is.
    """

    def __init__(
        self,
        pipeline: QueryTarget,
        inbox: RequestQueue,
        wording: Wording,
        idle: Callable[[], bool] = lambda: True,
        voice: Adjustable | None = None,
        tone: VoiceSettings | None = None,
        now: Callable[[], float] = time.monotonic,
        machine: Callable[[], Board] = board,
    ) -> None:
        self._machine = machine
        self._pipeline = pipeline
        self._inbox = inbox
        self._wording = wording
        self._idle = idle
        self._voice = voice
        self._tone = tone or VoiceSettings(210, 1.0)
        self._now = now
        self._since = now()
        self._rest: deque[str] = deque(maxlen=MOST_SENTENCES)
        self._begun = self._since
        self._describing: list[Request] = []
        self._before: Decision | None = None

    def serve(self, moment: HealthSnapshot) -> list[Told]:
        """Carry out what waits; what is to be shown and said now."""
        self._hand_over_descriptions()
        outputs: list[Told] = []
        for request in self._inbox.take():
            outputs += self._carry_out(request, moment)
        if not outputs and self._rest and self._idle():
            late = self._now() - self._begun > STALE_SECONDS
            outputs += [] if late else [self._said(self._rest.popleft())]
            if late:
                self._rest.clear()
        return outputs

    def close(self) -> None:
        """The listener ends: whoever waits is told."""
        self._hand_over_descriptions()
        for request in self._describing:
            request.answer(Answer(self._wording.answer("too_late"), done=False))
        self._describing.clear()
        self._inbox.close()

    def _carry_out(self, request: Request, moment: HealthSnapshot) -> list[Told]:
        self._rest.clear()
        command, verb = request.command, request.command.verb
        if verb is Verb.NOW:
            return self._describe(request, moment)
        if verb is Verb.STATUS:
            return self._condition(request, moment)
        telling = {
            Verb.REPEAT: self._repeat,
            Verb.WHY: self._why,
            Verb.MISSED: self._missed,
            Verb.UNMUTE: self._unmute,
            Verb.MUTE: self._mute,
        }
        if verb in telling:
            return self._answer(request, telling[verb]())
        if verb is Verb.QUIET:
            return self._answer(request, self._quiet(command))
        return self._answer(request, *self._adjust(verb))

    def _condition(self, request: Request, moment: HealthSnapshot) -> list[Told]:
        """Sentences for a person; figures for a program that asked, and on the line."""
        since, machine = self._now() - self._since, self._machine()
        told = health_sentences(self._pipeline, moment, self._wording, since, machine)
        shown = health_figures(self._pipeline, moment, since, machine)
        return self._answer(
            request, (*told, *self._spoken_how()), aloud=request.aloud, shown_figures=shown
        )

    def _describe(self, request: Request, moment: HealthSnapshot) -> list[Told]:
        """The description is the answer; it comes with the next sound."""
        if moment.lost:
            request.answer(Answer(self._wording.answer("lost"), done=False))
            return [*self._pipeline.tell(Announcement(Notice.MICROPHONE_LOST))]
        self._pipeline.request()
        if not self._describing:
            self._before = self._described()
        # Keys do not give up waiting; nobody presses more of them than are remembered.
        self._describing = [*self._describing, request][-MOST:]
        return []

    def _described(self) -> Decision | None:
        """The newest description that was asked for."""
        decisions = reversed(tuple(self._pipeline.outlet.decisions))
        return next((one for one in decisions if one.rule == Rule.REQUESTED.value), None)

    def _hand_over_descriptions(self) -> None:
        self._describing = [one for one in self._describing if one.wanted]
        if not self._describing:
            return
        newest = self._described()
        if newest is not None and newest is not self._before:
            for request in self._describing:
                request.answer(Answer(self._wording.answer("described", text=newest.text)))
            self._describing.clear()

    def _repeat(self) -> tuple[str, ...]:
        last = self._pipeline.outlet.decisions.last_said()
        return (self._wording.answer("nothing_said") if last is None else last.text,)

    def _why(self) -> tuple[str, ...]:
        last = self._pipeline.outlet.decisions.last_said()
        if last is None:
            return (self._wording.answer("nothing_said"),)
        when = upper(self._wording.ago(self._pipeline.seconds - last.t))
        return self._wording.answer("said", when=when, text=last.text), last.why

    def _missed(self) -> tuple[str, ...]:
        return missed_summary(self._pipeline.outlet.missed, self._pipeline.seconds, self._wording)

    def _quiet(self, command: Command) -> tuple[str, ...]:
        self._pipeline.outlet.quiet(self._pipeline.seconds, command.seconds)
        self._hush()
        length = self._wording.length(command.seconds)
        told = self._wording.answer("quiet", length=length)
        still = [self._wording.status("muted")] if self._pipeline.outlet.silence.muted else []
        return (told, *still)

    def _mute(self) -> tuple[str, ...]:
        self._pipeline.outlet.mute()
        self._hush()
        return (self._wording.answer("muted"),)

    def _unmute(self) -> tuple[str, ...]:
        was_open = self._pipeline.outlet.silence.open
        self._pipeline.outlet.unmute()
        return (self._wording.answer("open" if was_open else "unmuted"),)

    def _hush(self) -> None:
        if self._voice is not None:
            self._voice.hush()

    def _adjust(self, verb: Verb) -> tuple[tuple[str, ...], bool]:
        """What the voice is then, and whether that is done."""
        if self._voice is None:
            return (self._wording.answer("no_voice"),), False
        old = self._tone
        new, end = {
            Verb.LOUDER: (old.louder(), "loudest"),
            Verb.SOFTER: (old.softer(), "softest"),
            Verb.SLOWER: (old.slower(), "slowest"),
            Verb.FASTER: (old.faster(), "fastest"),
        }[verb]
        if new == old:
            return (self._wording.answer(end),), True
        self._tone = new
        self._voice.adjust(rate=new.rate, volume=new.volume)
        return (self._wording.answer(verb.value, volume=new.percent, rate=new.rate),), True

    def _spoken_how(self) -> tuple[str, ...]:
        if self._voice is None:
            return ()
        tone = self._tone
        return (self._wording.status("voice", volume=tone.percent, rate=tone.rate),)

    def _answer(
        self,
        request: Request,
        told: Iterable[str],
        done: bool = True,
        aloud: bool = True,
        shown_figures: Mapping[str, object] | None = None,
    ) -> list[Told]:
        """Answer who asked; show the line, and say its first sentence."""
        told = tuple(told)
        line = " ".join(" ".join(told).split())
        written = "" if shown_figures is None else json.dumps(shown_figures)
        request.answer(Answer(line, done, figures=written))
        shown = Status(self._pipeline.seconds, State.CONTROL, line, figures=shown_figures)
        if not aloud:
            return [shown]
        first, *rest = _sayable(told)
        self._rest.extend(rest)
        self._begun = self._now()
        said = self._said(first)
        silenced = request.command.verb in {Verb.QUIET, Verb.MUTE}
        return [shown, Cued(said, Earcon.MUTED) if silenced else said]

    def _said(self, text: str) -> Utterance:
        because = self._wording.answer("asked")
        return Utterance(text, Priority.ATTENTION, self._pipeline.seconds, because)


def _sayable(told: Iterable[str]) -> list[str]:
    """Pieces that the voice says whole."""
    pieces = [piece for one in told for piece in textwrap.wrap(one, LONGEST)]
    return pieces[:MOST_SENTENCES] or [""]

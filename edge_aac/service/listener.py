"""The loop: blocks from the source, reports to the printer, utterances to the voice.

In: a way to open the source, the pipeline, the voice. Out: an exit when the input
ends. A lost microphone is spoken once, waited for with back-off, and counted; it is
back when sound comes, not when it can be opened. The listener never replaces one
source by another. Between two blocks, and while it waits, it carries out what was asked.
Lines that cannot be written are told once, and end nothing.

Never does: deciding what is said about sound (the pipeline's).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from edge_aac.audio.source import Source, SourceLost
from edge_aac.devices.exhaustion import exhausted
from edge_aac.errors import EdgeAacError
from edge_aac.service.condition import Moment
from edge_aac.service.continued import Continued
from edge_aac.service.faults import Fault, Faults, Gone, NotWritten
from edge_aac.service.gaps import Gaps
from edge_aac.service.hearer import Hearer
from edge_aac.service.recovery import Recovery
from edge_aac.service.speaking import Speaking
from edge_aac.service.stillness import Stillness
from edge_aac.service.voice import Cued, Told, Voice
from edge_aac.speech.earcons import Earcon
from edge_aac.types import SAMPLE_RATE, Block, Report, Status, Utterance

SPEECH_TAIL_SECONDS = 30.0
"""How long the last sentences may take after the input's end."""
NAP_SECONDS = 0.5
"""While it waits, the listener looks so often whether somebody asks."""


class Answerer(Protocol):
    """What carries out what is asked while it listens."""

    def serve(self, moment: Moment) -> list[Told]:
        """Carry out what waits; what is to be shown and said now."""

    def close(self) -> None:
        """Nothing more is carried out."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time outside the sound, for waiting on a lost source."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Listener:
    """Joins source, pipeline, printer and voice.

    Parameters
    ----------
    open_source : callable
        Opens the one source the person chose, each time anew.
    pipeline : Hearer
    voice : Voice
    show : callable
        Prints a report; raises `NotWritten` where it cannot be now, and `Gone`, once, where none
        can be any more.
    notice : str or None
        A sentence of the catalogue, by name, said first and last.
    answering : Answerer or None
        Carries out commands.
    recovery : Recovery
    clock : Clock
    speaking : Speaking, optional
        Looked at with each block, where the own voice can reach the microphone.
    was_deaf : callable
        Asked once, when sound has come for a while: whether those that were started before had
        told that they cannot listen, so that it is told that this one can.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        pipeline: Hearer,
        voice: Voice,
        show: Callable[[Report], None],
        *,
        notice: str | None = None,
        answering: Answerer | None = None,
        recovery: Recovery | None = None,
        clock: Clock | None = None,
        speaking: Speaking | None = None,
        was_deaf: Callable[[], bool] = lambda: False,
    ) -> None:
        self._open_source = open_source
        self._pipeline = pipeline
        self._voice = voice
        self._show = show
        self._notice = notice
        self._answering = answering
        self._recovery = recovery or Recovery()
        self._clock = clock or Clock()
        self._faults = Faults(self._clock.now)
        self._name = ""
        self._speaking = speaking
        self._was_deaf = was_deaf
        self._settled = False
        self._lost_at: float | None = None
        self._attempts = 0
        self._heard_from = 0.0
        self._gaps = Gaps()
        self._stillness = Stillness()
        self._live = False
        self.losses = 0
        """How often the source was lost."""
        self.unwritten = 0
        """Reports that could not be written."""

    @property
    def missed(self) -> int:
        """Samples that the source dropped because the listener was late."""
        return self._gaps.missed

    def run(self) -> None:
        """Listen until the input ends.

        Raises
        ------
        EdgeAacError
            The source cannot be opened at the start, became unreadable, or was lost for
            too long; what was heard until then has been handed on.
        KeyboardInterrupt
            The person stopped it; it falls silent at once.
        """
        with contextlib.closing(self._voice):
            try:
                self._run(self._open_source())
            except KeyboardInterrupt:
                # Ctrl-C ends whoever reads the lines as well, and often first.
                with contextlib.suppress(EdgeAacError):
                    self._status("ended", "Stopped.")
                raise
            finally:
                if self._answering is not None:
                    self._answering.close()

    def _run(self, source: Source) -> None:
        self._name, self._live = source.name, source.live
        self._say_notice()
        self._status("listening", f"Listening to {source.name}.")
        try:
            self._listen(source)
        except EdgeAacError:
            self._hand_on(self._pipeline.flush())
            raise
        self._hand_on(self._pipeline.flush())
        self._status("ended", "The input has ended.")
        self._say_notice()
        self._voice.wait(SPEECH_TAIL_SECONDS)

    def _listen(self, source: Source) -> None:
        """Take blocks until the end, from one source or from what it is opened as again."""
        while True:
            try:
                with contextlib.closing(source):
                    for block in source.blocks():
                        self._hear(block)
                return
            except SourceLost as error:
                source = self._reopen(self._lose(str(error)))

    def _hear(self, block: Block) -> None:
        if self._lost_at is not None:
            self._lost_at = None
            self._heard_from = self._pipeline.seconds
            if self._speaking is not None:
                self._speaking.reset()
            self._status("listening", f"Listening to {self._name}.")
            self._faults.right(Fault.MICROPHONE)
        late = self._gaps.take(block)
        if self._gaps.late:
            self._faults.wrong(Fault.OVERLOAD)
        if late is not None:
            self._show_report(late)
        if self._live:
            silent = self._stillness.take(block)
            (self._faults.wrong if silent else self._faults.right)(Fault.SILENCE)
        self._turn()
        self._settle()
        if self._speaking is not None:
            self._speaking.look((block.start + len(block.samples)) / SAMPLE_RATE)
        self._hand_on(self._pipeline.step(block))

    def _settle(self) -> None:
        """Tell once that it listens, where it was told before that nothing does."""
        heard = self._pipeline.seconds - self._heard_from
        if not self._settled and self._recovery.steady(heard):
            self._settled = True
            if self._was_deaf():
                self._hand_on(self._pipeline.tell("listening_again"))

    def _turn(self) -> None:
        """Between two blocks, or while there are none: tell faults, carry out commands."""
        for name in self._faults.due():
            self._hand_on([_signalled(name, one) for one in self._pipeline.tell(name)])
        if self._answering is not None:
            lost = self._lost_at is not None
            self._hand_on(self._answering.serve(Moment(self._name, lost)))

    def _lose(self, why: str) -> float:
        """Tell that the source is lost, once, however often it is opened in vain; since when."""
        if self._lost_at is not None:
            return self._lost_at
        self.losses += 1
        self._lost_at = self._clock.now()
        if self._recovery.steady(self._pipeline.seconds - self._heard_from):
            self._attempts = 0
        self._hand_on(self._pipeline.interrupt())
        self._status("recovering", why)
        self._faults.wrong(Fault.MICROPHONE)
        self._turn()
        return self._lost_at

    def _reopen(self, lost_at: float) -> Source:
        """Open the source again, as soon as it can be; whether it gives sound shows later."""
        refusal: EdgeAacError | None = None
        while not self._recovery.hopeless(self._clock.now() - lost_at):
            self._wait(self._recovery.wait(self._attempts))
            self._attempts += 1
            try:
                return Continued(self._open_source(), self._pipeline.seconds)
            except EdgeAacError as error:
                refusal = error
        raise exhausted(refusal) or EdgeAacError(
            "The microphone did not come back: check that it is plugged in, "
            "then start edge-aac again."
        )

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            self._turn()
            self._clock.sleep(min(seconds, NAP_SECONDS))
            seconds -= NAP_SECONDS

    def _hand_on(self, outputs: Iterable[Told]) -> None:
        """Say first and print then: an alarm does not wait for whoever reads lines."""
        reports: list[Report] = []
        for output in outputs:
            if isinstance(output, Cued):
                self._voice.say(output.utterance, output.earcon)
            elif isinstance(output, Utterance):
                self._voice.say(output)
            else:
                reports.append(output)
        for report in reports:
            self._show_report(report)

    def _show_report(self, report: Report) -> None:
        try:
            self._show(report)
        except Gone:
            self._faults.wrong(Fault.TEXT)
        except NotWritten as error:
            self.unwritten += 1
            self._faults.wrong(error.fault)
        else:
            self._faults.right(Fault.OUTPUT)
            self._faults.right(Fault.READER)

    def _status(self, state: str, detail: str) -> None:
        self._show_report(Status(self._pipeline.seconds, state, detail))

    def _say_notice(self) -> None:
        if self._notice is None:
            return
        for said in self._pipeline.tell(self._notice):
            if isinstance(said, Utterance):
                self._status(self._notice, said.text)
                self._voice.say(said)


def _signalled(name: str, told: Report | Utterance) -> Told:
    """A fault's sentence with the signal of trouble; its end needs none."""
    wrong = any(name == fault.value.wrong for fault in Fault)
    return Cued(told, Earcon.TROUBLE) if wrong and isinstance(told, Utterance) else told

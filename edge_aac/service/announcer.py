"""Where everything leaves the loop: utterances to the voice, reports to the lines.

In: outputs of the pipeline and of answers, announcements about the listener, news of the voice.
Out: the same, spoken first and printed then. A line that cannot be written is a fault that is
announced in its turn. Never does: deciding what is said; waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from edge_aac.answers.wording import Wording
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.interfaces import BlockProcessor
from edge_aac.salience.notices import Announcement
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.speech_output import Outgoing, Signalled, SpeechOutput
from edge_aac.supervision.fault_history import FaultHistory
from edge_aac.supervision.faults import Fault, Faults, Gone, NotWritten
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.types import Report, State, Status, Utterance


class NoOutput(EdgeAacError):
    """There is nothing to speak through."""


class Announcer:
    """Says and prints.

    Parameters
    ----------
    pipeline : BlockProcessor
        Makes the utterance and the line of an announcement.
    voice : SpeechOutput
    show : callable
        Prints a report; raises `NotWritten` where it cannot be now, and `Gone`, once, where none
        can be any more.
    faults : Faults
        Learns of lines that cannot be written.
    voice_announcements : VoiceAnnouncements
    wording : Wording
    history : FaultHistory
        Keeps what was announced.
    """

    def __init__(
        self,
        pipeline: BlockProcessor,
        voice: SpeechOutput,
        show: Callable[[Report], None],
        faults: Faults,
        voice_announcements: VoiceAnnouncements,
        wording: Wording,
        history: FaultHistory,
    ) -> None:
        self._history = history
        self._pipeline = pipeline
        self._voice = voice
        self._show = show
        self._faults = faults
        self._voice_announcements = voice_announcements
        self._wording = wording
        self.source = ""
        """The name of the source."""
        self.missing = 0.0
        """How much sound never came [s]."""
        self.failure = ""
        """What failed last in the listener itself, and where."""
        self.unwritten = 0
        """Reports that could not be written."""

    def hand_on(self, outputs: Iterable[Outgoing]) -> None:
        """Say first and print then: an alarm does not wait for whoever reads lines."""
        reports: list[Report] = []
        for output in outputs:
            if isinstance(output, Signalled):
                self._voice.say(output.utterance, output.earcon)
            elif isinstance(output, Utterance):
                self._voice.say(output)
            else:
                reports.append(output)
        for report in reports:
            self._print(report)

    def announce(self, announcement: Announcement) -> None:
        """Say and print something about the listener, a fault with the signal of trouble.

        Raises
        ------
        NoOutput
            The listener ends with it.
        """
        values = {**self._values(), **announcement.values}
        outputs = self._pipeline.announce(replace(announcement, values=values))
        for line in (one for one in outputs if isinstance(one, Status)):
            self._history.add(announcement.notice, line.detail)
        wrong = any(announcement.notice is fault.value.wrong for fault in Fault)
        self.hand_on(_signalled(one) if wrong else one for one in outputs)
        if announcement.ends:
            raise NoOutput(*(one.detail for one in outputs if isinstance(one, Status)))

    def announce_voice(self) -> None:
        """Announce what went wrong with the voice; raises as `announce` does."""
        for announcement in self._voice_announcements.take():
            self.announce(announcement)

    def report_unsaid(self) -> None:
        """Print a line for each sentence that was meant for the voice and came to nothing."""
        for one in self._voice.unsaid():
            self._print(Status(self._pipeline.seconds, State.UNHEARD, one.text, of=one.t))

    def status(self, state: State, name: str) -> None:
        """Print what is never spoken of; `name` as in the wording."""
        detail = self._wording.line(name, source=self.source)
        self._print(Status(self._pipeline.seconds, state, detail))

    def _print(self, report: Report) -> None:
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

    def _values(self) -> dict[str, str]:
        """What announcements may name."""
        return {
            "source": self.source,
            "missing": self._wording.length(self.missing),
            "unwritten": str(self.unwritten),
            "reason": self.failure,
        }


def _signalled(output: Report | Utterance) -> Outgoing:
    return Signalled(output, Earcon.TROUBLE) if isinstance(output, Utterance) else output

"""The loop: blocks from the source, reports to the printer, utterances to the voice.

In: a way to open the source, the pipeline, the voice. Out: an exit when the input
ends. A lost microphone is spoken once, waited for with back-off, and counted; it is
back when sound comes, not when it can be opened. The listener never replaces one
source by another. Between two blocks, and while it waits, it carries out what was asked.
Lines that cannot be written are announced once, and end nothing. Whatever is wrong with the
listener itself is one `Announcement`, which is spoken and printed.

Never does: deciding what is said about sound (the pipeline's).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.audio.source import Located, Source, SourceLost
from edge_aac.control.replies import Answerer
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.interfaces import BlockProcessor
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.service.announcer import Announcer
from edge_aac.service.voice_timing import VoiceTiming
from edge_aac.speech.speech_output import SpeechOutput
from edge_aac.supervision.fault_history import FaultHistory
from edge_aac.supervision.faults import Fault, Faults
from edge_aac.supervision.health import HealthSnapshot
from edge_aac.supervision.keeping_up import KeepingUp
from edge_aac.supervision.microphone_faults import notice_defects
from edge_aac.supervision.recovery import Clock, Recovery, final
from edge_aac.supervision.resumed_source import ResumedSource
from edge_aac.supervision.skipped_blocks import SkippedBlocks
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.types import SAMPLE_RATE, Block, Report, State

SPEECH_TAIL_SECONDS = 30.0
"""How long the last sentences may take after the input's end."""
NAP_SECONDS = 0.5
"""While it waits, the listener looks so often whether somebody asks."""


class Listener:
    """Joins source, pipeline, printer and voice.

    Parameters
    ----------
    open_source : callable
        Opens the one source the person chose, each time anew.
    pipeline : BlockProcessor
    voice : SpeechOutput
    show : callable
        Prints a report; raises `NotWritten` where it cannot be now, and `Gone`, once, where none
        can be any more.
    notice : Notice or None
        Announced first and last.
    replies : Answerer or None
        Carries out commands.
    recovery : Recovery
    clock : Clock
    voice_timing : VoiceTiming, optional
        Looked at with each block, where the own voice can reach the microphone.
    was_deaf : callable
        Asked once, when sound has come for a while: whether an earlier listener announced that it
        cannot listen, so that this one announces that it can.
    first : sequence of Announcement
        What does not work as the settings ask; announced when it begins to listen.
    voice_announcements : VoiceAnnouncements, optional
        Where the voice's faults wait to be announced.
    wording : Wording, optional
        The words of what is only printed; English where there is none.
    thread_failures : ThreadFailures, optional
        Where threads that failed wait to be announced.
    begins, alive : callable
        Called before and after each block; `alive` also while a lost source is waited for.
    slept : callable
        Gives what is to be announced where the machine slept meanwhile.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        pipeline: BlockProcessor,
        voice: SpeechOutput,
        show: Callable[[Report], None],
        *,
        notice: Notice | None = None,
        replies: Answerer | None = None,
        recovery: Recovery | None = None,
        clock: Clock | None = None,
        voice_timing: VoiceTiming | None = None,
        was_deaf: Callable[[], bool] = lambda: False,
        voice_announcements: VoiceAnnouncements | None = None,
        wording: Wording | None = None,
        first: Sequence[Announcement] = (),
        thread_failures: ThreadFailures | None = None,
        begins: Callable[[], None] = lambda: None,
        alive: Callable[[], None] = lambda: None,
        slept: Callable[[], list[Announcement]] = list,
    ) -> None:
        self._open_source = open_source
        self._pipeline = pipeline
        self._voice = voice
        self._notice = notice
        self._replies = replies
        self._recovery = recovery or Recovery()
        self._clock = clock or Clock()
        self._faults = Faults(self._clock.now)
        self._wording = wording or load_wording()
        self._first = first
        self._thread_failures = thread_failures or ThreadFailures()
        self._begins, self._alive, self._slept = begins, alive, slept
        self._history = FaultHistory(self._clock.now)
        self._announcer = Announcer(
            pipeline,
            voice,
            show,
            self._faults,
            voice_announcements or VoiceAnnouncements(),
            self._wording,
            self._history,
        )
        self._name = ""
        self._source: Source | None = None
        self._voice_timing = voice_timing
        self._was_deaf = was_deaf
        self._settled = False
        self._lost_at: float | None = None
        self._attempts = 0
        self._steady_since = 0.0
        self._keeping_up = KeepingUp(pipeline, self._faults, self._clock.now)
        self._skipped_blocks = SkippedBlocks(pipeline, self._block_failed)
        self.losses = 0
        """How often the source was lost."""

    @property
    def unwritten(self) -> int:
        """Reports that could not be written."""
        return self._announcer.unwritten

    @property
    def missed(self) -> int:
        """Samples that the source dropped because the listener was late."""
        return self._keeping_up.missed

    def run(self) -> None:
        """Listen until the input ends.

        Raises
        ------
        EdgeAacError
            The source cannot be opened at the start, became unreadable, or was lost for
            too long; what was heard until then has been handed on.
        NoOutput
            There is nothing to speak through.
        KeyboardInterrupt
            The person stopped it; it falls silent at once.
        """
        try:
            with contextlib.closing(self._voice):
                try:
                    self._run(self._open_source())
                except KeyboardInterrupt:
                    # Ctrl-C ends whoever reads the lines as well, and often first.
                    with contextlib.suppress(EdgeAacError):
                        self._announcer.status(State.ENDED, "stopped")
                    raise
                finally:
                    if self._replies is not None:
                        self._replies.close()
        finally:
            self._announcer.report_unsaid()

    def _run(self, source: Source) -> None:
        self._name = self._wording.source(source.name)
        self._announcer.source = self._name
        self._announce_notice()
        self._announcer.status(State.LISTENING, "listening")
        for announcement in self._first:
            self._announcer.announce(announcement)
        try:
            self._listen(source)
        except EdgeAacError:
            self._announcer.hand_on(self._pipeline.flush())
            raise
        self._announcer.hand_on(self._pipeline.flush())
        self._announcer.status(State.ENDED, "ended")
        self._announce_notice()
        # A short file may be over before it is known whether there is a voice.
        self._voice.begun(SPEECH_TAIL_SECONDS)
        self._voice.wait(SPEECH_TAIL_SECONDS)
        self._announcer.announce_voice()

    def _listen(self, source: Source) -> None:
        """Take blocks until the end, from one source or from what it is opened as again."""
        while True:
            self._source = source
            try:
                with contextlib.closing(source):
                    for block in source.blocks():
                        notice_defects(source, self._faults)
                        self._take_block(block)
                return
            except SourceLost:
                source = self._reopen(self._lose())

    def _take_block(self, block: Block) -> None:
        self._begins()
        if self._lost_at is not None:
            self._lost_at = None
            self._steady_since = self._pipeline.seconds
            if self._voice_timing is not None:
                self._voice_timing.reset()
            self._faults.right(Fault.MICROPHONE)
        self._keeping_up.take(self._source, block)
        self._announcer.missing = self.missed / SAMPLE_RATE
        self._turn()
        self._settle()
        if self._voice_timing is not None:
            self._voice_timing.look((block.start + len(block.samples)) / SAMPLE_RATE)
        self._announcer.hand_on(self._skipped_blocks.step(block))
        self._alive()

    def _block_failed(self, what: str) -> None:
        """A part failed at a block."""
        self._announcer.failure = what
        self._faults.wrong(Fault.STUMBLE)

    def _settle(self) -> None:
        """Announce once that it listens, where an earlier one announced that nothing does."""
        steady = self._pipeline.seconds - self._steady_since
        if not self._settled and self._recovery.steady(steady):
            self._settled = True
            if self._was_deaf():
                self._announcer.announce(Announcement(Notice.LISTENING_AGAIN))

    def _turn(self) -> None:
        """Between two blocks, or while there are none: announce faults, carry out commands."""
        for what in self._thread_failures.take():
            self._announcer.failure = what
            self._faults.wrong(Fault.PART, remind=True)
        for announcement in self._slept() + self._faults.due():
            self._announcer.announce(announcement)
        self._announcer.announce_voice()
        self._announcer.report_unsaid()
        if self._replies is not None:
            self._announcer.hand_on(self._replies.serve(self._snapshot()))

    def _snapshot(self) -> HealthSnapshot:
        """How the listener is just now."""
        return HealthSnapshot(
            self._name,
            self._lost_at is not None,
            dropped=self.missed,
            load=self._keeping_up.load,
            unwritten=self.unwritten,
            skipped=self._skipped_blocks.skipped,
            faults=self._history.counts,
            restarts=self._history.restarts,
            last=self._history.last,
            heard=self._source.heard if isinstance(self._source, Located) else None,
        )

    def _lose(self) -> float:
        """Announce the loss of the source, once, however often it is opened in vain; since when."""
        if self._lost_at is not None:
            return self._lost_at
        self.losses += 1
        self._lost_at = self._clock.now()
        if self._recovery.steady(self._pipeline.seconds - self._steady_since):
            self._attempts = 0
        self._announcer.hand_on(self._pipeline.interrupt())
        self._faults.wrong(Fault.MICROPHONE)
        self._turn()
        return self._lost_at

    def _reopen(self, lost_at: float) -> Source:
        """Open the source again, as soon as it can be; whether it gives sound shows later."""
        refusal: EdgeAacError | None = None
        while not self._recovery.hopeless(self._clock.now() - lost_at, refusal):
            self._wait(self._recovery.wait(self._attempts))
            self._attempts += 1
            try:
                return ResumedSource(self._open_source(), self._pipeline.seconds)
            except EdgeAacError as error:
                refusal = error
        raise final(refusal) or EdgeAacError(self._wording.line("gave_up"))

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            self._turn()
            self._alive()
            self._clock.sleep(min(seconds, NAP_SECONDS))
            seconds -= NAP_SECONDS

    def _announce_notice(self) -> None:
        if self._notice is not None:
            self._announcer.announce(Announcement(self._notice))

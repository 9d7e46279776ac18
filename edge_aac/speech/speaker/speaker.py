"""The listener's side of speech: a short queue and a voice that is kept alive.

In: utterances, from any thread. Out: orders to the voice's process, fault sentences. `QueuePolicy`
decides; this file adds the clock, the thread and the process. `say` never waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from edge_aac.enduring import endure
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.messages import Reply, ReplyKind
from edge_aac.speech.queue.queue_policy import Patience, QueuePolicy
from edge_aac.speech.queue.queue_state import Act, Counts, QueueState
from edge_aac.speech.speaker.heartbeat import Heartbeat, Limits
from edge_aac.speech.speaker.outbox import Outbox
from edge_aac.speech.speaker.stopgap import Signal
from edge_aac.speech.speaker.voice_pool import VoicePool
from edge_aac.speech.speaker.voice_process import Launch, Link
from edge_aac.speech.speech_settings import SpeechSettings, manner
from edge_aac.speech.voice_faults import Problem, VoiceFaults
from edge_aac.types import Priority, Utterance


class Speaker:
    """Says utterances, the urgent ones first; `say` never waits."""

    def __init__(
        self,
        settings: SpeechSettings,
        on_fault: Callable[[Problem], None] | None = None,
        launch: Launch | None = None,
        limits: Limits | None = None,
        phrases: Sequence[str] = (),
        second: Launch | None = None,
        farewell: str = "",
        signal: Signal | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Start the voice, without waiting for it.

        Parameters
        ----------
        settings : SpeechSettings
        on_fault : callable, optional
            Takes each new fault, and that it speaks again, on a thread of the speaker.
        launch, second : callable, optional
            Start the voice, and one that sleeps beside it; child processes without the first.
        limits : Limits, optional
        phrases : sequence of str
            Texts that an alarm may need; each voice renders them ahead, as many as fit.
        farewell : str
            What the voice says by itself where this process goes without a word.
        signal : Signal, optional
            Gives the signal of a hazard where no voice does.
        clock : callable
            Seconds that only grow.
        """
        self._settings = settings
        self._manner = replace(manner(settings), farewell=farewell)
        self._on_fault = on_fault or (lambda _: None)
        self._limits = limits or Limits()
        starts = settings.standby_voice, launch, second
        self._voices = VoicePool(lambda: self._manner, self._limits, phrases, *starts, signal)
        self._clock = clock
        patience = Patience(settings.ambient_stale_seconds, settings.attention_stale_seconds)
        self._policy = QueuePolicy(patience)
        self._state = self._policy.start()
        self._changed, self._over = threading.Condition(), threading.Event()
        self._outbox, self._faults = Outbox(), VoiceFaults()
        self._explained = False
        """The last news of the voice in force was a fault: if it ends now, that is why."""
        self._begun, self._generation, self._failures = 0.0, 0, 0
        self._heartbeat = Heartbeat(self._limits, clock())
        self._alive = self._voiceless = self._closing = False
        self._thread = threading.Thread(target=self._work, name="speaker", daemon=True)
        self._thread.start()

    @property
    def counts(self) -> Counts:
        """What has become of the utterances so far."""
        with self._changed:
            return self._state.counts

    @property
    def faults(self) -> tuple[str, ...]:
        """The last faults, oldest first, each one plain sentence."""
        with self._changed:
            return self._faults.last

    @property
    def rate(self) -> int:
        """Speed of speech in force, words per minute."""
        with self._changed:
            return self._manner.rate

    @property
    def volume(self) -> float:
        """Loudness in force, 0 to 1."""
        with self._changed:
            return self._manner.volume

    @property
    def speaking(self) -> bool:
        """Whether something is being said at this moment."""
        with self._changed:
            return self._state.speaking is not None

    @property
    def working(self) -> bool:
        """Whether its thread lives, which starts voices and gives them their orders."""
        return self._thread.is_alive()

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        """Take an utterance; never waits and never raises."""
        if earcon is None and utterance.priority is Priority.CRITICAL:
            earcon = Earcon.HAZARD
        earcon = earcon if self._settings.earcons else None
        with self._changed:
            if not self._closing:
                self._do(*self._policy.on_say(self._state, utterance, self._clock(), earcon))

    def hush(self) -> None:
        """Stop what is being said at once, and say nothing of what waits but hazards."""
        with self._changed:
            if not self._closing:
                self._do(*self._policy.on_hush(self._state, self._clock()))

    def adjust(self, rate: int | None = None, volume: float | None = None) -> None:
        """Speak faster or slower, louder or softer from now on, within what is allowed."""
        with self._changed:
            self._manner = self._manner.adjusted(rate, volume)
            self._outbox.adjust(self._manner)
            self._changed.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until everything taken is said or dropped; whether nothing is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.silent or self._voiceless, timeout)
            return self._state.silent

    def begun(self, timeout: float) -> bool:
        """Wait until there is a voice, or none could be started; whether there was one."""
        with self._changed:
            self._changed.wait_for(lambda: self._faults.begun or self._voiceless, timeout)
            return self._faults.begun

    def unsaid(self) -> tuple[Utterance, ...]:
        """What was not said to its end, since this was last asked; also after `close`."""
        with self._changed:
            unsaid, self._state = self._state.unsaid, replace(self._state, unsaid=())
            return unsaid

    def close(self) -> None:
        """Stop speaking and end the voice; may be called again."""
        with self._changed:
            self._closing = self._voiceless = True
            self._state = self._policy.on_close(self._state)
            self._over.set()
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join(self._limits.close)

    def _do(self, state: QueueState, act: Act) -> None:
        """Keep a decision; the thread carries it out."""
        self._state = state
        self._outbox.add(act)
        self._changed.notify_all()

    def _take(self, generation: int, reply: Reply | None) -> None:
        """News of a voice, on its thread."""
        with self._changed:
            if generation != self._generation or self._closing:
                return
            now = self._clock()
            if reply is not None:  # ALIVE may still follow the fault that ends a voice
                self._heartbeat.heard(reply.kind is not ReplyKind.ALIVE)
                if reply.kind is not ReplyKind.ALIVE:
                    self._explained = reply.kind is ReplyKind.FAULT
                if reply.kind in {ReplyKind.ALIVE, ReplyKind.BEAT}:
                    return
            if reply is None:
                self._alive = False
            elif reply.kind is ReplyKind.READY:
                self._failures, self._voiceless = 0, False
                self._faults.ready(now)
                self._do(*self._policy.on_ready(self._state, now))
            elif reply.kind in {ReplyKind.SAID, ReplyKind.FAILED}:
                completed = reply.kind is ReplyKind.SAID
                if completed:
                    self._faults.recovered()
                self._do(*self._policy.on_end(self._state, reply.id, now, completed))
            elif reply.kind is ReplyKind.STOPPED:
                self._do(*self._policy.on_stopped(self._state, reply.id, now))
            elif reply.kind is ReplyKind.FAULT:
                self._faults.add(Problem.reported(reply.text, reply.about, reply.reason))
            self._changed.notify_all()

    def _report_faults(self) -> None:
        """Report new faults, without the lock: the receiver may want something said."""
        while True:
            with self._changed:
                problem = self._faults.next()
            if problem is None:
                return
            self._on_fault(problem)

    def _work(self) -> None:
        while not self._closing:
            endure(self._live, self._over.wait)
        endure(self._voices.standby.close, self._over.wait)
        endure(self._report_faults, self._over.wait)

    def _live(self) -> None:
        """The life of one voice, from its start to its loss."""
        with self._changed:
            if self._state.ready:  # something failed in the life before
                self._outbox.forget()
                self._do(*self._policy.on_lost(self._state, self._clock()))
            self._generation += 1
            self._alive, self._heartbeat = True, Heartbeat(self._limits, self._clock())
            self._explained = False
        link, woken = self._begin()
        try:
            if link is not None:
                self._serve(link, woken)
        finally:
            with self._changed:
                started, hung = self._state.ready, self._alive and link is not None
                self._generation += 1
            if link is not None:
                link.end(self._limits.grace if self._closing else 0.0)
        if not self._closing:
            self._lose(started, hung, woken)

    def _begin(self) -> tuple[Link | None, bool]:
        """The voice that was ready to take over, or a new one; whether it was woken."""
        with self._changed:
            if self._manner != manner(self._settings):
                self._outbox.adjust(self._manner)
        try:
            return self._voices.next(self._clock(), partial(self._take, self._generation))
        except (OSError, RuntimeError) as error:  # nothing began, so to try again costs nothing
            with self._changed:
                self._explained, self._failures = self._faults.add_exhausted(error), 0
            return None, False

    def _serve(self, link: Link, woken: bool) -> None:
        """Carry out decisions until the voice is lost or nothing more is wanted."""
        while True:
            self._report_faults()
            with self._changed:
                if self._outbox.empty:
                    self._changed.wait(self._limits.tick)
                now = self._clock()
                ready = self._state.ready
                busy = self._state.speaking is not None and not self._outbox.starts
                stuck = busy and now - self._begun > self._limits.utterance
                lost = self._heartbeat.lost(now, ready or woken, link.runnable)
                if self._closing or not self._alive or stuck or lost:
                    return
                lively = (ready or woken) and self._heartbeat.lively(now, link.runnable)
                self._voices.stopgap.look(self._state, now, lively)
                self._faults.on_time(now, self._limits.steady)
                self._do(*self._policy.on_time(self._state, now))
                self._begun = now if self._outbox.starts else self._begun
                orders = self._outbox.take()
            self._voices.send(link, orders)
            (self._voices.standby.tend if ready and not orders else self._voices.standby.look)(now)

    def _lose(self, started: bool, hung: bool, woken: bool) -> None:
        """The voice is gone: report it, and let a while pass before the next one."""
        with self._changed:
            if not self._explained:
                self._faults.add(Problem.of_loss(started, hung))
            self._faults.lost()
        self._report_faults()  # before anybody who waits learns that there is no voice
        with self._changed:
            self._outbox.forget()
            self._voiceless = self._closing or not started
            self._do(*self._policy.on_lost(self._state, self._clock()))
            pause = self._limits.pause(self._failures)
            # A hazard may wait: what is ready follows at once, and a new one what woke in vain.
            pause = (
                0.0 if woken or (started and self._voices.standby.ready(self._clock())) else pause
            )
            self._failures = min(self._failures + 1, 16)
        end = self._clock() + pause
        with self._changed:
            while not self._closing and self._clock() < end:
                self._changed.wait(min(self._limits.tick, max(0.0, end - self._clock())))
                self._do(*self._policy.on_time(self._state, self._clock()))
                self._voices.standby.look(self._clock())
                self._voices.stopgap.look(self._state, self._clock(), lively=False)

"""The listener's side of speech: a short queue and a voice that is kept alive.

In: utterances, from any thread. Out: orders to the voice's process, fault sentences.
Decisions are `Policy`'s; this file adds the clock, the thread and the process. Never
does: holding up whoever wants something said.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from edge_aac.speech.earcons import Earcon
from edge_aac.speech.messages import Manner, Order, Reply
from edge_aac.speech.policy import Act, Counts, Item, Patience, Policy, PolicyState
from edge_aac.speech.process import Link, Process, Receive
from edge_aac.speech.settings import SpeechSettings
from edge_aac.speech.silent import Silent
from edge_aac.speech.talker import Talker
from edge_aac.speech.text import plain
from edge_aac.types import Priority, Utterance

Launch: TypeAlias = Callable[[Receive], Link]
"""Starts a voice that sends its replies there."""

NOT_STARTED = "The voice could not be started; check it with: espeak-ng hello."
LOST = "The voice stopped and is started again."
HUNG = "The voice did not answer and is started again."


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the voice may take [s]."""

    start: float = 20.0
    silence: float = 5.0
    """Without any reply; a sound server may hold one block for two seconds."""
    utterance: float = 60.0
    """For one utterance; 160 characters at 80 words per minute take 40."""
    grace: float = 1.5
    """To end by itself."""
    first_pause: float = 0.2
    """Before a voice that was lost is started again; doubled for each failure."""
    longest_pause: float = 30.0
    tick: float = 0.25


class Speaker:
    """Says utterances, the urgent ones first; `say` never waits."""

    def __init__(
        self,
        settings: SpeechSettings,
        on_fault: Callable[[str], None] | None = None,
        launch: Launch | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Start the voice, without waiting for it.

        Parameters
        ----------
        settings : SpeechSettings
        on_fault : callable, optional
            Takes each new fault as one plain sentence, on a thread of the speaker.
        launch : callable, optional
            Starts a voice; a child process where there is none.
        limits : Limits, optional
        clock : callable
            Seconds that only grow.
        """
        self._settings = settings
        self._manner = manner(settings)
        self._adjusted = False
        self._on_fault = on_fault or (lambda _: None)
        self._launch = launch or partial(Process, self._manner)
        self._limits = limits or Limits()
        self._clock = clock
        self._policy = Policy(
            Patience(settings.ambient_stale_seconds, settings.attention_stale_seconds)
        )
        self._state = self._policy.start()
        self._changed = threading.Condition()
        self._stop: int | None = None
        self._start: Item | None = None
        self._faults: deque[str] = deque(maxlen=16)
        self._untold: deque[str] = deque(maxlen=16)
        self._known: set[str] = set()
        self._explained = False
        self._begun = 0.0
        self._generation = 0
        self._alive = False
        self._heard = 0.0
        self._failures = 0
        self._voiceless = False
        self._closing = False
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
            return tuple(self._faults)

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

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        """Take an utterance; never waits and never raises."""
        if earcon is None and utterance.priority is Priority.CRITICAL:
            earcon = Earcon.HAZARD
        if not self._settings.earcons:
            earcon = None
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
            self._adjusted = True
            self._changed.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until everything taken is said or dropped; whether nothing is left."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._state.silent or self._voiceless or self._closing, timeout
            )
            return self._state.silent

    def close(self) -> None:
        """Stop speaking and end the voice; may be called again."""
        with self._changed:
            self._closing = True
            self._state = self._policy.on_close(self._state)
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _do(self, state: PolicyState, act: Act) -> None:
        """Keep a decision; the thread carries it out."""
        self._state = state
        if act.stop is not None:
            self._stop = act.stop
            # What was cut off before the voice heard of it is not begun at all.
            self._start = None
        if act.start is not None:
            self._start = act.start
        self._changed.notify_all()

    def _take(self, generation: int, reply: Reply | None) -> None:
        """News of a voice, on its thread."""
        with self._changed:
            if generation != self._generation or self._closing:
                return
            now = self._clock()
            self._heard = now
            if reply is not None and reply.kind == "beat":
                return
            if reply is None:
                self._alive = False
            elif reply.kind == "ready":
                self._failures, self._voiceless = 0, False
                self._do(*self._policy.on_ready(self._state, now))
            elif reply.kind in {"said", "failed"}:
                told = reply.kind == "said"
                if told:
                    self._known.clear()
                self._do(*self._policy.on_end(self._state, reply.id, now, told))
            elif reply.kind in {"fault", "warning"}:
                self._explained = True
                if self._fault(reply.text) and reply.kind == "warning":
                    warning = Utterance(reply.text, Priority.ATTENTION, 0.0, reply.text)
                    self._do(*self._policy.on_say(self._state, warning, now))
            self._changed.notify_all()

    def _fault(self, sentence: str) -> bool:
        """Remember a fault; whether it is news: it was not told since something was said."""
        if sentence in self._known:
            return False
        self._known.add(sentence)
        self._faults.append(sentence)
        self._untold.append(sentence)
        return True

    def _tell(self) -> None:
        """Tell new faults, without the lock: whoever listens may want something said."""
        while True:
            with self._changed:
                if not self._untold:
                    return
                sentence = self._untold.popleft()
            self._on_fault(sentence)

    def _work(self) -> None:
        while not self._closing:
            with self._changed:
                self._generation += 1
                self._alive, self._heard = True, self._clock()
                self._explained = False
            link = self._begin()
            if link is not None:
                self._adjusted = self._manner != manner(self._settings)
                self._serve(link)
            with self._changed:
                started = self._state.ready
                hung = self._alive and link is not None
                self._generation += 1
            if link is not None:
                link.end(self._limits.grace if self._closing else 0.0)
            if not self._closing:
                self._lose(started, hung)
        self._tell()

    def _begin(self) -> Link | None:
        try:
            return self._launch(partial(self._take, self._generation))
        except OSError:
            return None

    def _serve(self, link: Link) -> None:
        """Carry out decisions until the voice is lost or nothing more is wanted."""
        while True:
            self._tell()
            with self._changed:
                if self._stop is None and self._start is None and not self._adjusted:
                    self._changed.wait(self._limits.tick)
                now = self._clock()
                limit = self._limits.silence if self._state.ready else self._limits.start
                busy = self._state.speaking is not None and self._start is None
                stuck = busy and now - self._begun > self._limits.utterance
                if self._closing or not self._alive or stuck or now - self._heard > limit:
                    return
                self._do(*self._policy.on_time(self._state, now))
                stop, start = self._stop, self._start
                self._begun = now if start is not None else self._begun
                self._stop = self._start = None
                adjusted, self._adjusted = self._adjusted, False
            if adjusted:
                link.send(Order("adjust", 0, rate=self.rate, volume=self.volume))
            if stop is not None:
                link.send(Order("stop", stop))
            if start is not None:
                words = plain(start.utterance.text)
                link.send(Order("say", start.id, words, start.earcon.value if start.earcon else ""))

    def _lose(self, started: bool, hung: bool) -> None:
        """The voice is gone: tell it, and let a while pass before the next one."""
        with self._changed:
            if not self._explained:
                self._fault(HUNG if hung else LOST if started else NOT_STARTED)
            self._stop = self._start = None
            self._voiceless = not started
            self._do(*self._policy.on_lost(self._state, self._clock()))
            pause = min(self._limits.longest_pause, self._limits.first_pause * 2**self._failures)
            self._failures = min(self._failures + 1, 16)
        self._tell()
        end = self._clock() + pause
        with self._changed:
            while not self._closing and self._clock() < end:
                self._changed.wait(min(self._limits.tick, max(0.0, end - self._clock())))
                self._do(*self._policy.on_time(self._state, self._clock()))


def open_speaker(settings: SpeechSettings, on_fault: Callable[[str], None] | None = None) -> Talker:
    """A speaker, or one who is silent where speech is off."""
    return Speaker(settings, on_fault) if settings.speech else Silent(manner(settings))


def manner(settings: SpeechSettings) -> Manner:
    """How the settings want it to be spoken."""
    return Manner(
        folder="",
        voice=settings.voice,
        rate=settings.rate,
        volume=settings.volume,
        output_device=settings.output_device,
        preroll_seconds=settings.preroll_seconds,
    )

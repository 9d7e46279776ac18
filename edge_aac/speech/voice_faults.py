"""Faults of the voice, each reported once, and that it speaks again.

In: problems, as values with a name, so that a listener can word them in its language. Out: those
that are news. Never does: reporting them; keeping more than 16.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import Enum

from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.why import Why

_CANNOT_SPEAK = "I cannot speak. {reason} To print alone, use --no-speech."


class VoiceFault(str, Enum):
    """What can be wrong with the voice, and the end of it; each with its English sentence."""

    sentence: str
    """What happened and what to do next, with a place for a name."""
    no_output: bool
    """There is nothing to speak through."""

    def __new__(cls, name: str, sentence: str, no_output: bool = False) -> VoiceFault:
        """One fault; its value names its sentence in the catalogues."""
        fault = str.__new__(cls, name)
        fault._value_ = name
        fault.sentence = sentence
        fault.no_output = no_output
        return fault

    # Of devices; what it is exactly stands in the reason.
    NO_OUTPUT = "no_output", _CANNOT_SPEAK, True
    UNKNOWN_OUTPUT = "unknown_output", _CANNOT_SPEAK, True
    OUTPUT_BUSY = "output_busy", _CANNOT_SPEAK, True
    NO_PORTAUDIO = "no_portaudio", _CANNOT_SPEAK, True
    UNUSABLE_OUTPUT = "unusable_output", _CANNOT_SPEAK, True
    USED_UP = "voice_used_up", "My voice could not be started. {reason}"
    NO_SERVER = (
        "no_server",
        "The speech server does not answer. Start it with: speech-dispatcher, or use --engine "
        "pyttsx3.",
        True,
    )
    EARPIECE_GONE = (
        "earpiece_gone",
        "The earpiece was lost. Connect it again; speech then goes on by itself.",
    )
    EARPIECE_CHANGED = "earpiece_changed", "The earpiece has changed. It is opened again."
    EARPIECE_STUCK = "earpiece_stuck", "The earpiece played nothing. It is opened again."
    NO_VOICE = (
        "no_voice",
        "I have no voice, only signals. Install espeak-ng with: sudo apt-get install espeak-ng.",
    )
    NO_SOUND = "no_sound", "My voice gave no sound. Check it with: espeak-ng hello."
    UNKNOWN_VOICE = (
        "unknown_voice",
        "There is no voice called {name}. The usual one speaks; list the voices with: espeak-ng "
        "--voices.",
    )
    NOT_STARTED = (
        "voice_not_started",
        "My voice could not be started. Check it with: espeak-ng hello.",
    )
    LOST = "voice_lost", "My voice stopped and is started again."
    HUNG = "voice_hung", "My voice hung and is started again."
    # The end of whatever took the voice.
    BACK = "voice_back", "I speak again."


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the voice, as it happened."""

    fault: VoiceFault
    name: str = ""
    """Of the device or the voice that it is about."""
    reason: Reason | None = None
    """What it is exactly and what to do next; None where the fault says it all."""
    first: bool = False
    """No voice was ready before: it is so from the start."""

    @classmethod
    def reported(cls, fault: str, name: str, reason: str) -> Problem:
        """The problem that a voice reports by name; an unknown name is a voice that failed."""
        known = {one.value: one for one in VoiceFault}
        return cls(known.get(fault, VoiceFault.LOST), name, Reason.decoded(reason))

    @classmethod
    def of_error(cls, error: EdgeAacError) -> Problem:
        """The problem that an error is."""
        if isinstance(error, VoiceError):
            return cls(error.fault, error.name)
        if isinstance(error, DeviceError):
            fault = _OF_DEVICES.get(error.fault, VoiceFault.UNUSABLE_OUTPUT)
            return cls(fault, error.name, error.reason or _other(error))
        return cls(VoiceFault.UNUSABLE_OUTPUT, reason=error.reason or _other(error))

    @classmethod
    def of_loss(cls, started: bool, hung: bool) -> Problem:
        """What it is where a voice is gone and has not said why."""
        fault = VoiceFault.LOST if started else VoiceFault.NOT_STARTED
        return cls(VoiceFault.HUNG if hung else fault)

    @property
    def values(self) -> dict[str, Fact]:
        """What a sentence about it may name."""
        return {"name": self.name, "reason": self.reason or ""}

    @property
    def sentence(self) -> str:
        """In English, for whoever has no catalogue."""
        return self.fault.sentence.format(**self.values).rstrip()


def _other(error: EdgeAacError) -> Reason:
    return Reason.of(Why.OTHER_OUTPUT, text=str(error))


class VoiceError(EdgeAacError):
    """A fault of the voice, on its way from where it is noticed.

    Parameters
    ----------
    fault : VoiceFault
    name : str
        Of the device or the voice that it is about.
    """

    def __init__(self, fault: VoiceFault, name: str = "") -> None:
        super().__init__(Problem(fault, name).sentence)
        self.fault = fault
        self.name = name


_OF_DEVICES = {
    DeviceFault.ABSENT: VoiceFault.NO_OUTPUT,
    DeviceFault.UNKNOWN: VoiceFault.UNKNOWN_OUTPUT,
    DeviceFault.AMBIGUOUS: VoiceFault.UNKNOWN_OUTPUT,
    DeviceFault.BUSY: VoiceFault.OUTPUT_BUSY,
    DeviceFault.NO_LIBRARY: VoiceFault.NO_PORTAUDIO,
    DeviceFault.NO_FILES: VoiceFault.USED_UP,
    DeviceFault.NO_MEMORY: VoiceFault.USED_UP,
}
MOST = 16


class VoiceFaults:
    """What went wrong, and what of it is still to be reported."""

    def __init__(self) -> None:
        self.begun = False
        """Whether there was a voice."""
        self._last: deque[Problem] = deque(maxlen=MOST)
        self._unreported: deque[Problem] = deque(maxlen=MOST)
        self._known: deque[tuple[VoiceFault, str, Reason | None]] = deque(maxlen=MOST)
        self._news = False
        self._lost = False
        self._ready_since: float | None = None

    @property
    def last(self) -> tuple[str, ...]:
        """The sentences of the last ones, oldest first."""
        return tuple(problem.sentence for problem in self._last)

    def add(self, problem: Problem) -> bool:
        """Remember one; whether it is news: it was not reported since something was said."""
        known = (problem.fault, problem.name, problem.reason)
        if known in self._known:
            return False
        self._known.append(known)
        problem = replace(problem, first=not self.begun)
        self._last.append(problem)
        self._unreported.append(problem)
        self._news = True
        return True

    def add_exhausted(self, error: BaseException) -> bool:
        """Remember it where descriptors or memory are used up; whether they are."""
        used_up = exhausted(error)
        if used_up is not None:
            self.add(Problem.of_error(used_up))
        return used_up is not None

    def lost(self) -> None:
        """There is no voice any more."""
        self._lost, self._ready_since = True, None

    def ready(self, now: float) -> None:
        """There is a voice."""
        self.begun, self._ready_since = True, now

    def on_time(self, now: float, steady: float) -> None:
        """Time passes; a voice that is there for so long after a loss [s] is back."""
        if self._lost and self._ready_since is not None and now - self._ready_since >= steady:
            self.recovered()

    def recovered(self) -> None:
        """Something was said; from here on every fault is news again."""
        if self._lost and self._news:
            self._unreported.append(Problem(VoiceFault.BACK))
        self._lost = self._news = False
        self._known.clear()

    def next(self) -> Problem | None:
        """One that was not reported yet, oldest first; none where all were."""
        return self._unreported.popleft() if self._unreported else None

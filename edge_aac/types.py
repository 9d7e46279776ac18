"""The frozen values that travel between the stages.

In: nothing. Out: nothing. This module imports no other room, does no work and
holds no state; times are seconds, and sample indices count 16 kHz samples from
the first one that the source delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples per second everywhere behind the source."""

HOP_FRAMES = 16
"""Log-Mel frames that the encoder takes at once."""

HOP_SAMPLES = 2_560
"""Samples in one hop (160 ms)."""

STEPS_PER_HOP = 2
"""Embeddings and posterior rows in one hop (one per 80 ms)."""

ROW_SECONDS = HOP_SAMPLES / SAMPLE_RATE / STEPS_PER_HOP
"""Seconds under one row of posteriors (0.08)."""

FloatArray: TypeAlias = NDArray[np.float32]


class Priority(str, Enum):
    """How much a sound matters to somebody who cannot see what makes it."""

    AMBIENT = "ambient"
    ATTENTION = "attention"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for ambient, 1 for attention, 2 for critical."""
        return ("ambient", "attention", "critical").index(self.value)


class Urgency(Enum):
    """What lets an utterance through quiet and mute, and how much of it must be said."""

    ORDINARY = "ordinary"
    """A quiet time withholds it unless it is critical; mute withholds it."""
    REQUESTED = "requested"
    """The person asked for it: it is always spoken."""
    VITAL = "vital"
    """A hazard alarm, or whether the listener hears at all: it is always spoken."""
    ONGOING = "ongoing"
    """Vital, and announced before: where its words were just spoken, its signal is enough."""

    @property
    def always_spoken(self) -> bool:
        """Whether neither quiet nor mute withholds it."""
        return self is not Urgency.ORDINARY


class Style(str, Enum):
    """How much a caption says."""

    TERSE = "terse"
    NORMAL = "normal"
    DETAILED = "detailed"


class Verb(str, Enum):
    """What a person may ask of a listener that runs."""

    NOW = "now"
    """What is around me?"""
    REPEAT = "repeat"
    WHY = "why"
    """Why did you say that?"""
    MISSED = "missed"
    """What was not said while it was quiet or muted?"""
    QUIET = "quiet"
    MUTE = "mute"
    UNMUTE = "unmute"
    LOUDER = "louder"
    SOFTER = "softer"
    SLOWER = "slower"
    FASTER = "faster"
    STATUS = "status"
    HEARD = "heard"
    """How loud is it, and what is likeliest just now?"""
    TEACH = "teach"
    """Learn a sound from rings that come now."""
    THAT = "that"
    """Learn a sound from what was just heard."""

    @property
    def names_sound(self) -> bool:
        """Whether it means nothing without a sound's name: no key or button can ask for it."""
        return self in {Verb.TEACH, Verb.THAT}


class State(str, Enum):
    """What a status line is about, each with its meaning."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> State:
        """One state; its value is its name, as the machine interface has it."""
        state = str.__new__(cls, name)
        state._value_ = name
        state.meaning = meaning
        return state

    LISTENING = "listening", "sound comes from the source that `detail` names"
    RECOVERING = "recovering", "the microphone is lost and is opened again and again"
    SILENT = "silent", "the microphone gives nothing but silence, as a muted one does"
    HEARS_BADLY = (
        "hears_badly",
        "the microphone is too quiet, overdriven, offset, dull or at a wrong rate",
    )
    OVERLOADED = "overloaded", "the machine is too slow: descriptions or sound were left out"
    STUMBLED = "stumbled", "a part of the listener failed at a block of sound, which was skipped"
    PART_FAILED = "part_failed", "a thread of the listener failed and is started again if it can be"
    DISK_FULL = "disk_full", "lines could not be written, because the disk is full"
    NOT_READ = "not_read", "lines were left out, because whoever reads them does not go on"
    TEXT_GONE = "text_gone", "lines cannot be written any more, since whoever read them has gone"
    WRITING_AGAIN = "writing_again", "lines are written again"
    SETUP = "setup", "something does not work as the settings ask; the listener goes on without it"
    VOICE = "voice", "something is wrong with the voice or the earpiece, or it speaks again"
    UNHEARD = "unheard", "a sentence, the line's `detail`, was not spoken to its end"
    QUIET_OVER = "quiet_over", "a quiet time has ended"
    CONTROL = "control", "an answer to a person, a key, a button or another program"
    DEMONSTRATION = "demonstration", "the sound is a demonstration and not what is around"
    ENDED = "ended", "the input has ended, or the person stopped the listener"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A piece of sound from a source."""

    samples: FloatArray
    """Mono, shape (n,), float32, full scale at -1 and 1."""
    start: int
    """Index of the first sample on the source's clock."""


@dataclass(frozen=True, slots=True, eq=False)
class HopResult:
    """What the encoder made of one hop."""

    end: int
    """Sample index just after the hop."""
    embeddings: FloatArray
    """Shape (2, d), one row per 80 ms."""
    posteriors: FloatArray
    """Shape (2, labels), each label independently in 0..1, one row per 80 ms."""
    spectrum: FloatArray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """Narrow-band columns of the same hop, shape (8, bins), one per 20 ms."""
    embedding: FloatArray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """What the sound is like to the second network, shape (1, values): docs/taught-sounds.md."""


@dataclass(frozen=True, slots=True)
class Event:
    """A confirmed detection, or its escalation (same id, a more exact label)."""

    id: int
    t: float
    """When it was confirmed [s]."""
    onset: float
    """When the sound began [s]."""
    label: str
    group: str
    priority: Priority
    score: float
    """Highest smoothed posterior up to t, or the probability of its pattern, 0..1."""
    evidence: str = ""
    """What it was known by, in words."""


@dataclass(frozen=True, slots=True)
class EventEnd:
    """A confirmed event that is over."""

    id: int
    t: float
    onset: float
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence about a stretch of sound."""

    t: float
    """When the sentence was complete [s]."""
    start: float
    end: float
    text: str
    priority: Priority
    spoken: bool
    """The gate's verdict, also when speech is off."""


@dataclass(frozen=True, slots=True)
class Status:
    """A change in the listener itself."""

    t: float
    state: State
    detail: str = ""
    """One or two sentences for a person."""
    spoken: bool | None = None
    """Whether it goes to the voice, too; None where it is never spoken of."""
    of: float | None = None
    """Of a sentence that was not heard: the `t` of the line that it stood in [s]."""
    figures: Mapping[str, object] | None = None
    """How the listener is, in numbers; None where nobody asked for them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that could have been said, and why it was or was not."""

    t: float
    """When the gate decided [s]."""
    text: str
    spoken: bool
    rule: str
    """Name of the rule that decided."""
    why: str
    """The evidence and the rule, in a sentence."""
    evidence: str = ""
    """What the sound was known by, with its figures, in English; empty where it was none."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was detected in a stretch of time."""

    t: float
    """When it was made [s]."""
    start: float
    end: float
    counts: Mapping[str, int]
    """How often each label that the profile announces was detected."""
    text: str


Report: TypeAlias = Event | EventEnd | Caption | Status | Decision | Summary
"""What `edge-aac listen --json` prints, one a line; decisions only with `--explain`."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something the gate wants said."""

    text: str
    priority: Priority
    t: float
    """When the gate decided [s]."""
    reason: str
    """One sentence for "why did you say that?"."""
    urgency: Urgency = Urgency.ORDINARY


FREE = -1
"""A size of a network's input that the caller may choose."""


class Network(Protocol):
    """A loaded network, whatever runtime executes it."""

    @property
    def fallback(self) -> str | None:
        """One sentence where something else executes it than was asked for."""

    @property
    def runtime(self) -> str:
        """What executes it, as the settings name it."""

    @property
    def provider(self) -> str:
        """What computes, as the settings name it."""

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        """Input names and shapes, in order."""

    @property
    def outputs(self) -> Sequence[str]:
        """Output names, in order."""

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        """Run once; the outputs in the order of `outputs`."""

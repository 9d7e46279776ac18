"""How well a microphone hears, judged by what it gives over minutes.

In: what each reading is like. Out: what is wrong with the microphone, if anything. A pure
machine: the state goes in and comes out. Nothing is judged by one sound: a quiet room is no
quiet microphone, one bang does not overload it, and a dull sound does not make it deaf to
bright ones.

How quiet a microphone is shows only in what stands out of the room: what is 20 dB above it is
talk or louder, whatever the room is like, and reaches a microphone of usual gain at -50 dBFS
or more. Short sounds do not count, since a clock ticks in a quiet night.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

FRAMES_PER_SECOND = 25
QUIETEST_DB = -96.0
"""Nothing is quieter than the last bit of 16; a muted pause is not a quiet room [dBFS]."""
RISE_DB = 0.5 / FRAMES_PER_SECOND
"""So fast the room's level follows what gets louder; it follows at once what gets quieter."""
STANDS_OUT_DB = 20.0
RUN_FRAMES = 5
"""What stands out for less (0.2 s) is a tick or a knock."""
STRONG_DB = -57.0
"""What stands out is at least so loud, unless the microphone is 30 to 45 dB too quiet [dBFS]."""
STANDING_OUT_FRAMES = 30 * FRAMES_PER_SECOND
"""After so many of them it is judged how loud they are (half a minute in all)."""
LOUD_DB = -45.0
"""The bands are compared where the sound is so loud that what is missing would be seen [dBFS]."""
DULL_DB = -45.0
"""Less above 4 kHz than this, against what is below, is nothing at all; speech has -30 dB at
times, and every microphone's own noise more than that."""
LOUD_FRAMES = 30 * FRAMES_PER_SECOND
FEW = 0.01
"""So rare (1 in 100) is chance."""
ENOUGH = 0.03
"""So often, and it is not so any more."""
KEPT_TIMES = 10
"""Evidence is halved when there is so many times as much as is needed: old sounds fade."""
CLIPPED_PART = 0.005
"""A frame with more of its samples at full scale than this is clipped."""
CLIPPING_FRAMES = 600 * FRAMES_PER_SECOND
"""Over about ten minutes it is counted how many of them are."""
CLIPPING, CLIPPING_OVER = 0.05, 0.01
"""Half a minute of clipped sound in ten; one alarm close by gives less."""
CLIPPED_RUN_FRAMES = 10 * FRAMES_PER_SECOND
"""Clipped without a pause for so long: no alarm close by is, which pauses."""
OFFSET, OFFSET_OVER = 0.1, 0.05
"""Of full scale."""
OFFSET_FRAMES = 10 * FRAMES_PER_SECOND
DEAD_FRAMES = 8 * FRAMES_PER_SECOND
"""So long nothing new has to come before it is noticed: some headsets give zeros for a while
themselves, between two words."""


class Defect(Enum):
    """What can be wrong with a microphone that works."""

    TOO_QUIET = "too_quiet"
    CLIPPING = "clipping"
    OFFSET = "offset"
    NARROW = "narrow"
    """Nothing above 4 kHz: a headset in telephone quality."""
    SILENT = "silent"
    """One value and no more: muted by a switch or in the mixer, or dead."""
    REPEATING = "repeating"
    """The same sound to the bit, again and again: its driver hangs."""
    TEMPO = "tempo"
    """More or fewer samples a second than it promises (`tempo`)."""


_JUDGED = tuple(one for one in Defect if one is not Defect.TEMPO)


@dataclass(frozen=True, slots=True)
class Frame:
    """What 40 ms of sound are like."""

    level: float
    """[dBFS], without the offset."""
    treble: float
    """Density above 4.3 kHz against that from 0.3 to 3.4 kHz [dB]; any value where it is quiet."""
    clipped: float
    """Part of the samples that are at full scale, 0 to 1."""
    offset: float
    """Mean of the samples; full scale is 1."""
    still: bool = False
    """Nothing but one value in each channel."""
    repeats: bool = False
    """What was there a moment before, to the bit."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many frames were judged, and how many of them were as they should be."""

    all: int = 0
    good: int = 0

    def add(self, good: bool, needed: int) -> Tally:
        """One frame more."""
        tally = Tally(self.all + 1, self.good + good)
        if tally.all < KEPT_TIMES * needed:
            return tally
        return Tally(tally.all // 2, tally.good // 2)

    def bad(self, before: bool, needed: int) -> bool:
        """Whether hardly any was good; `before` it was so."""
        return self.all >= needed and self.good < (ENOUGH if before else FEW) * self.all


@dataclass(frozen=True, slots=True)
class QualityState:
    """What is remembered of one microphone."""

    room: float = 0.0
    """The level under which it hardly ever falls [dBFS]."""
    run: int = 0
    """Frames in a row that stand out."""
    strength: Tally = Tally()
    """Of frames that stand out: how many were strong."""
    brightness: Tally = Tally()
    """Of loud frames: how many had something above 4 kHz."""
    clipping: float = 0.0
    """Part of the last ten minutes that was clipped."""
    clipped_run: int = 0
    """Frames in a row that were clipped; not counted beyond `CLIPPED_RUN_FRAMES`."""
    offset: float = 0.0
    heard: int = 0
    """Frames so far; not counted beyond `OFFSET_FRAMES`."""
    still: int = 0
    repeating: int = 0
    """Frames in a row that were so; not counted beyond `DEAD_FRAMES`."""
    defects: frozenset[Defect] = frozenset()


def judge(state: QualityState, frame: Frame) -> QualityState:
    """Take a frame; the state's defects are what is wrong now."""
    level = max(frame.level, QUIETEST_DB)
    room = min(level, state.room + RISE_DB)
    run = state.run + 1 if level >= room + STANDS_OUT_DB else 0
    strength, brightness = state.strength, state.brightness
    if run >= RUN_FRAMES:
        strength = strength.add(level >= STRONG_DB, STANDING_OUT_FRAMES)
    if level >= LOUD_DB:
        brightness = brightness.add(frame.treble >= DULL_DB, LOUD_FRAMES)
    clipped = float(frame.clipped > CLIPPED_PART)
    heard = min(state.heard + 1, OFFSET_FRAMES)
    after = QualityState(
        room,
        min(run, RUN_FRAMES),
        strength,
        brightness,
        state.clipping + (clipped - state.clipping) / CLIPPING_FRAMES,
        min(state.clipped_run + 1, CLIPPED_RUN_FRAMES) if clipped else 0,
        state.offset + (frame.offset - state.offset) / heard,
        heard,
        min(state.still + 1, DEAD_FRAMES) if frame.still else 0,
        min(state.repeating + 1, DEAD_FRAMES) if frame.repeats else 0,
        state.defects,
    )
    return replace(after, defects=frozenset(one for one in _JUDGED if _has(after, one)))


def _has(state: QualityState, defect: Defect) -> bool:
    before = defect in state.defects
    if defect is Defect.TOO_QUIET:
        return state.strength.bad(before, STANDING_OUT_FRAMES)
    if defect is Defect.NARROW:
        return state.brightness.bad(before, LOUD_FRAMES)
    if defect is Defect.SILENT:
        return state.still >= DEAD_FRAMES
    if defect is Defect.REPEATING:
        return state.repeating >= DEAD_FRAMES
    if defect is Defect.CLIPPING:
        run = state.clipped_run >= CLIPPED_RUN_FRAMES
        return run or state.clipping >= (CLIPPING_OVER if before else CLIPPING)
    bound = OFFSET_OVER if before else OFFSET
    return state.heard >= OFFSET_FRAMES and abs(state.offset) >= bound

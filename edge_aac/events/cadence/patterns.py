"""The temporal patterns that are standards, and the pitches that belong to them.

In: nothing. Out: frozen values with their numbers. Never does: listening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum


class Pattern(str, Enum):
    """A temporal pattern that a standard gives a meaning."""

    T3 = "T3"
    """Three pulses of 0.5 s, 0.5 s apart, then 1.5 s of silence (ISO 8201): smoke."""
    T4 = "T4"
    """Four pulses of 0.1 s, 0.1 s apart, then 5 s of silence (UL 2034): carbon monoxide."""
    T3_BEGINS = "T3 begins"
    """The first pulse of a T3 and the beginning of the second: perhaps an alarm."""
    CHIRP = "chirp"
    """A short beep, and again each half minute to a minute (UL 217): a low battery."""
    TWO_TONE = "two-tone"
    """Two tones in turn (DIN 14610 and its like): an emergency vehicle."""


class Sounder(str, Enum):
    """What an alarm sounds with."""

    DISC = "disc"
    """A piezo disc: one tone, and nothing beside it."""
    SQUARE = "square"
    """The 520 Hz square wave made for sleepers: odd partials, among voices and music."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What is looked for, all durations in seconds."""

    pattern: Pattern
    pulses: int
    shapes: tuple[tuple[float, float], ...]
    """Pulse from start to start, and how long it sounds: one pair for each speed of device."""
    before: float
    """Silence before the first pulse."""
    far: float
    """Part by which it counts more than half a second before."""
    echo: float
    """Before the first pulse, what a room's tail or a slow start leaves out of the pause."""
    settle: float
    """After a pulse, what a room adds to it; nothing is measured there."""
    edge: float
    """At a pulse's beginning and end, what a device rounds off."""
    tail: float
    """After the last pulse and the pause that follows each, silence that shows it was the last."""
    cut: float | None
    """So much of the last pulse is looked at; None for all of it and what follows [s]."""
    every: int
    """Columns of 20 ms from one place where it is looked for to the next."""
    like: float
    """Correlation with the pulses that is worth a closer look."""
    nearest: float
    farthest: float
    """From one group's start to the next."""
    off_speed: float
    """Part of the period by which groups of one device may seem to differ: a frame or two."""
    cycles: tuple[float, float]
    """Shortest and longest cycle that is looked for in several groups at once."""
    folded: Mapping[Sounder, float]
    """Score from which such groups are believed, of the sounders whose cycles are laid over each
    other. Of 900 rendered look-alikes the strongest had 0.84 with T3 at 520 Hz (one clock, the next
    0.42), with T4 0.67 of discs and 0.62 at 520 Hz; in five hours of tuning streams chance reached
    0.3, nothing and 0.5. Of a T3 of discs 10 dB under its bed enough is heard without, and clocks
    reach 1.1."""


T3 = Standard(
    pattern=Pattern.T3,
    pulses=3,
    # Devices keep the standard within a tenth; some that are sold hurry.
    shapes=((0.78, 0.46), (0.84, 0.48), (0.9, 0.46), (0.95, 0.48), (1.0, 0.5), (1.05, 0.52),
            (1.1, 0.55)),
    before=1.2,
    far=0.5,
    echo=0.06,
    settle=0.12,
    edge=0.03,
    tail=0.14,
    cut=None,
    every=2,
    like=0.4,
    nearest=3.1,
    farthest=5.0,
    off_speed=0.12,
    cycles=(3.4, 4.7),
    folded={Sounder.SQUARE: 0.95},
)  # fmt: skip
T3_BEGINS = replace(T3, pattern=Pattern.T3_BEGINS, pulses=2, cut=0.2, like=0.75, folded={})
T4 = Standard(
    pattern=Pattern.T4,
    pulses=4,
    shapes=tuple((period, period / 2) for period in (0.175, 0.19, 0.2, 0.21, 0.225)),
    every=1,
    like=0.48,
    before=3.0,
    far=0.25,
    echo=0.06,
    settle=0.03,
    edge=0.02,
    tail=0.4,
    cut=None,
    nearest=4.6,
    farthest=7.4,
    off_speed=0.3,
    cycles=(5.0, 6.6),
    folded={Sounder.DISC: 0.8, Sounder.SQUARE: 0.75},
)
PIEZO_HERTZ = (2_720.0, 3_850.0)
"""Where the discs of smoke and carbon monoxide alarms sound."""
LOW_HERTZ = (440.0, 600.0)
"""Where the 520 Hz square-wave sounders made for sleepers do, and a little around."""
HORN_HERTZ = (330.0, 760.0)
"""Where the two horns of an emergency vehicle sound; that of DIN 14610 are between 360 and 630."""
SQUARE_HERTZ = (468.0, 572.0)
"""The tolerance of these (UL 217: 520 Hz, a tenth up or down)."""

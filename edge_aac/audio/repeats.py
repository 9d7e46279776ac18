"""A driver that hands out one buffer again and again, as some do after a fault (PortAudio #1037).

In: readings as the device gave them. Out: a frozen state that says whether the newest sound was
there to the bit a moment before. No room repeats itself so; the listener would be deaf without a
word. What is one value alone is no repetition: that is a muted microphone (`quality_measures`).

Looked for once a second, since it costs as much as everything else that is asked of a reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray

KEPT = 6
"""Readings of 40 ms that are remembered: a buffer of up to 200 ms comes round in that time."""
EVERY = 25
"""Readings from one look to the next."""
_PROBES = 6
"""Samples of the newest reading that are looked for; where all are found, the whole is compared."""
_MOST = 8
"""Places that are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class RepeatState:
    """The newest readings, and what was found."""

    recent: tuple[FloatArray, ...] = ()
    """Each (n, channels), the newest last."""
    since: int = 0
    """Readings since it was looked for."""
    found: bool = False


def listen(state: RepeatState, reading: FloatArray) -> RepeatState:
    """Take a reading.

    Parameters
    ----------
    state : RepeatState
    reading : ndarray, shape (n, channels), float32
    """
    recent = (*state.recent, reading)[-KEPT:]
    if state.since + 1 < EVERY or len(recent) < KEPT:
        return RepeatState(recent, min(state.since + 1, EVERY), state.found)
    return RepeatState(recent, 0, _repeats(recent))


def _repeats(recent: tuple[FloatArray, ...]) -> bool:
    """Whether the last reading is among those before it, at any place."""
    # A sum of the channels: it repeats itself only where all of them do.
    # By a product: `sum` along two channels takes ten times as long.
    ones = np.ones(recent[-1].shape[1], np.float32)
    sound = np.concatenate([one @ ones for one in recent])
    length = len(recent[-1])
    newest, places = sound[-length:], len(sound) - length
    if places < 1 or not length or newest.min() == newest.max():
        return False
    alike = np.ones(places, bool)
    for probe in np.linspace(0, length - 1, _PROBES).astype(int):
        alike &= sound[probe : probe + places] == newest[probe]
    found = np.flatnonzero(alike)[:_MOST].tolist()
    return any(np.array_equal(sound[at : at + length], newest) for at in found)

"""A closer look at three windows, one cycle apart: whether a device makes all of them.

In: the tones of the three windows, and a pitch. Out: a score: the evidence in the pitch's partials,
less what speaks against a sounder of an alarm. A flute and a voice have the even partials as well,
a clock's bell and a loudspeaker's click fill the whole band, a band's chord goes on in the pauses.

Never does: finding, remembering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.partials import evidence
from edge_aac.events.cadence.pitches import Pitch, relative
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import COLUMN_SECONDS
from edge_aac.types import FloatArray

LEAST, FULL = -0.3, 0.85
"""One window's likeness counts for no less and for no more."""
_EACH = 0.2
"""Evidence that every window has to show by itself: two clear groups are not three."""
_ABSENT = 0.5
"""How much evidence in partials that a square wave has not got is worth against it."""
_OTHERS = 0.09
"""The same, of all bins that are no partial of it."""
_CROWD = 4.0
"""So much more evidence elsewhere than in its partials is a knock, a click or a drum."""
_SECOND, _FIRST = 0.05, 0.7
"""Evidence that all but the best partial of a square wave must give together, unless the first
gives so much: rooms and beds may leave a faint alarm no other ..."""
_LOW = 0.25
"""... and what the first and third must: what sounds in the fifth and seventh alone is a beep."""
_STRAY, _STRAY_FREE = 1.2, 0.05
"""How much is taken off for pauses that were not silent, and what any bed fills of them."""
_LEAST_PART = 0.3
"""Part of a window that has to be free of the own voice."""
_SEEN = 2
"""Windows of which so much has to be free: a group has to come again, whatever covers the rest."""
_LOUD = 0.6
"""Part of the pulses' strength from which a moment of a pause is a stray one."""
_ANOTHER_COLUMNS = round(0.3 / COLUMN_SECONDS)
"""So many stray moments in a row, in two windows, are one more pulse: it goes on and on, as a
clock's buzzer does, and is no group. One in a hundred of 4,012 places where rendered T3 of 520 Hz
were found had that, and no device in all of its places."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One of the windows that are laid over each other."""

    tones: FloatArray
    """Shape (columns, bins), float32."""
    known: FloatArray
    """1 for columns that can be looked at, else 0, shape (columns,)."""


def worth(part: FloatArray) -> FloatArray:
    """What windows count of which so much can be looked at: of too little nothing is to be told."""
    return np.asarray(np.where(part >= _LEAST_PART, part, 0.0), np.float32)


def overlaid(windows: Sequence[Window], template: Template, pitch: Pitch) -> float:
    """How well windows fit a template at a pitch, all together.

    Parameters
    ----------
    windows : sequence of Window
        Each as long as the template.
    template : Template
    pitch : Pitch

    Returns
    -------
    float
        Evidence, less what speaks against it; none is 0 or less. Of windows that are covered in
        part it is as much less as columns are missing.
    """
    masks = template.masks
    counts = worth(np.concatenate([masks.part(one.known) for one in windows]))
    if np.count_nonzero(counts) < _SEEN:
        return 0.0
    matched = [masks.match(one.tones, one.known) for one in windows]
    each = np.clip(np.concatenate(matched), LEAST, FULL)
    shown = evidence(each[:, list(pitch.bins)]).sum(axis=1)
    if (shown[counts > 0.0] < _EACH).any():
        return 0.0
    found = evidence(np.average(each, axis=0, weights=counts))
    partials = found[list(pitch.bins)]
    present, others = float(partials.sum()), float(found[pitch.others].sum())
    if others > _CROWD * present or (len(partials) > 1 and not _is_whole(partials)):
        return 0.0
    absent = float(found[list(pitch.absent)].sum())
    strays = [_strays(one, template, pitch, partials / present) for one in windows]
    if sum(_longest(one) >= _ANOTHER_COLUMNS for one in strays) >= _SEEN:
        return 0.0
    each_stray = [float(one.mean()) if len(one) else 0.0 for one in strays]
    stray = max(0.0, float(np.average(each_stray, weights=counts)) - _STRAY_FREE)
    against = _ABSENT * absent + _OTHERS * others + _STRAY * stray
    return (present - against) * float(counts.mean())


def _is_whole(partials: FloatArray) -> bool:
    """Whether the evidence of partials, the lowest first, is that of a square wave."""
    first, rest = float(partials[0]), float(partials.sum() - partials.max())
    return float(partials[:2].sum()) >= _LOW and (rest >= _SECOND or first >= _FIRST)


def _strays(
    window: Window, template: Template, pitch: Pitch, share: FloatArray
) -> NDArray[np.bool_]:
    """Which moments of the pause before a group are nearly as loud as the pulses, oldest first.

    Partials count by their share of the evidence: what a bed covers is loud all the time. What
    the own voice covers is left out.
    """
    known = window.known > 0.0
    before, sounding = known.copy(), known & (template.on > 0.0)
    before[template.pause.stop :] = False
    if not (before.any() and sounding.any()):
        return np.zeros(0, bool)
    level = relative(window.tones[:, list(pitch.bins)]) @ share
    loud: NDArray[np.bool_] = level[before] >= _LOUD * level[sounding].mean()
    return loud


def _longest(flags: NDArray[np.bool_]) -> int:
    """How many are true in a row, at most."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))

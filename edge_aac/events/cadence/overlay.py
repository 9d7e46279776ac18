"""A closer look at three windows, one cycle apart: whether a device makes all of them.

In: the tones of the three windows, and a pitch. Out: a score: the evidence in the pitch's partials,
less what speaks against a sounder of an alarm. A flute and a voice have the even partials as well,
a clock's bell and a loudspeaker's click fill the whole band, a band's chord goes on in the pauses.

Never does: finding, remembering.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_aac.events.cadence.partials import evidence
from edge_aac.events.cadence.pitches import Pitch, relative
from edge_aac.events.cadence.template import Template
from edge_aac.types import FloatArray

LEAST, FULL = -0.3, 0.85
"""One window's likeness counts for no less and for no more."""
_ABSENT = 0.6
"""How much evidence in partials that a square wave has not got is worth against it."""
_OTHERS = 0.045
"""The same, of all bins that are no partial of it."""
_CROWD = 4.0
"""So much more evidence elsewhere than in its partials is a knock, a click or a drum."""
_SECOND = 0.05
"""Evidence that all but the best partial of a square wave must give together ..."""
_LOW = 0.25
"""... and its first and third: what sounds in the fifth and seventh alone is a beep."""
_STRAY, _STRAY_FREE = 0.8, 0.1
"""How much is taken off for pauses that were not silent, and what any bed fills of them."""
_LOUD = 0.6
"""Part of the pulses' strength from which a moment of a pause is a stray one."""


def overlaid(windows: Sequence[FloatArray], template: Template, pitch: Pitch) -> float:
    """How well windows fit a template at a pitch, all together.

    Parameters
    ----------
    windows : sequence of ndarray, shape (len(template), bins), float32
        Tones.
    template : Template
    pitch : Pitch

    Returns
    -------
    float
        Evidence, less what speaks against it; none is 0 or less.
    """
    each = np.stack([template.masks.match(one)[0] for one in windows])
    found = evidence(np.clip(each, LEAST, FULL).mean(axis=0))
    partials = found[list(pitch.bins)]
    present, others = float(partials.sum()), float(found[pitch.others].sum())
    if others > _CROWD * present:
        return 0.0
    if len(partials) > 1:
        low = float(partials[:2].sum())
        if present - float(partials.max()) < _SECOND or low < _LOW:
            return 0.0
    absent = float(found[list(pitch.absent)].sum())
    stray = float(np.mean([_stray(one, template, pitch) for one in windows]))
    against = _ABSENT * absent + _OTHERS * others + _STRAY * max(0.0, stray - _STRAY_FREE)
    return present - against


def _stray(window: FloatArray, template: Template, pitch: Pitch) -> float:
    """Part of the pause before a group in which it is nearly as loud as the pulses, 0..1."""
    level = relative(window[:, list(pitch.bins)]).mean(axis=1)
    loud = _LOUD * float(level[template.sounding].mean())
    return float((level[template.pause] >= loud).mean())

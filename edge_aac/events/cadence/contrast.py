"""What comes and goes with a group's pulses, in every bin.

In: the spectrum of a window, and where its pulses are. Out: how much of it is at a pitch's
partials, and how much beside them.

Never does: finding pulses, deciding what a group is worth.
"""

from __future__ import annotations

import numpy as np

from edge_aac.events.cadence.pitches import Pitch
from edge_aac.events.cadence.template import Template
from edge_aac.types import FloatArray

_NOTHING = 1e-20
"""Less power than any sound has."""
_GOES = 0.5
"""A bin comes and goes where it holds three times as much power in the pulses as in the pauses."""
_FAINT = 0.01
"""What is so much fainter than its strongest partial is a click of its own."""


class Contrast:
    """The power of the pulses and of the pauses.

    Parameters
    ----------
    spectrum : ndarray, shape (len(template), bins), float32
        Natural log power.
    template : Template
    """

    def __init__(self, spectrum: FloatArray, template: Template) -> None:
        on, off = template.sounding, template.silent
        self._sounding = np.exp(np.partition(spectrum[on], len(on) // 2, axis=0)[len(on) // 2])
        silent = np.exp(spectrum[off]).mean(axis=0)
        comes = self._sounding - silent
        self._power = np.clip(comes, 0.0, None)
        self._goes = comes > _GOES * (self._sounding + silent)

    def own(self, pitch: Pitch) -> float:
        """Power at the pitch's partials over that at all others [nepers]."""
        power = self._power + _NOTHING
        return float(np.log(power[pitch.own].sum() / power[~pitch.own].sum()))

    def beside(self, pitch: Pitch) -> int:
        """Bins beside its partials that come and go."""
        faint = _FAINT * (float(self._power[pitch.own].max()) + _NOTHING)
        return int(np.count_nonzero(self._goes & (self._sounding > faint) & ~pitch.own))

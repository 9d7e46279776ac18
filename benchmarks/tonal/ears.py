"""The detectors that are compared, behind one interface.

In: a sound and when the own voice is in it. Out: `Said` values in order: a hint or a name, and
when. The encoder is not asked by either. Never does: counting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from benchmarks.tonal.cases import Case
from edge_aac.events import fusion
from edge_aac.events.cadence.cadence import Cadence
from edge_aac.events.cadence.patterns import Pattern
from edge_aac.events.tonal.decisions import TonalPattern
from edge_aac.features.narrowband import COLUMNS, NarrowBand, bin_hertz
from models.tonal.heard import Heard, hear_all, load_ear
from models.tonal.targets import HOP_SECONDS

HINT = "hint"


@dataclass(frozen=True, slots=True)
class Said:
    """A detector's word."""

    at: float
    what: str
    """`hint`, `T3`, `T4` or `two-tone`."""


Ear: TypeAlias = Callable[[Case], list[Said]]


def covered(spoken: Sequence[tuple[float, float]], hops: int) -> list[bool]:
    """In which hops the own voice is."""
    ends = [(k + 1) * HOP_SECONDS for k in range(hops)]
    return [any(a < end and end - HOP_SECONDS < b for a, b in spoken) for end in ends]


def rules() -> Ear:
    """The rules of `events/cadence`, and when they are believed without the network."""
    cadence = Cadence(bin_hertz())

    def hear(case: Case) -> list[Said]:
        spectrum = NarrowBand().whole(case.samples)
        hops = len(spectrum) // COLUMNS
        state, claim, said = cadence.start(), None, []
        for k, own in enumerate(covered(case.spoken, hops)):
            end = (k + 1) * HOP_SECONDS
            state, heard = cadence.step(state, spectrum[k * 8 : k * 8 + 8], end, own)
            # Two tones have a claim of their own group; hazards share another.
            # What only begins is a hint, never a name.
            known = [one for one in heard if one.pattern is not Pattern.T3_BEGINS]
            claim = fusion.claim(claim, known, fusion.NOTHING_HEARD, end)
            if fusion.hinted(heard, fusion.NOTHING_HEARD):
                said.append(Said(end, HINT))
            if claim is not None:
                said.append(Said(end, claim.pattern.value))
        return said

    return hear


def network(run: Path) -> Ear:
    """A trained tonal network with its thresholds."""
    net, thresholds = load_ear(run)

    def hear(case: Case) -> list[Said]:
        spectrum = NarrowBand().whole(case.samples)
        own = np.array(covered(case.spoken, len(spectrum) // COLUMNS), bool)
        heard: Heard = hear_all(net, spectrum, own)
        names = {one: one.value for one in TonalPattern} | {TonalPattern.HINT: HINT}
        said = [
            Said((int(k) + 1) * HOP_SECONDS, names[pattern])
            for i, pattern in enumerate(TonalPattern)
            for k in np.flatnonzero(heard.level[:, i] >= thresholds[i])
        ]
        return sorted(said, key=lambda one: one.at)

    return hear

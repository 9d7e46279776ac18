"""What the cadence detector makes of a sound."""

from __future__ import annotations

from edge_aac.events.cadence.cadence import Cadence
from edge_aac.events.cadence.listener import Heard
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.pulses import Spans

HOP_SECONDS = 0.16


def hear(samples: FloatArray, own: Spans | None = None) -> list[tuple[float, Heard]]:
    """What is heard, and when; the own voice speaks in given spans."""
    spectrum = NarrowBand().whole(samples)
    cadence = Cadence(bin_hertz())
    state, told = cadence.start(), []
    for at in range(0, len(spectrum), 8):
        end = (at + 8) / 50
        covered = any(a < end and end - HOP_SECONDS < b for a, b in own or [])
        state, heard = cadence.step(state, spectrum[at : at + 8], end, covered)
        told += [(end, one) for one in heard]
    return told

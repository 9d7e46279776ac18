"""Front ends and encoder as one: blocks in, hop results out.

In: blocks of any length on the source's clock. Out: one `HopResult` per hop.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from edge_aac.encoder.encoder import EncoderState
from edge_aac.encoder.joined import StreamingEncoder
from edge_aac.features.hops import HopFeatures, Pending
from edge_aac.features.narrowband import NarrowBand
from edge_aac.finite import finite
from edge_aac.types import HOP_SAMPLES, STEPS_PER_HOP, Block, HopResult

_ROW_SAMPLES = HOP_SAMPLES // STEPS_PER_HOP
_LOUDEST = 16.0
"""A sample beyond this is a fault of the file; its square must not overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class FrontendState:
    """What front ends and encoder remember, and where on the source's clock they are."""

    front: Pending
    narrow: Pending
    encoder: EncoderState
    clock: int = 0
    """Sample index just after the last sample."""
    waiting: int = 0
    """Samples of the hop that is not complete."""


class Frontend:
    """Front ends and encoder as one: blocks in, hop results out."""

    def __init__(self, front: HopFeatures, narrow: NarrowBand, encoder: StreamingEncoder) -> None:
        self._front = front
        self._narrow = narrow
        self._encoder = encoder

    def start(self, clock: int = 0) -> FrontendState:
        """Silence so far."""
        return FrontendState(
            self._front.start(), self._narrow.start(), self._encoder.start(), clock
        )

    def step(self, state: FrontendState, block: Block) -> tuple[FrontendState, list[HopResult]]:
        """Hear a block.

        A hop's time is that of its last sample on the source's clock. Samples that the
        source dropped are a jump of the clock and nothing else.
        """
        samples = np.clip(finite(block.samples), -_LOUDEST, _LOUDEST)
        start = max(block.start, state.clock)
        front, windows = self._front.step(state.front, samples)
        narrow, spectra = self._narrow.step(state.narrow, samples)
        encoder, end, heard = state.encoder, start - state.waiting, []
        for window, spectrum in zip(windows, spectra, strict=True):
            end += HOP_SAMPLES
            encoder, hop = self._encoder.step(encoder, window, end)
            heard.append(replace(hop, spectrum=spectrum))
        waiting = (state.waiting + len(samples)) % HOP_SAMPLES
        return FrontendState(front, narrow, encoder, start + len(samples), waiting), heard

    def flush(self, state: FrontendState) -> tuple[FrontendState, list[HopResult]]:
        """End of input: what the last samples hold; afterwards all is silence again."""
        _, windows = self._front.flush(state.front)
        _, spectra = self._narrow.flush(state.narrow)
        rows = -(-state.waiting // _ROW_SAMPLES)
        heard = []
        for window, spectrum in zip(windows, spectra, strict=True):
            # Rows that hold nothing but the silence of the completion are nobody's sound.
            _, whole = self._encoder.step(state.encoder, window, state.clock)
            embeddings, posteriors = whole.embeddings[:rows], whole.posteriors[:rows]
            heard.append(HopResult(state.clock, embeddings, posteriors, spectrum, whole.embedding))
        return self.start(state.clock), heard

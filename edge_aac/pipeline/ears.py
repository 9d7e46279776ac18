"""Front ends and encoder as one: blocks in, hearings out.

In: blocks of any length on the source's clock. Out: one `Hearing` per hop. Never
does: deciding what is heard.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from edge_aac.encoder.encoder import EncoderState
from edge_aac.encoder.joined import StreamingEncoder
from edge_aac.features.hops import FrontEnd, Pending
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import HOP_SAMPLES, STEPS_PER_HOP, Block, Hearing

_ROW_SAMPLES = HOP_SAMPLES // STEPS_PER_HOP
_LOUDEST = 16.0
"""A sample beyond this is a fault of the file; its square must not overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class EarsState:
    """What front ends and encoder remember, and where on the source's clock they are."""

    front: Pending
    narrow: Pending
    encoder: EncoderState
    clock: int = 0
    """Sample index just after the last sample."""
    waiting: int = 0
    """Samples of the hop that is not complete."""


class Ears:
    """Front ends and encoder as one: blocks in, hearings out."""

    def __init__(self, front: FrontEnd, narrow: NarrowBand, encoder: StreamingEncoder) -> None:
        self._front = front
        self._narrow = narrow
        self._encoder = encoder

    def start(self, clock: int = 0) -> EarsState:
        """Silence so far."""
        return EarsState(self._front.start(), self._narrow.start(), self._encoder.start(), clock)

    def step(self, state: EarsState, block: Block) -> tuple[EarsState, list[Hearing]]:
        """Hear a block.

        A hop's time is that of its last sample on the source's clock. Samples that the
        source dropped are a jump of the clock and nothing else.
        """
        samples = np.clip(np.nan_to_num(block.samples), -_LOUDEST, _LOUDEST)
        start = max(block.start, state.clock)
        front, windows = self._front.step(state.front, samples)
        narrow, spectra = self._narrow.step(state.narrow, samples)
        encoder, end, heard = state.encoder, start - state.waiting, []
        for window, spectrum in zip(windows, spectra, strict=True):
            end += HOP_SAMPLES
            encoder, hearing = self._encoder.step(encoder, window, end)
            heard.append(replace(hearing, spectrum=spectrum))
        waiting = (state.waiting + len(samples)) % HOP_SAMPLES
        return EarsState(front, narrow, encoder, start + len(samples), waiting), heard

    def flush(self, state: EarsState) -> tuple[EarsState, list[Hearing]]:
        """End of input: what the last samples hold; afterwards all is silence again."""
        _, windows = self._front.flush(state.front)
        _, spectra = self._narrow.flush(state.narrow)
        rows = -(-state.waiting // _ROW_SAMPLES)
        heard = []
        for window, spectrum in zip(windows, spectra, strict=True):
            # Rows that hold nothing but the silence of the completion are nobody's sound.
            _, whole = self._encoder.step(state.encoder, window, state.clock)
            embeddings, posteriors = whole.embeddings[:rows], whole.posteriors[:rows]
            heard.append(
                Hearing(state.clock, embeddings, posteriors, spectrum, whole.embedding)
            )
        return self.start(state.clock), heard

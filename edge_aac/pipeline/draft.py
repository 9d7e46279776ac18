"""A sentence that is being composed.

In: nothing. Out: a frozen value. Never does: composing.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.captions.decoder import DecoderState
from edge_aac.salience.novelty import Wanted


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that is being composed, and what it is wanted for."""

    wanted: Wanted
    sentence: DecoderState

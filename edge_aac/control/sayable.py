"""Sentences of an answer as pieces that the voice says whole.

In: sentences. Out: at least one piece, and not too many. Never does: wording them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from edge_aac.speech.text import LONGEST

MOST_SENTENCES = 8


def sayable(sentences: Iterable[str]) -> list[str]:
    """Pieces that the voice says whole."""
    pieces = [piece for one in sentences for piece in textwrap.wrap(one, LONGEST)]
    return pieces[:MOST_SENTENCES] or [""]

"""Which engine makes sound of words.

In: the manner of speaking. Out: an open `Renderer`. Never does: falling back to another
engine than the one asked for.
"""

from __future__ import annotations

from pathlib import Path

from edge_aac.speech.messages import Manner
from edge_aac.speech.synthesis.espeak import Espeak
from edge_aac.speech.synthesis.prerendered import Renderer
from edge_aac.speech.synthesis.synthesiser import Synthesiser


def open_renderer(manner: Manner) -> Renderer:
    """The engine that a manner names, warm.

    Raises
    ------
    EdgeAacError
        It is not there.
    """
    if manner.engine == "command":
        return Espeak(manner.voice, manner.rate)
    return Synthesiser(Path(manner.folder), manner.voice, manner.rate)

"""The stages joined: for a stream of sound, and for a clip.

In: blocks of sound, or a whole clip. Out: reports and utterances, or a caption with labels.
Everything is decided hop by hop on the source's clock, so the cutting into blocks changes
nothing, and nothing here grows with time.
"""

from __future__ import annotations

from edge_aac.pipeline.captioner import Captioner, ClipCaption
from edge_aac.pipeline.pipeline import Output, Pipeline
from edge_aac.pipeline.transcriber import Transcriber

__all__ = ["Captioner", "ClipCaption", "Output", "Pipeline", "Transcriber"]

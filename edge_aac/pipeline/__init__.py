"""The composition root: every stage joined, for a stream and for a clip.

In: settings, then blocks of sound or a whole clip. Out: reports and utterances, or a
caption with tags. Everything is decided hop by hop on the source's clock, so the
cutting into blocks changes nothing, and nothing here grows with time.

Never does: input or output, reading a clock, deciding (that is each stage's).
"""

from __future__ import annotations

from edge_aac.pipeline.build import NoModel, build_captioner, build_pipeline, build_transcriber
from edge_aac.pipeline.captioner import Captioner, ClipCaption
from edge_aac.pipeline.pipeline import Output, Pipeline
from edge_aac.pipeline.transcriber import Transcriber

__all__ = [
    "Captioner",
    "ClipCaption",
    "NoModel",
    "Output",
    "Pipeline",
    "Transcriber",
    "build_captioner",
    "build_pipeline",
    "build_transcriber",
]

"""The pipeline, and what happens where a part of it fails at a block of sound.

In: blocks. Out: what they decide. A block at which anything fails is skipped, counted and reported;
the next one is heard from silence. One bad moment must not end all; a listener that fails at most
of what it hears is deaf, and ends, so that it is started anew. Never does: hiding a failure.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.interfaces import BlockProcessor
from edge_aac.types import SAMPLE_RATE, Block, Report, Utterance

HOPELESS_SECONDS = 5.0
"""So much skipped sound is too much, ..."""
FORGIVEN = 0.1
"""... of which so much is forgiven for each second that was heard."""


class SkippedBlocks:
    """Steps a pipeline that may fail.

    Parameters
    ----------
    pipeline : BlockProcessor
    report : callable
        Takes what failed and where, in a few words for whoever mends it.
    """

    def __init__(self, pipeline: BlockProcessor, report: Callable[[str], None]) -> None:
        self._pipeline = pipeline
        self._report = report
        self._lost = 0.0
        self.skipped = 0
        """Blocks so far."""

    def step(self, block: Block) -> list[Report | Utterance]:
        """What a block decides; one that fails gives what it had decided before.

        Raises
        ------
        EdgeAacError
            As the pipeline does.
        Exception
            It fails too often to go on.
        """
        seconds = len(block.samples) / SAMPLE_RATE
        try:
            decided = self._pipeline.step(block)
        except EdgeAacError:
            raise
        except Exception as error:  # whatever it is, the next block may be heard
            self.skipped += 1
            self._lost += seconds
            if self._lost >= HOPELESS_SECONDS:
                raise
            self._report(error_location(error))
            return self._pipeline.recover(block)
        self._lost = max(0.0, self._lost - FORGIVEN * seconds)
        return decided


def error_location(error: BaseException) -> str:
    """What went wrong and where."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f", {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"

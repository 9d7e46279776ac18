"""A listener that also sums each hour up, for profiles that watch a place.

In and out: what a pipeline takes and gives; a `Summary` more at the end of each hour, and at the
end of the input. Never does: changing anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge_aac.pipeline.pipeline import Output, Pipeline
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.salience.hourly import Hourly
from edge_aac.types import Block, Event


class SummingPipeline(Pipeline):
    """A pipeline with summaries.

    Parameters
    ----------
    hourly : callable
        What sums up, for the sounds that are known.
    known : TaughtStages
        Those at the beginning.
    *stages
        As a pipeline takes them.
    """

    def __init__(
        self, hourly: Callable[[TaughtStages], Hourly], known: TaughtStages, *stages: Any
    ) -> None:
        super().__init__(*stages)
        self._hourly_of, self._hourly = hourly, hourly(known)
        self._hour = self._hourly.start()

    def adopt(self, learnt: TaughtStages) -> list[Output]:
        """Know what was taught meanwhile."""
        self._hourly = self._hourly_of(learnt)
        return super().adopt(learnt)

    def step(self, block: Block) -> list[Output]:
        """Take a block of any length, give what it decides, in order."""
        outputs = super().step(block)
        events = [one for one in outputs if isinstance(one, Event)]
        self._hour, summary = self._hourly.step(self._hour, events, self.seconds)
        return outputs if summary is None else [*outputs, summary]

    def flush(self) -> list[Output]:
        """End of input: open events end, and the hour that has begun is summed up."""
        outputs = super().flush()
        events = [one for one in outputs if isinstance(one, Event)]
        self._hour = self._hourly.count(self._hour, events)
        summary = self._hourly.flush(self._hour, self.seconds)
        return outputs if summary is None else [*outputs, summary]

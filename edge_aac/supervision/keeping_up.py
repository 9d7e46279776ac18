"""Whether the listener keeps up with its source, and what it leaves out where it does not.

In: the source and its blocks, as they are taken. Out: faults that are wrong or right, and a
pipeline that leaves out descriptions for a while. First those, which nobody's safety hangs on, then
the oldest sound: of that only so much is lost as the source cannot hold any more.
"""

from __future__ import annotations

from collections.abc import Callable

from edge_aac.pipeline.interfaces import BlockProcessor
from edge_aac.supervision.dropout import Dropouts
from edge_aac.supervision.faults import Fault, Faults
from edge_aac.supervision.workload import Workload, WorkloadLimits
from edge_aac.types import SAMPLE_RATE, Block


class KeepingUp:
    """Looks at each block's place on the clock, and at how much sound waits behind it.

    Parameters
    ----------
    pipeline : BlockProcessor
    faults : Faults
    now : callable
        Seconds that only grow.
    limits : WorkloadLimits, optional
    """

    def __init__(
        self,
        pipeline: BlockProcessor,
        faults: Faults,
        now: Callable[[], float],
        limits: WorkloadLimits | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._faults = faults
        self._now = now
        self._limits = limits or WorkloadLimits()
        self._dropouts = Dropouts()
        self.load = Workload()

    @property
    def missed(self) -> int:
        """Samples that never came."""
        return self._dropouts.missed

    def take(self, source: object, block: Block) -> None:
        """A block was taken; a file waits for whoever is late, and has nothing `waiting`."""
        due = self._dropouts.take(block)
        if self._dropouts.late:
            self._faults.wrong(Fault.OVERLOAD, remind=due)
        # Asked at every hop: a check against a protocol takes twenty times as long.
        waiting = getattr(source, "waiting", 0.0)
        seconds = len(block.samples) / SAMPLE_RATE
        self.load = self._limits.on_block(self.load, waiting, seconds, self._now())
        self._pipeline.thinned = self.load.thinned
        (self._faults.wrong if self.load.thinned else self._faults.right)(Fault.SHORT_OF_TIME)

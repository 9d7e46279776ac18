"""What was measured.

In: times and sizes as they were read. Out: the figures that are reported. Nothing is left out: each
hop counts in the percentiles, the first ones too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_aac.bench.meter import Stage
from edge_aac.pipeline.stages import Executed
from edge_aac.report import VERSION

PERCENTILES = (50, 95, 99)
_NS_PER_MS = 1e6
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """The listener from its first block to its last."""

    seconds: float
    """Sound that was listened to [s]."""
    missed_seconds: float
    """Sound that was dropped since the listener was late [s]."""
    cpu: int
    """Processor time of the process [ns]."""
    stages: Mapping[Stage, int]
    """Of it, what each stage took [ns]."""
    libraries: int
    """Of it, what threads took that are neither the listener's nor the microphone's [ns]."""
    hops: tuple[int, ...]
    """From a block that completes a hop until its reports are out, each [ns]; never empty."""
    memory: int | None
    """Highest resident memory meanwhile, of the looks that were taken [bytes]."""
    threads: int


@dataclass(frozen=True, slots=True)
class Startup:
    """From the start of the process until it could listen."""

    seconds: float | None
    """None where the system does not say."""
    cpu_seconds: float
    memory: int | None
    """Highest resident memory until then [bytes]."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the listener costs."""

    run: Run
    startup: Startup
    executed: Executed
    sound: str
    realtime: bool

    @property
    def whole(self) -> float:
        """Processor time of everything [ms per second of sound]."""
        return self._per_second(self.run.cpu)

    def stage(self, stage: Stage) -> float:
        """Processor time of a stage [ms per second of sound]."""
        return self._per_second(self.run.stages[stage])

    @property
    def libraries(self) -> float:
        """Processor time of the threads that libraries start [ms per second of sound]."""
        return self._per_second(self.run.libraries)

    @property
    def rest(self) -> float:
        """What none of these took: the loop, the lines, waking up, the clocks; as above."""
        known = sum(self.run.stages.values()) + self.run.libraries
        return self._per_second(self.run.cpu - known)

    def percentile(self, percent: int) -> float:
        """Time within which so many of the hops were done [ms]; 100 is the longest."""
        ordered = sorted(self.run.hops)
        # Nearest rank: a time that a hop really took.
        place = max(1, -(-len(ordered) * percent // 100))
        return ordered[place - 1] / _NS_PER_MS

    @property
    def first_hop(self) -> float:
        """Time of the first hop [ms]."""
        return self.run.hops[0] / _NS_PER_MS

    @property
    def memory(self) -> float | None:
        """Highest resident memory [MiB]."""
        known = [size for size in (self.startup.memory, self.run.memory) if size is not None]
        return max(known) / _MIB if known else None

    def as_object(self) -> dict[str, Any]:
        """The JSON object."""
        start = self.startup.seconds
        memory = self.memory
        return {
            "v": VERSION,
            "kind": "bench",
            "seconds": round(self.run.seconds, 2),
            "missed_seconds": round(self.run.missed_seconds, 2),
            "sound": self.sound,
            "realtime": self.realtime,
            "model": self.executed.model,
            "runtime": self.executed.runtime,
            "provider": self.executed.provider,
            "threads": self.run.threads,
            "cpu_ms_per_second": {
                "whole": round(self.whole, 4),
                **{stage.value: round(self.stage(stage), 4) for stage in Stage},
                "libraries": round(self.libraries, 4),
                "rest": round(self.rest, 4),
            },
            "hops": len(self.run.hops),
            "hop_ms": {
                **{f"p{percent}": round(self.percentile(percent), 3) for percent in PERCENTILES},
                "max": round(self.percentile(100), 3),
            },
            "startup": {
                "seconds": None if start is None else round(start, 2),
                "cpu_seconds": round(self.startup.cpu_seconds, 2),
                "first_hop_ms": round(self.first_hop, 3),
            },
            "peak_rss_mib": None if memory is None else round(memory, 1),
        }

    def _per_second(self, spent: int) -> float:
        return spent / _NS_PER_MS / self.run.seconds

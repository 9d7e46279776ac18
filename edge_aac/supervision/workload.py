"""Whether the machine has time for everything, by how far the listener is behind its microphone.

In: how much sound waits, and the time. Out: a frozen state: whether descriptions are to be left
out, which nobody's safety hangs on. A pause that is caught up with at once is no lack of time: it
has to be behind for a while, and to keep up for a longer one before all is done again. Never does:
clocks; leaving out an announcement, let alone a hazard's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Workload:
    """How the listener keeps up."""

    behind: float = 0.0
    """How much sound waits [s]."""
    thinned: bool = False
    """Whether descriptions are left out."""
    since: float | None = None
    """Since when it is behind, or keeps up again where they are left out [s]; None where not."""
    thinned_seconds: float = 0.0
    """For how much sound they were left out, all together."""


@dataclass(frozen=True, slots=True)
class WorkloadLimits:
    """From when on it is short of time [s]."""

    behind: float = 0.5
    """Of sound that waits: three hops. A listener that keeps up leaves less than one."""
    behind_for: float = 2.0
    """Beyond what a full buffer takes to be caught up with after a pause; a machine that takes
    twice as long as the sound lasts has lost nothing by then."""
    keeps_up: float = 0.2
    """Of sound that waits: little more than one hop, which is being read."""
    keeps_up_for: float = 10.0
    """A description is one short burst of work, and must not begin and end in turns."""

    def on_block(self, load: Workload, waiting: float, seconds: float, now: float) -> Workload:
        """A block of sound was taken.

        Parameters
        ----------
        load : Workload
        waiting : float
            How much sound is there that was not taken yet [s].
        seconds : float
            How long the block is [s].
        now : float
            On a clock that only grows [s].
        """
        left_out = load.thinned_seconds + (seconds if load.thinned else 0.0)
        load = replace(load, behind=waiting, thinned_seconds=left_out)
        if load.thinned:
            changing, lasts = waiting <= self.keeps_up, self.keeps_up_for
        else:
            changing, lasts = waiting >= self.behind, self.behind_for
        if not changing:
            return replace(load, since=None)
        since = now if load.since is None else load.since
        if now - since < lasts:
            return replace(load, since=since)
        return replace(load, thinned=not load.thinned, since=None)

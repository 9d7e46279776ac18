"""What has gone wrong since the listener began: how often each, and what was last.

In: announcements, as they are made. Out: counts by the notice's name, and the newest fault.
Bounded: one number for each notice there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from edge_aac.salience.notices import Notice

RESTARTS: Mapping[str, frozenset[Notice]] = MappingProxyType(
    {
        "microphone": frozenset({Notice.MICROPHONE_LOST}),
        "voice": frozenset(
            {
                Notice.VOICE_LOST,
                Notice.VOICE_HUNG,
                Notice.EARPIECE_GONE,
                Notice.EARPIECE_CHANGED,
                Notice.EARPIECE_STUCK,
            }
        ),
        "thread": frozenset({Notice.PART_FAILED}),
    }
)
"""What is begun again, and the faults after which it is."""


@dataclass(frozen=True, slots=True)
class PastFault:
    """A fault that was announced."""

    notice: Notice
    sentence: str
    """As it was printed."""
    seconds: float
    """How long ago [s]."""


class FaultHistory:
    """Remembers faults.

    Parameters
    ----------
    now : callable
        Seconds that only grow.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._counts: Counter[Notice] = Counter()
        self._last: PastFault | None = None
        self._at = 0.0

    def add(self, notice: Notice, sentence: str) -> None:
        """Something was announced; what is no fault is not kept."""
        if notice.fault:
            self._counts[notice] += 1
            self._last, self._at = PastFault(notice, sentence, 0.0), self._now()

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each fault was announced, by name, in the order of the notices."""
        return {one.value: self._counts[one] for one in Notice if self._counts[one]}

    @property
    def restarts(self) -> Mapping[str, int]:
        """How often each part was begun again; tries in vain count once."""
        return {part: sum(self._counts[one] for one in faults) for part, faults in RESTARTS.items()}

    @property
    def last(self) -> PastFault | None:
        """The newest fault; None where there was none."""
        if self._last is None:
            return None
        return PastFault(self._last.notice, self._last.sentence, self._now() - self._at)

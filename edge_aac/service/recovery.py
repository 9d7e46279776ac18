"""How long to wait before a lost source is opened again, and when to give up.

In: how often it was tried in a row, and since when. Out: seconds, or the end of
patience. Never does: waiting.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recovery:
    """Exponential back-off with a ceiling, and a last rung.

    A process that stays deaf is worse than one that ends: whoever supervises the
    service starts it anew, with a fresh sound system.
    """

    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    give_up_seconds: float = 300.0
    steady_seconds: float = 30.0
    """Sound that came for so long is sound again; what is lost earlier is still the same fault."""

    def wait(self, attempts: int) -> float:
        """Seconds before attempt number `attempts` + 1 (doubling from the first)."""
        doublings = min(attempts, 16)
        return float(min(self.first_seconds * 2.0**doublings, self.longest_seconds))

    def hopeless(self, lost_for: float) -> bool:
        """Whether a source lost for so many seconds is given up."""
        return lost_for >= self.give_up_seconds

    def steady(self, heard_for: float) -> bool:
        """Whether a source that gave sound for so many seconds has recovered."""
        return heard_for >= self.steady_seconds

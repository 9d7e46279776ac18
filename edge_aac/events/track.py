"""What is remembered about one label: how strong it is, and in which recent rows.

In: one posterior at a time. Out: a new frozen `Track`. Never does: deciding; that
is the detector's. Recent rows are bits of an integer, the newest in bit 0.
"""

from __future__ import annotations

from dataclasses import dataclass

_NOTHING = 1e-4
_HINT = 0.1
"""Part of the threshold that hints at a label: a network that knows the past alone grows sure
some rows after a sound began, and was in doubt before."""
_SLOW = 0.04
"""Weight of a new row in `Track.level`: a memory of about 2 s."""


@dataclass(frozen=True, slots=True)
class Track:
    """One label's recent past; bounded by the window it is asked to remember."""

    value: float = 0.0
    """Smoothed posterior, 0..1."""
    level: float = 0.0
    """Posterior over the last two seconds or so, 0..1."""
    peak: float = 0.0
    """Highest smoothed posterior since the label was last absent."""
    high: int = 0
    """Recent rows at or above the threshold."""
    low: int = 0
    """Recent rows at or above the lower threshold."""
    hint: int = 0
    """Recent rows in which the posterior itself, not smoothed, hinted at the label."""

    def hear(self, p: float, rise: float, upper: float, lower: float, within: int) -> Track:
        """The track after one more row.

        Parameters
        ----------
        p : float
            Posterior, 0..1.
        rise : float
            Weight of the new row in the smoothed posterior.
        upper, lower : float
            The two thresholds.
        within : int
            Rows to remember.
        """
        if p < _NOTHING and self is IDLE:
            return self
        value = self.value + rise * (p - self.value)
        level = self.level + _SLOW * (p - self.level)
        mask = (1 << within) - 1
        high = ((self.high << 1) | (value >= upper)) & mask
        low = ((self.low << 1) | (value >= lower)) & mask
        hint = ((self.hint << 1) | (p >= _HINT * upper)) & mask
        if not (low or hint) and value < _NOTHING and level < _NOTHING:
            return IDLE
        return Track(value, level, max(self.peak, value) if low else 0.0, high, low, hint)

    def joined(self, other_high: bool, other_low: bool, other_hint: bool) -> Track:
        """The same, its newest row also counting when another label's does."""
        if not (other_high or other_low or other_hint):
            return self
        return Track(
            self.value,
            self.level,
            max(self.peak, self.value),
            self.high | other_high,
            self.low | other_low | other_high,
            self.hint | other_hint,
        )

    @property
    def strong(self) -> bool:
        """Whether the newest row is at or above the threshold."""
        return bool(self.high & 1)

    @property
    def present(self) -> bool:
        """Whether the newest row is at or above the lower threshold."""
        return bool(self.low & 1)

    @property
    def hinted(self) -> bool:
        """Whether the newest row hints at the label."""
        return bool(self.hint & 1)

    @property
    def evidence(self) -> int:
        """Recent rows at or above the threshold."""
        return self.high.bit_count()

    def age(self, bridge: int) -> int:
        """Rows since the sound began, 0 for the newest.

        From the oldest row above the threshold, further back while the label stays
        above the lower one, or is hinted at; absences of up to `bridge` rows are crossed.
        """
        age = self.high.bit_length() - 1
        suspected = self.low | self.hint
        for row in range(age + 1, suspected.bit_length()):
            if suspected >> row & 1:
                age = row
            elif row - age > bridge:
                break
        return max(age, 0)


IDLE = Track()
"""The track of a label that is absent."""

"""How loud and how fast the voice speaks while it runs.

In: the settings in force, and a wish to change them. Out: the new settings, within what is
possible and safe.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SOFTEST, LOUDEST = 0.1, 1.0
"""The voice is never turned off here: an alarm must be heard."""
SLOWEST, FASTEST = 80, 500
_STEP = 0.1
_FACTOR = 1.15
_GRAIN = 5


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Rate and volume of the voice."""

    rate: int
    """Words a minute."""
    volume: float
    """0 to 1."""

    def louder(self) -> VoiceSettings:
        """One step louder."""
        return self._volume(self.volume + _STEP)

    def softer(self) -> VoiceSettings:
        """One step softer; never silent, and never louder than it was."""
        return self._volume(min(self.volume, max(SOFTEST, self.volume - _STEP)))

    def faster(self) -> VoiceSettings:
        """One step faster."""
        return self._rate(max(self.rate + _GRAIN, self.rate * _FACTOR))

    def slower(self) -> VoiceSettings:
        """One step slower."""
        return self._rate(min(self.rate - _GRAIN, self.rate / _FACTOR))

    @property
    def percent(self) -> int:
        """The volume in percent."""
        return round(100 * self.volume)

    def _volume(self, wanted: float) -> VoiceSettings:
        return replace(self, volume=round(min(LOUDEST, wanted), 2))

    def _rate(self, wanted: float) -> VoiceSettings:
        grained = _GRAIN * round(wanted / _GRAIN)
        return replace(self, rate=int(min(FASTEST, max(SLOWEST, grained))))

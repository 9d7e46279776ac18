"""Where the listener is used: what is announced there, and how often.

In: a profile's name. Out: its frozen values. Never does: critical sounds, which
every profile announces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Profile:
    """One place of use."""

    cooldown_seconds: float
    scene_seconds: float
    ambient_per_hour: int
    talk_per_hour: int
    """Announcements that are not critical, and descriptions, in an hour."""
    calls: frozenset[str] = frozenset({"doorbell", "door_wood_knock"})
    """Somebody wants the person: no budget withholds these."""
    only: frozenset[str] | None = None
    """Attention labels that are announced; None for all but `silent`."""
    silent: frozenset[str] = frozenset()
    """Attention labels that are not announced."""
    unremarkable: frozenset[str] = frozenset()
    """Labels for which alone no scene is described."""
    cooldowns: Mapping[str, float] = field(default_factory=dict)
    """Cool-down of labels that repeat themselves [s]."""

    sums_up_seconds: float | None = None
    """So often what was detected is summed up; None for never."""

    def announces(self, label: str) -> bool:
        """Whether an attention label is announced here."""
        return label not in self.silent and (self.only is None or label in self.only)

    def cooldown(self, label: str) -> float:
        """Cool-down of a label [s]."""
        return self.cooldowns.get(label, self.cooldown_seconds)


_LOW_BATTERY = {"low_battery": 6 * 3600.0}
"""It chirps for days, and other sounds make it begin anew."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "home": Profile(
            cooldown_seconds=30.0,
            scene_seconds=15.0,
            ambient_per_hour=4,
            talk_per_hour=6,
            cooldowns=MappingProxyType(
                {"dog": 120.0, "crying_baby": 60.0, "clock_alarm": 60.0, "car_alarm": 300.0}
                | _LOW_BATTERY
            ),
        ),
        "street": Profile(
            cooldown_seconds=20.0,
            scene_seconds=20.0,
            ambient_per_hour=20,
            talk_per_hour=30,
            silent=frozenset({"dog", "kettle", "microwave_beep", "clock_alarm", "phone_ringing"}),
            unremarkable=frozenset({"dog", "engine", "traffic", "wind", "footsteps", "speech"}),
            cooldowns=MappingProxyType({"car_alarm": 300.0, "car_horn": 8.0} | _LOW_BATTERY),
        ),
        "sleep": Profile(
            cooldown_seconds=60.0,
            scene_seconds=60.0,
            ambient_per_hour=0,
            talk_per_hour=4,
            only=frozenset(
                {"doorbell", "door_wood_knock", "crying_baby", "phone_ringing", "breaking"}
            ),
        ),
        "security": Profile(
            cooldown_seconds=30.0,
            scene_seconds=60.0,
            ambient_per_hour=0,
            talk_per_hour=60,
            only=frozenset({"doorbell", "door_wood_knock", "breaking", "car_alarm"}),
            cooldowns=MappingProxyType({"car_alarm": 300.0}),
            sums_up_seconds=3600.0,
        ),
    }
)
"""The profiles, by name."""

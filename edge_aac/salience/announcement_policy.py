"""Which labels may be spoken of, and how often: the settings laid over the profile.

In: the settings, the taxonomy. Out: answers about one label.
"""

from __future__ import annotations

import difflib

from edge_aac.errors import EdgeAacError
from edge_aac.salience.profiles import PROFILES
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.taxonomy import HAZARD, Taxonomy
from edge_aac.types import Priority


class AnnouncementPolicy:
    """What the person and the profile want.

    Raises
    ------
    EdgeAacError
        A label in `allow` or `block` does not exist, or a hazard alarm is blocked.
    """

    def __init__(self, settings: SalienceSettings, taxonomy: Taxonomy) -> None:
        for field, names in (("allow", settings.allow), ("block", settings.block)):
            for name in names:
                if name not in taxonomy.every_name:
                    raise EdgeAacError(_unknown(field, name, taxonomy))
        for name in settings.block:
            if taxonomy[name].group == HAZARD:
                raise EdgeAacError(
                    f"'{name}' cannot be blocked, because hazard alarms are always spoken. "
                    "Remove it from block."
                )
        self._profile = PROFILES[settings.profile]
        self._settings = settings
        self._like = {one.name: one.like for one in taxonomy.taught if one.like}
        self._families = {
            like: frozenset({like, *(name for name, other in self._like.items() if other == like)})
            for like in self._like.values()
        }
        self._own_cooldown = settings.cooldown_seconds
        own_scene, own_budget = settings.scene_seconds, settings.ambient_per_hour
        self.scene_seconds = self._profile.scene_seconds if own_scene is None else own_scene
        self.ambient_per_hour = self._profile.ambient_per_hour if own_budget is None else own_budget

        own_talk = settings.talk_per_hour
        self.talk_per_hour = self._profile.talk_per_hour if own_talk is None else own_talk

    def talk_budget(self, label: str, own: int, total: int) -> Rule | None:
        """The rule that withholds an attention label; None where it may be said.

        Parameters
        ----------
        label : str
        own, total : int
            How often this label, and how often anything, was announced in the last hour.
        """
        if self.talk_per_hour == 0:
            return Rule.TALK_BUDGET
        if own == 0 or self._meant(label) in self._profile.calls:
            # One sound's talk never hides another one, nor somebody at the door.
            return None
        if own >= max(1, self.talk_per_hour // 2):
            return Rule.SHARE
        return Rule.TALK_BUDGET if total >= self.talk_per_hour else None

    def announcement(self, label: str, priority: Priority) -> tuple[bool, Rule]:
        """Whether a label is announced at all, and by which rule."""
        if self.blocked(label):
            return False, Rule.BLOCKED
        if priority is Priority.CRITICAL:
            return True, Rule.CRITICAL
        if label in self._settings.allow:
            return True, Rule.ALLOWED
        if priority is Priority.ATTENTION and self._profile.announces(self._meant(label)):
            return True, Rule.ATTENTION
        return False, Rule.NOT_IN_PROFILE

    def cooldown(self, label: str) -> float:
        """Silence about a label after it was announced [s]."""
        if self._own_cooldown is None:
            return self._profile.cooldown(self._meant(label))
        return self._own_cooldown

    def blocked(self, label: str) -> bool:
        """Whether the person wants to hear nothing of this label."""
        return any(one in self._settings.block for one in (label, self._meant(label)))

    def family(self, label: str) -> frozenset[str]:
        """The labels that share a cool-down with this one: a taught doorbell is the doorbell."""
        return self._families.get(self._meant(label), frozenset({label}))

    def _meant(self, label: str) -> str:
        """The label itself, or that which a taught sound is one of."""
        return self._like.get(label, label)

    def remarkable(self, label: str) -> bool:
        """Whether a scene is worth describing for this label."""
        if self.blocked(label):
            return False
        return label in self._settings.allow or label not in self._profile.unremarkable


def _unknown(field: str, name: str, taxonomy: Taxonomy) -> str:
    near = difflib.get_close_matches(name, taxonomy.every_name, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "Correct the name or remove it."
    return f"There is no label '{name}' to {field}. {hint}"

"""What a person may change about what is said, and how often.

In: nothing. Out: the frozen section `[salience]`. Never does: the profiles' own
values (`profiles.py`), which hold wherever a field here is left unset.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class SalienceSettings(BaseModel):
    """The section `[salience]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Literal["home", "street", "sleep", "security"] = Field(
        default="home",
        description="Which sounds are announced, and how often; security also sums each hour up.",
    )
    language: Literal["en", "de"] = Field(
        default="en",
        description="Language of what is said; the voice follows where none is set.",
    )
    allow: tuple[str, ...] = Field(
        default=(),
        description="Labels to announce even where the profile or a budget would not.",
        json_schema_extra={"metavar": "LABEL,..."},
    )
    block: tuple[str, ...] = Field(
        default=(),
        description="Labels never to speak of; hazard alarms cannot be blocked.",
        json_schema_extra={"metavar": "LABEL,..."},
    )
    cooldown_seconds: float | None = Field(
        default=None,
        ge=0.0,
        le=3600.0,
        description="Silence about a sound after it was announced (default: the profile's). "
        "Longer means fewer announcements.",
    )
    scene_seconds: float | None = Field(
        default=None,
        ge=1.0,
        le=3600.0,
        description="Least time between two descriptions of the scene (default: the profile's). "
        "Longer means fewer descriptions.",
    )
    ambient_per_hour: int | None = Field(
        default=None,
        ge=0,
        le=240,
        description="Most descriptions of the scene spoken in an hour (default: the profile's). "
        "More means more talk.",
        json_schema_extra={"metavar": "COUNT"},
    )
    loudspeaker: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="The own voice can reach the microphone, so what resembles it is not "
        "believed while it speaks; auto: with a microphone. Choose off for an earpiece.",
    )
    echo_seconds: float = Field(
        default=2.0,
        ge=0.0,
        le=10.0,
        description="How long the own voice lingers in room and network, with a loudspeaker. "
        "Longer means fewer false announcements, and more sounds missed after each sentence.",
    )
    talk_per_hour: int | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="Most announcements and descriptions in an hour; one sound takes half at most. "
        "More means more talk. "
        "Never withheld: what is critical, a sound's first time in an hour, somebody at the door.",
        json_schema_extra={"metavar": "COUNT"},
    )
    hush_seconds: float = Field(
        default=2.0,
        ge=0.0,
        le=30.0,
        description="No description so soon after an announcement. "
        "Longer means fewer descriptions.",
    )
    told_seconds: float = Field(
        default=10.0,
        ge=0.0,
        le=120.0,
        description="A description that only repeats an announcement so recent is not spoken. "
        "Longer means fewer descriptions.",
    )
    listen_seconds: float = Field(
        default=2.0,
        ge=0.0,
        le=30.0,
        description="Sound to hear before the first description. Longer means a later one.",
    )
    settle_seconds: float = Field(
        default=1.5,
        ge=0.0,
        le=30.0,
        description="A changed scene is described once it held so long. "
        "Longer means fewer and later descriptions.",
    )
    forget_seconds: float = Field(
        default=120.0,
        ge=1.0,
        le=3600.0,
        description="A sound that was gone for so long is new when it comes back. "
        "Longer means fewer announcements.",
    )
    scene_threshold: float = Field(
        default=0.25,
        gt=0.0,
        le=1.0,
        description="Score from which a sound is part of the scene, where the model does not say. "
        "Higher means fewer sounds in a description.",
        json_schema_extra={"metavar": "SCORE"},
    )

"""What a person may change about detection.

In: nothing. Out: the frozen section `[events]`. Never does: the timing of each
group of labels, which is data (`timing.toml`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class EventSettings(BaseModel):
    """The section `[events]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thresholds: dict[str, Annotated[float, Field(gt=0.0, le=1.0)]] = Field(
        default_factory=dict,
        description="Detection thresholds of labels, in place of the model's own. "
        "Higher means fewer detections.",
        json_schema_extra={"metavar": "LABEL=SCORE,..."},
    )
    event_threshold: float = Field(
        default=0.5,
        gt=0.0,
        le=1.0,
        description="Detection threshold for labels that have none of their own. "
        "Higher means fewer detections.",
        json_schema_extra={"metavar": "SCORE"},
    )
    hysteresis: float = Field(
        default=0.5,
        gt=0.0,
        le=1.0,
        description="An event goes on while its score stays above this part of its threshold. "
        "Higher means earlier ends.",
        json_schema_extra={"metavar": "SHARE"},
    )
    confirm_seconds: float | None = Field(
        default=None,
        ge=0.0,
        le=4.0,
        description="Evidence that confirms an event, for every label (default: by kind of sound). "
        "Longer means fewer and later detections.",
    )
    release_seconds: float | None = Field(
        default=None,
        ge=0.08,
        le=60.0,
        description="Absence that ends an event, for every label (default: by kind of sound). "
        "Longer means later ends.",
    )

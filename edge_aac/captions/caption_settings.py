"""How descriptions are worded, and how much work a hop may hold.

In: nothing. Out: the frozen section `[captions]`. Never does: when the scene is
described (the gate's).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from edge_aac.types import Style


class CaptionSettings(BaseModel):
    """The section `[captions]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: Style = Field(
        default=Style.NORMAL, description="How much a sentence says: terse, normal or detailed."
    )
    steps_per_hop: int = Field(
        default=4,
        ge=1,
        le=64,
        description="Most words composed per 160 ms of sound. More means a description sooner, and "
        "more computing at once.",
        json_schema_extra={"metavar": "COUNT"},
    )

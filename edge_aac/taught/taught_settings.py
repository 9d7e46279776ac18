"""Where taught sounds are kept.

In: nothing. Out: the frozen section `[taught]`. Never does: reading them (`sound_store`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class TaughtSettings(BaseModel):
    """The section `[taught]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sounds: Path | None = Field(
        default=None,
        description="Folder of the sounds that you taught "
        "(default: edge-aac/sounds in your data folder).",
        json_schema_extra={"metavar": "FOLDER"},
    )

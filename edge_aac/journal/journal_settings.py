"""What a person may change about the journal on the disk, which is off unless a file is named.

In: nothing. Out: the frozen section `[journal]`. Never does: writing.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class JournalSettings(BaseModel):
    """The section `[journal]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    journal: Path | None = Field(
        default=None,
        description="File that keeps what was detected and said, without sound, for digest and "
        "report. Where none is named, nothing is kept.",
        json_schema_extra={"metavar": "FILE"},
    )
    journal_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How long the journal keeps an entry. Longer means a larger file.",
        json_schema_extra={"metavar": "DAYS"},
    )
    journal_megabytes: int = Field(
        default=16,
        ge=1,
        le=4096,
        description="Most that the journal takes on the disk; the oldest entries make room. "
        "More means a longer memory.",
        json_schema_extra={"metavar": "SIZE"},
    )

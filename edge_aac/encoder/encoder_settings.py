"""Which model is used, and what executes it.

In: nothing. Out: the frozen section `[encoder]`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EncoderSettings(BaseModel):
    """The section `[encoder]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = Field(
        default=None,
        description="Folder of the model to use (default: the one that is installed).",
        json_schema_extra={"metavar": "FOLDER"},
    )
    runtime: Literal["auto", "onnx", "litert"] = Field(
        default="auto",
        description="What executes the model: auto takes LiteRT where it is installed.",
    )
    provider: Literal["cpu", "cuda", "tensorrt"] = Field(
        default="cpu",
        description="What ONNX Runtime computes with; the processor where that is not there.",
    )

"""What a bundle says of itself.

In: the bytes of `manifest.json`. Out: a frozen `Manifest`, or one sentence about
what is wrong with it. Never does: opening a file, believing a checksum.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator
from pydantic_core import ErrorDetails

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
"""Beside it: its checksum as `sha256sum` writes it, and `sha256sum --check` reads it."""
FORMAT = 2
"""The format that this version reads."""
TONAL_PATTERNS = ("pulses begin", "T3", "T4", "two-tone")
"""What the tonal network gives a score for (`edge_aac.events.tonal.patterns`)."""
TONAL_TENSORS = (("features", "state"), ("scores", "next"))
"""What the tonal network takes and gives, in this order."""
OUTPUTS = ("embeddings", "posteriors")
"""What the encoder gives of a hop, in this order, before its states."""
SECOND_OUTPUTS = ("evidence", "posteriors", "embedding")
"""The same of the second network; its posteriors and its embedding are read."""

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""A name inside the bundle's own folder: no separator, no leading dot."""
Size = Annotated[StrictInt, Field(ge=1, le=65_536)]
Weight = Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]
Probability = Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]

_MOST_ELEMENTS = 1 << 22


class ManifestError(ValueError):
    """Why a manifest is refused; half a sentence."""


class _Part(BaseModel):
    # What a later version adds to a manifest of this format does no harm.
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class FileSeal(_Part):
    """What a file must be, to the byte."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0, le=64 * 1024 * 1024)]


class _Streaming(_Part):
    """A network that hears hop by hop."""

    file: FileName
    lite: FileName | None = None
    """The same network for LiteRT."""
    states: dict[str, Annotated[tuple[Size, ...], Field(max_length=8, strict=False)]]
    """Shapes of the state tensors, `state_0` first."""

    @property
    def following(self) -> tuple[str, ...]:
        """Names of the states' outputs."""
        return tuple(name.replace("state", "next") for name in self.states)

    @model_validator(mode="after")
    def _check(self) -> _Streaming:
        if list(self.states) != [f"state_{i}" for i in range(len(self.states))]:
            raise ValueError("the states are not state_0, state_1 and so on")
        for shape in self.states.values():
            elements = 1
            for size in shape:
                elements *= size
            if elements > _MOST_ELEMENTS:
                raise ValueError("a state is larger than any board's memory should hold")
        return self


class EncoderEntry(_Streaming):
    """The encoder's file and shapes."""

    embedding: Size
    """Width of an embedding row."""


class JointWeights(_Part):
    """What the log-odds of a posterior are made of where two networks hear."""

    own: Annotated[float, Field(gt=0.0, le=10.0, allow_inf_nan=False)]
    """Of the encoder's log-odds."""
    second: Annotated[float, Field(gt=0.0, le=10.0, allow_inf_nan=False)]
    """Of the second network's."""
    offset: Weight = 0.0


class SecondEntry(_Streaming):
    """A second network that hears the same and has a say in the posteriors."""

    frontend: dict[str, int | float | str]
    """Parameters of its log-Mel (`edge_aac.features.published`)."""
    weights: JointWeights


class TaughtEntry(_Part):
    """What sounds are taught against (`edge_aac.taught.background`)."""

    file: FileName
    embedding: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    """Version of the second network's embedding: what was taught with another is not understood."""


class DecoderEntry(_Part):
    """The decoder's file and shapes."""

    file: FileName
    lite: FileName | None = None
    """The same network for LiteRT."""
    hidden: Size
    memory: Annotated[int, Field(ge=1, le=1_000)]
    """Embedding rows that it attends to."""


class PatternWeights(_Part):
    """What a pattern's log-odds are made of (`edge_aac.events.scores`)."""

    bias: Weight = 0.0
    pattern: Annotated[float, Field(gt=0.0, le=100.0, allow_inf_nan=False)] = 1.0
    rival: Weight = 0.0


class TonalEntry(_Part):
    """The tonal network's file, and how its patterns are believed."""

    file: FileName
    lite: FileName | None = None
    """The same network for LiteRT."""
    thresholds: dict[str, Annotated[float, Field(gt=0.0, lt=1.0, allow_inf_nan=False)]]
    """By pattern."""
    weights: dict[str, PatternWeights]
    """By pattern."""

    @model_validator(mode="after")
    def _check(self) -> TonalEntry:
        if {*self.thresholds} != {*TONAL_PATTERNS} or {*self.weights} != {*TONAL_PATTERNS}:
            raise ValueError("a pattern has no threshold or no weights, or is none")
        return self


class Manifest(_Part):
    """All of `manifest.json` that a device needs."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    name: str
    version: str
    licence: str
    labels: Annotated[tuple[str, ...], Field(min_length=1, max_length=10_000, strict=False)]
    frontend: dict[str, int | float | str]
    encoder: EncoderEntry
    decoder: DecoderEntry
    tonal: TonalEntry
    second: SecondEntry | None = None
    taught: TaughtEntry | None = None
    vocabulary: FileName
    training_groups: FileName
    thresholds: dict[str, Probability] = Field(default_factory=dict)
    metrics: dict[str, Any] = Field(default_factory=dict)
    files: dict[FileName, FileSeal]

    @model_validator(mode="after")
    def _check(self) -> Manifest:
        second = () if self.second is None else (self.second,)
        networks = (self.encoder, self.decoder, self.tonal, *second)
        taught = () if self.taught is None else (self.taught.file,)
        named = (*(one.file for one in networks), self.vocabulary, self.training_groups, *taught)
        lite = {one.lite for one in networks} - {None}
        if not {*named, *lite} <= set(self.files):
            raise ValueError("a file that it names has no checksum")
        if {MANIFEST, SEAL} & set(self.files):
            raise ValueError("it cannot vouch for itself")
        if not set(self.thresholds) <= set(self.labels):
            raise ValueError("a threshold belongs to no label")
        return self


def seal_of(data: bytes) -> bytes:
    """What `SEAL` holds for the bytes of a manifest."""
    return f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n".encode()


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises
    ------
    ManifestError
        The bytes are no manifest of this format.
    """
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{MANIFEST} is not JSON") from error
    found = value.get("format") if isinstance(value, dict) else None
    if type(found) is int and found > 0 and found != FORMAT:
        raise ManifestError(f"it has format {found}, and this version reads format {FORMAT}")
    try:
        return Manifest.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ManifestError(f"{_place(first['loc'])}: {_said(first)}") from error


def _place(parts: tuple[int | str, ...]) -> str:
    """Where a fault is; a key of the file may hold anything, and this is read aloud."""
    plain = (re.sub(r"[^A-Za-z0-9_]+", " ", str(part)).strip() for part in parts)
    return " ".join(filter(None, plain))[:60].strip() or MANIFEST


def _said(fault: ErrorDetails) -> str:
    if fault["type"] == "string_pattern_mismatch":
        return "not of the right form"
    message = fault["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]

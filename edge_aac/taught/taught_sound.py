"""A sound that a person taught, as a value and as the few kilobytes that are kept of it.

In: a name, what to say, and what separates it from everything else. Out: a frozen `TaughtSound`, or
JSON. It holds numbers that only the network of one version understands, and never sound.

Never does: touching a disk, believing a file.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import json
import re
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge_aac.taught.background import packed, unpacked
from edge_aac.taught.classifier import Classifier
from edge_aac.taught.likeness import PROJECTED, WIDTH, Likeness
from edge_aac.taught.tones import BINS, PEAKS
from edge_aac.types import Priority

FORMAT = 1
NAME = r"[a-z][a-z0-9_]{0,39}"
MOST_ROWS = 250
"""Hops of all examples that are kept: ten of the longest."""
LARGEST = 256 * 1024
"""A file of more bytes is none of ours."""


@dataclass(frozen=True, slots=True, eq=False)
class TaughtSound:
    """A sound of a person's own."""

    name: str
    """As a label: lower case, words joined by underscores."""
    group: str
    """A group of labels that it belongs to, or its own name."""
    like: str
    """A label that it is one of, with its cool-down and its words; empty for none."""
    priority: Priority
    say: str
    """The announcement; empty for a plain one."""
    embedding: str
    """Version of the embedding that it was taught with."""
    count: int
    """Examples that it was taught with."""
    classifier: Classifier | None
    """None while there are too few examples to learn from."""
    examples: Likeness
    """Hops of the examples, one after the other, to learn it anew with more of them."""
    lengths: tuple[int, ...]
    """Hops of each example."""

    @property
    def each(self) -> tuple[Likeness, ...]:
        """The examples apart."""
        ends = list(itertools.accumulate(self.lengths))
        return tuple(
            self.examples[end - count : end] for end, count in zip(ends, self.lengths, strict=True)
        )


class SoundFileError(ValueError):
    """Why a file of taught sounds is refused; half a sentence."""


Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    name: Annotated[str, Field(pattern=f"^{NAME}$")]
    group: Annotated[str, Field(pattern=f"^{NAME}$")]
    like: Annotated[str, Field(pattern=f"^({NAME})?$")] = ""
    priority: Literal["ambient", "attention", "critical"]
    say: Text = ""
    embedding: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    count: Annotated[int, Field(ge=1, le=100)]
    bias: Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)] = 0.0
    weights: str = ""
    lengths: Annotated[
        tuple[Annotated[int, Field(ge=1, le=MOST_ROWS)], ...],
        Field(max_length=100, strict=False),
    ]
    embedded: str
    bins: str
    strengths: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    format: Literal[1]
    sounds: Annotated[tuple[_Entry, ...], Field(max_length=100, strict=False)]


def label_name(words: str) -> str | None:
    """A name as a label: "Front door" is front_door; None where it cannot be one."""
    name = re.sub(r"[\s_-]+", "_", words.strip().lower())
    return name if re.fullmatch(NAME, name) else None


def as_json(sounds: tuple[TaughtSound, ...]) -> str:
    """Sounds as a file holds them."""
    return json.dumps({"format": FORMAT, "sounds": [_entry(one) for one in sounds]}, indent=1)


def from_json(data: bytes) -> tuple[TaughtSound, ...]:
    """Sounds of a file.

    Raises
    ------
    SoundFileError
        It holds none, or something else.
    """
    try:
        held = _File.model_validate(json.loads(data.decode("utf-8")))
        return tuple(_sound(one) for one in held.sounds)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:60]
        raise SoundFileError(f"{place or 'it'} is not as it should be") from error
    except (ValueError, RecursionError, binascii.Error) as error:
        raise SoundFileError("it is damaged, or no such file") from error


def _entry(sound: TaughtSound) -> dict[str, object]:
    kept, learnt = sound.examples, sound.classifier
    return {
        "name": sound.name,
        "group": sound.group,
        "like": sound.like,
        "priority": sound.priority.value,
        "say": sound.say,
        "embedding": sound.embedding,
        "count": sound.count,
        "bias": 0.0 if learnt is None else learnt.bias,
        "weights": "" if learnt is None else _text(learnt.weights.astype("<f4").tobytes()),
        "lengths": list(sound.lengths),
        "embedded": _text(packed(kept.embedded).tobytes()),
        "bins": _text(kept.bins.tobytes()),
        "strengths": _text(kept.strengths.tobytes()),
    }


def _sound(entry: _Entry) -> TaughtSound:
    weights = np.frombuffer(_bytes(entry.weights), "<f4").astype(np.float32)
    embedded = np.frombuffer(_bytes(entry.embedded), np.int8).reshape(-1, PROJECTED)
    bins = np.frombuffer(_bytes(entry.bins), np.uint8).reshape(-1, PEAKS)
    strengths = np.frombuffer(_bytes(entry.strengths), np.uint8).reshape(-1, PEAKS)
    if (
        weights.shape not in {(WIDTH,), (0,)}
        or not np.isfinite(weights).all()
        or sum(entry.lengths) != len(embedded)
        or not len(embedded) == len(bins) == len(strengths) <= MOST_ROWS
        or (len(bins) and int(bins.max()) >= BINS)
    ):
        raise ValueError("its numbers are not as they should be")
    return TaughtSound(
        entry.name,
        entry.group,
        entry.like,
        Priority(entry.priority),
        entry.say,
        entry.embedding,
        entry.count,
        Classifier(weights, entry.bias) if len(weights) else None,
        Likeness(unpacked(embedded), bins, strengths),
        entry.lengths,
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

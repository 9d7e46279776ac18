"""A line of the listener, as messages.

In: a state, and one line as an object. Out: the next state, and messages in order. A pure function:
which sounds last just now is in the state. Lines of kinds and fields that are unknown are left out,
so that a newer listener is understood. Never does: sending, raising for a strange line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from edge_aac_mqtt.entities import (
    CARBON_MONOXIDE,
    DETECTED,
    ENDED,
    HAZARD_GROUP,
    NAMED,
    OFF,
    ON,
    RING,
    SMOKE,
    attributes,
)
from edge_aac_mqtt.message import Message, compact
from edge_aac_mqtt.topics import Topics

LONGEST_STATE = 255
"""Characters of a state; Home Assistant takes no longer one."""
MOST_SOUNDS = 64
"""That last at once; the oldest is forgotten where an end never came."""
_DOORBELL = "doorbell"
_PASSED_ON = ("id", "t", "onset", "label", "group", "priority", "score")


@dataclass(frozen=True, slots=True)
class Lasting:
    """One sound that has begun and is not over."""

    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Sounds:
    """Which sounds last, by the number of their event, the oldest first."""

    now: Mapping[int, Lasting] = field(default_factory=lambda: MappingProxyType({}))


_SENSORS: Mapping[str, Callable[[Lasting], bool]] = MappingProxyType(
    {
        "smoke": lambda one: one.label in SMOKE,
        "carbon_monoxide": lambda one: one.label in CARBON_MONOXIDE,
        "hazard": lambda one: one.group == HAZARD_GROUP,
        "any_sound": lambda one: True,  # noqa: ARG005
    }
)


def states(topics: Topics, sounds: Sounds) -> list[Message]:
    """What every binary sensor is now."""
    lasting = sounds.now.values()
    return [
        Message(topics.of(key), ON if any(map(fits, lasting)) else OFF, retain=True)
        for key, fits in _SENSORS.items()
    ]


def translate(
    topics: Topics, sounds: Sounds, line: Mapping[str, Any]
) -> tuple[Sounds, list[Message]]:
    """Take a line.

    Parameters
    ----------
    topics : Topics
    sounds : Sounds
    line : mapping
        As ``edge-aac listen --json`` prints it.
    """
    kind = line.get("kind")
    if kind == "event":
        return _event(topics, sounds, line)
    if kind == "end":
        return _end(topics, sounds, line)
    if kind == "caption":
        return sounds, _caption(topics, line)
    if kind == "status":
        return sounds, _status(topics, line)
    return sounds, []


def _event(topics: Topics, sounds: Sounds, line: Mapping[str, Any]) -> tuple[Sounds, list[Message]]:
    number, label = _number(line), str(line.get("label", ""))
    before = sounds.now.get(number)
    row = {key: line[key] for key in _PASSED_ON if key in line}
    said = DETECTED if before is None else NAMED
    messages = [Message(topics.of("sound"), compact({"event_type": said, **row}))]
    if label == _DOORBELL and (before is None or before.label != _DOORBELL):
        messages.insert(0, Message(topics.of("doorbell"), compact({"event_type": RING, **row})))
    now = {**sounds.now, number: Lasting(label, str(line.get("group", "")))}
    while len(now) > MOST_SOUNDS:
        del now[next(iter(now))]
    after = replace(sounds, now=MappingProxyType(now))
    return after, [*messages, *_changed(topics, sounds, after)]


def _end(topics: Topics, sounds: Sounds, line: Mapping[str, Any]) -> tuple[Sounds, list[Message]]:
    number = _number(line)
    row = {key: line[key] for key in _PASSED_ON if key in line}
    now = {key: value for key, value in sounds.now.items() if key != number}
    after = replace(sounds, now=MappingProxyType(now))
    ended = Message(topics.of("sound"), compact({"event_type": ENDED, **row}))
    return after, [ended, *_changed(topics, sounds, after)]


def _caption(topics: Topics, line: Mapping[str, Any]) -> list[Message]:
    row = {key: line[key] for key in ("t", "start", "end", "priority", "spoken") if key in line}
    lasting = line.get("priority") != "ambient"
    return _said(topics, "caption", str(line.get("text", "")), row, lasting)


def _status(topics: Topics, line: Mapping[str, Any]) -> list[Message]:
    row = {key: line[key] for key in ("t", "detail") if key in line}
    messages = _said(topics, "state", str(line.get("state", "")), row, lasting=True)
    figures = line.get("figures")
    if isinstance(figures, Mapping):
        measured = {"temperature": "temperature", "dropped": "dropped_samples"}
        messages += [
            Message(topics.of(key), str(figures[name]), retain=True)
            for key, name in measured.items()
            if isinstance(figures.get(name), (int, float))
        ]
    return messages


def _said(
    topics: Topics, key: str, text: str, row: Mapping[str, Any], lasting: bool
) -> list[Message]:
    """A sensor's value, behind what it says besides: who sees the value has that already."""
    return [
        Message(attributes(topics, key), compact({**row, "text": text}), True, lasting),
        Message(topics.of(key), text[:LONGEST_STATE], True, lasting),
    ]


def _changed(topics: Topics, before: Sounds, after: Sounds) -> list[Message]:
    """The binary sensors that are something else now."""
    then = states(topics, before)
    return [now for now, old in zip(states(topics, after), then, strict=True) if now != old]


def _number(line: Mapping[str, Any]) -> int:
    number = line.get("id")
    return number if isinstance(number, int) else -1

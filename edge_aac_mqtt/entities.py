"""What a smart home sees of the listener, and how Home Assistant is told of it.

In: topics. Out: one retained message an entity, as Home Assistant documents MQTT discovery. Never
does: sending, reading lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edge_aac_mqtt.message import Message, compact
from edge_aac_mqtt.topics import Topics

ONLINE, OFFLINE = "online", "offline"
ON, OFF = "ON", "OFF"
RING = "ring"
"""The event type that Home Assistant asks of a doorbell."""
DETECTED, NAMED, ENDED = "detected", "named", "ended"
"""Of every sound: it began, has a more exact name, is over."""
SMOKE = frozenset({"smoke_alarm", "fire_alarm"})
CARBON_MONOXIDE = frozenset({"co_alarm"})
HAZARD_GROUP = "hazard_alarm"
"""Smoke, fire and carbon monoxide alarms, and such as have no name yet."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that a smart home shows."""

    key: str
    component: str
    """Home Assistant's kind of entity."""
    name: str
    more: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """Keys of its own."""


ENTITIES = (
    Entity("doorbell", "event", "Doorbell", {"device_class": "doorbell", "event_types": [RING]}),
    Entity("sound", "event", "Sound", {"event_types": [DETECTED, NAMED, ENDED]}),
    Entity("smoke", "binary_sensor", "Smoke alarm", {"device_class": "smoke"}),
    Entity(
        "carbon_monoxide", "binary_sensor", "Carbon monoxide alarm",
        {"device_class": "carbon_monoxide"},
    ),
    Entity("hazard", "binary_sensor", "Hazard alarm", {"device_class": "safety"}),
    Entity("any_sound", "binary_sensor", "Any known sound", {"device_class": "sound"}),
    Entity("caption", "sensor", "Announcement", {"icon": "mdi:ear-hearing"}),
    Entity("state", "sensor", "Listener", {"entity_category": "diagnostic"}),
    Entity(
        "temperature", "sensor", "Temperature",
        {
            "device_class": "temperature", "unit_of_measurement": "°C",
            "state_class": "measurement", "entity_category": "diagnostic",
        },
    ),
    Entity(
        "dropped", "sensor", "Samples lost",
        {"state_class": "total_increasing", "entity_category": "diagnostic"},
    ),
)  # fmt: skip
WITH_ATTRIBUTES = frozenset({"caption", "state"})
"""Sensors that say more than their value, on a topic beside it."""


def attributes(topics: Topics, key: str) -> str:
    """The topic of what a sensor says besides its value."""
    return topics.of(f"{key}/attributes")


def discovery(topics: Topics, version: str) -> list[Message]:
    """One retained message for each entity.

    Parameters
    ----------
    topics : Topics
    version : str
        Of this program.
    """
    device = {
        "identifiers": [f"edge_aac_{topics.node}"],
        "name": topics.name,
        "manufacturer": "edge-aac",
        "model": "edge-aac listener",
        "sw_version": version,
    }
    messages = []
    for one in ENTITIES:
        row: dict[str, Any] = {
            "name": one.name,
            "unique_id": f"edge_aac_{topics.node}_{one.key}",
            "state_topic": topics.of(one.key),
            "availability_topic": topics.availability,
            "qos": 1,
            "device": device,
            "origin": {"name": "edge-aac-mqtt", "sw_version": version},
            **one.more,
        }
        if one.key in WITH_ATTRIBUTES:
            row["json_attributes_topic"] = attributes(topics, one.key)
        messages.append(Message(topics.config(one.component, one.key), compact(row), retain=True))
    return messages

"""What a line becomes at the broker; no broker is needed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.report import as_json
from edge_aac.types import Event, EventEnd, Priority
from edge_aac_mqtt.entities import ENTITIES, RING, discovery
from edge_aac_mqtt.lines import LONGEST, Lines
from edge_aac_mqtt.message import Message
from edge_aac_mqtt.outbox import Outbox
from edge_aac_mqtt.topics import Topics
from edge_aac_mqtt.translation import LONGEST_STATE, MOST_SOUNDS, Sounds, states, translate

TOPICS = Topics("Küche 1")
FIELDS = st.sampled_from(
    ["v", "kind", "id", "label", "group", "t", "text", "state", "figures", "priority"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=4,
)

COMMON = {
    "availability", "availability_mode", "availability_template", "availability_topic", "device",
    "device_class", "enabled_by_default", "encoding", "entity_category", "entity_picture", "icon",
    "json_attributes_template", "json_attributes_topic", "name", "origin", "payload_available",
    "payload_not_available", "platform", "qos", "state_topic", "unique_id", "value_template",
}  # fmt: skip
DOCUMENTED: dict[str, set[str]] = {
    "event": COMMON | {"event_types"},
    "binary_sensor": COMMON
    | {"expire_after", "force_update", "off_delay", "payload_off", "payload_on"},
    "sensor": COMMON
    | {
        "expire_after", "force_update", "last_reset_value_template", "options", "state_class",
        "suggested_display_precision", "unit_of_measurement",
    },
}  # fmt: skip
"""Keys of a discovery message by kind of entity, as Home Assistant's pages list them."""
REQUIRED = {"event": {"state_topic", "event_types"}, "binary_sensor": {"state_topic"}}
CLASSES = {
    "event": {"button", "doorbell", "motion"},
    "binary_sensor": {"carbon_monoxide", "problem", "safety", "smoke", "sound"},
    "sensor": {"temperature"},
}
"""Device classes that its pages list, those of them that are used."""
DEVICE = {
    "configuration_url", "connections", "hw_version", "identifiers", "manufacturer", "model",
    "model_id", "name", "serial_number", "suggested_area", "sw_version", "via_device",
}  # fmt: skip


def event(number: int, label: str, group: str) -> dict[str, Any]:
    """A line as the real program words it."""
    made = Event(number, 3.0, 2.5, label, group, Priority.ATTENTION, 0.9)
    line: dict[str, Any] = json.loads(as_json(made))
    return line


def end(number: int, label: str, group: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(as_json(EventEnd(number, 9.0, 2.5, label, group)))
    return line


def through(*lines: dict[str, Any]) -> list[tuple[str, Any]]:
    """Topic, below the listener's, and payload of all messages."""
    sounds, messages = Sounds(), []
    for line in lines:
        sounds, made = translate(TOPICS, sounds, line)
        messages += made
    return [(one.topic.removeprefix("edge-aac/k_che_1/"), one.payload) for one in messages]


@pytest.mark.parametrize("message", discovery(TOPICS, "1.2"), ids=lambda one: one.topic)
def test_each_entity_is_announced_as_documented(message: Message) -> None:
    prefix, component, node, key, last = message.topic.split("/")
    row = json.loads(message.payload)
    assert (prefix, node, last) == ("homeassistant", "k_che_1", "config")
    assert message.retain
    assert row.keys() <= DOCUMENTED[component]
    assert row.keys() >= REQUIRED.get(component, {"state_topic"})
    assert row.get("device_class") in {*CLASSES[component], None}
    assert row["device"].keys() <= DEVICE
    assert row["device"]["identifiers"]
    assert row["origin"].keys() <= {"name", "sw_version", "support_url"}
    assert row.get("entity_category") in {None, "diagnostic"}
    assert row["state_topic"].endswith(f"/{key}")
    assert row["availability_topic"] == "edge-aac/k_che_1/availability"


def test_identifiers_are_unique() -> None:
    found = [json.loads(one.payload)["unique_id"] for one in discovery(TOPICS, "1")]
    assert len(set(found)) == len(found) == len(ENTITIES)


def test_a_doorbell_rings_once_and_ends() -> None:
    made = through(
        event(7, "doorbell", "doorbell"), event(7, "doorbell", "doorbell"),
        end(7, "doorbell", "doorbell"),
    )  # fmt: skip
    rings = [json.loads(payload) for topic, payload in made if topic == "doorbell"]
    assert [(one["event_type"], one["id"]) for one in rings] == [(RING, 7)]
    sounds = [json.loads(payload)["event_type"] for topic, payload in made if topic == "sound"]
    assert sounds == ["detected", "named", "ended"]
    assert [one for one in made if one[0] == "any_sound"] == [
        ("any_sound", "ON"),
        ("any_sound", "OFF"),
    ]


def test_an_alarm_that_gets_its_name_is_smoke_from_then_on() -> None:
    made = through(
        event(1, "alarm", "hazard_alarm"),
        event(1, "smoke_alarm", "hazard_alarm"),
        event(2, "co_alarm", "hazard_alarm"),
        end(1, "smoke_alarm", "hazard_alarm"),
        end(2, "co_alarm", "hazard_alarm"),
    )
    sensors = [one for one in made if one[0] not in ("sound", "doorbell")]
    assert sensors == [
        ("hazard", "ON"), ("any_sound", "ON"), ("smoke", "ON"), ("carbon_monoxide", "ON"),
        ("smoke", "OFF"), ("carbon_monoxide", "OFF"), ("hazard", "OFF"), ("any_sound", "OFF"),
    ]  # fmt: skip


def test_events_are_never_retained_and_states_are() -> None:
    _, made = translate(TOPICS, Sounds(), event(1, "doorbell", "doorbell"))
    assert {one.topic.rpartition("/")[2]: one.retain for one in made} == {
        "doorbell": False,
        "sound": False,
        "any_sound": True,
    }


def test_a_caption_is_cut_to_a_state_and_stands_whole_beside_it() -> None:
    text = "A dog barks. " * 40
    line = {"kind": "caption", "t": 1.0, "text": text, "priority": "ambient", "spoken": True}
    (_, beside), (_, state) = through(line)
    assert json.loads(beside)["text"] == text
    assert state == text[:LONGEST_STATE]


def test_figures_of_a_status_are_diagnostics() -> None:
    line = {
        "kind": "status", "t": 1, "state": "control", "detail": "Well.",
        "figures": {"temperature": 51.5, "dropped_samples": 7},
    }  # fmt: skip
    assert through(line)[-2:] == [("temperature", "51.5"), ("dropped", "7")]
    assert through({**line, "figures": {"temperature": None}})[-1][0] == "state"


@given(st.dictionaries(FIELDS, VALUES))
def test_no_line_is_too_strange(line: dict[str, Any]) -> None:
    for kind in ("event", "end", "caption", "status", line.get("kind")):
        _, made = translate(TOPICS, Sounds(), {**line, "kind": kind})
        assert all(isinstance(one.payload, str) for one in made)


def test_sounds_without_an_end_do_not_grow() -> None:
    sounds = Sounds()
    for number in range(3 * MOST_SOUNDS):
        sounds, _ = translate(TOPICS, sounds, event(number, "dog", "dog"))
    assert len(sounds.now) == MOST_SOUNDS
    assert {one.payload for one in states(TOPICS, Sounds())} == {"OFF"}


@given(st.lists(st.integers(1, 9), max_size=40))
def test_lines_come_out_however_the_pipe_cuts_them(sizes: list[int]) -> None:
    rows = [{"id": n, "text": "é\n"} for n in range(6)]
    data = "".join(f"{json.dumps(row)}\n" for row in rows).encode() + b"no json\n\n[1]\n"
    cuts = iter([*sizes, len(data)])
    place = 0

    def read(most: int) -> bytes:
        nonlocal place
        size = min(next(cuts, most), most)
        piece = data[place : place + size]
        place += size
        return piece

    lines = Lines(read)
    assert list(lines) == rows
    assert lines.strange == 2


def test_a_line_without_end_is_bounded() -> None:
    pieces = [b"x" * LONGEST] * 50 + [b'\n{"kind":"end"}', b""]
    lines = Lines(lambda _: pieces.pop(0))
    assert list(lines) == [{"kind": "end"}]
    assert lines.strange == 1


def test_a_full_outbox_gives_up_descriptions_first() -> None:
    outbox = Outbox(3)
    kept = [Message("a", str(n)) for n in range(3)]
    outbox.put(kept[0])
    outbox.put(Message("caption", "rain", lasting=False))
    outbox.put(kept[1])
    outbox.put(kept[2])
    assert outbox.lost == 1
    found = []
    while (one := outbox.first(0.0)) is not None:
        found.append(one)
        outbox.drop(one)
    assert found == kept
    outbox.close()
    assert outbox.done

"""What is listed: PortAudio's devices, and behind them the sound server's."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from edge_aac.devices.device import Device, DeviceKind, Devices, led_to
from edge_aac.devices.listing import has_microphone, list_devices, not_asked
from edge_aac.devices.soundserver import Node
from tests.devices.sounds import library, row

SOURCE = Node("alsa_input.usb", "Headset Mono", DeviceKind.MICROPHONE, 1, 16_000, True, "2,0")
MONITOR = Node("hdmi.monitor", "Monitor of HDMI", DeviceKind.MONITOR, 2, 44_100)
SINK = Node("hdmi", "HDMI", DeviceKind.EARPIECE, 2, 44_100)
NODES = (SOURCE, MONITOR, SINK)


def test_each_direction_has_its_devices_and_its_default() -> None:
    rows = [row("Headset (hw:1,0)", 1, 2), row("Screen", 0, 8), row("Array", 4, 0, 16_000.0)]
    found = list_devices(library(rows, (2, 0)), not_asked)
    ear = DeviceKind.EARPIECE
    assert found == Devices(
        inputs=(
            Device(0, "Headset (hw:1,0)", DeviceKind.MICROPHONE, 1, 48_000, 0, card="1,0"),
            Device(2, "Array", DeviceKind.MICROPHONE, 4, 16_000, 2, default=True),
        ),
        outputs=(
            Device(0, "Headset (hw:1,0)", ear, 2, 48_000, 0, default=True, card="1,0"),
            Device(1, "Screen", ear, 8, 48_000, 1),
        ),
    )


def test_a_machine_without_sound_has_no_devices() -> None:
    assert list_devices(library([]), not_asked) == Devices((), ())
    assert list_devices(library(None), not_asked) == Devices((), ())


def test_a_name_does_not_break_the_line() -> None:
    found = list_devices(library([row("USB\x1b[2J\nAudio", 1, 0)]), not_asked)
    assert found.inputs[0].name == "USB [2J Audio"


def test_the_servers_devices_follow_and_are_reached_through_alsas_pulse() -> None:
    found = list_devices(library([row("HDA", 2, 2), row("pulse", 32, 32)]), lambda: NODES)
    assert [one.call for one in found.inputs] == [
        "0 HDA", "1 pulse", "2 alsa_input.usb", "3 hdmi.monitor",
    ]  # fmt: skip
    assert [one.call for one in found.outputs] == ["0 HDA", "1 pulse", "4 hdmi"]
    heard, monitor, played = *found.inputs[2:], found.outputs[2]
    assert {one.index for one in (heard, monitor, played)} == {1}
    assert heard.leads == (("PULSE_SOURCE", "alsa_input.usb"),)
    assert monitor.leads == (("PULSE_SOURCE", "hdmi.monitor"),)
    assert played.leads == (("PULSE_SINK", "hdmi"),)
    assert (heard.description, heard.channels, heard.rate) == ("Headset Mono", 1, 16_000)
    assert heard.default and not monitor.default


def test_pipewires_own_bridge_serves_where_there_is_no_other_and_knows_no_monitors() -> None:
    found = list_devices(library([row("pipewire", 64, 64)]), lambda: NODES)
    assert [one.leads for one in found.inputs] == [(), (("PIPEWIRE_NODE", "alsa_input.usb"),)]
    assert [one.leads for one in found.outputs] == [(), (("PIPEWIRE_NODE", "hdmi"),)]


def test_without_a_bridge_the_servers_devices_cannot_be_chosen() -> None:
    found = list_devices(library([row("HDA", 2, 2)]), lambda: NODES)
    assert [one.name for one in (*found.inputs, *found.outputs)] == ["HDA", "HDA"]


def test_where_portaudio_lists_the_server_itself_nothing_is_there_twice() -> None:
    rows = [row("Headset Mono", 1, 0, api=1), row("HDMI", 0, 2, api=1), row("pulse", 32, 32)]
    found = list_devices(library(rows), lambda: NODES)
    assert [one.call for one in found.inputs] == ["2 pulse", "0 alsa_input.usb", "4 hdmi.monitor"]
    assert [one.call for one in found.outputs] == ["2 pulse", "1 hdmi"]
    assert (found.inputs[1].index, found.inputs[1].leads) == (0, ())


def test_a_monitor_that_portaudio_lists_as_an_input_is_no_microphone() -> None:
    # Of two outputs of one description none is known to be the server's.
    rows = [row("Monitor of HDMI", 2, 0, api=1), row("Monitor of HDMI", 2, 0, api=1)]
    rows.append(row("Monitor of HDMI", 2, 0))
    found = list_devices(library(rows), lambda: ())
    assert [one.kind for one in found.inputs] == [
        DeviceKind.MONITOR,
        DeviceKind.MONITOR,
        DeviceKind.MICROPHONE,
    ]


def test_the_environment_leads_only_while_a_device_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = list_devices(library([row("pulse", 32, 32)]), lambda: NODES)
    for before in ("mine", None):
        if before is None:
            monkeypatch.delenv("PULSE_SOURCE", raising=False)
        else:
            monkeypatch.setenv("PULSE_SOURCE", before)
        with led_to(found.inputs[0]):
            assert os.environ.get("PULSE_SOURCE") == before
        with led_to(found.inputs[1]):
            assert os.environ["PULSE_SOURCE"] == "alsa_input.usb"
        assert os.environ.get("PULSE_SOURCE") == before


@pytest.mark.parametrize(
    ("rows", "default", "named", "found"),
    [
        (["pulse"], SOURCE, "", True),
        (["HDA"], None, "", True),
        ([], None, "", False),
        (["pulse"], replace(MONITOR, default=True), "", False),
        (["pulse"], replace(MONITOR, default=True), "hdmi.monitor", True),
    ],
)
def test_a_microphone_is_what_can_be_opened_and_is_no_echo(
    rows: list[str], default: Node | None, named: str, found: bool
) -> None:
    there = library([row(name, 2, 2) for name in rows])
    nodes = () if default is None else (default,)
    assert has_microphone(there, lambda: nodes, {"PULSE_SOURCE": named}) is found

"""Devices: what there is, and which one a name means."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from edge_aac.audio.devices import Device, Devices, choose_input, list_devices
from edge_aac.errors import EdgeAacError

USB = Device(3, "USB Audio: #1 (hw:2,0)", 1, 48_000, default=False)
BUILT_IN = Device(0, "HDA Intel", 2, 44_100, default=True)


class PortAudioError(Exception):
    pass


def _library(rows: list[dict[str, object]] | None, chosen: tuple[int, int]) -> SimpleNamespace:
    def query_devices() -> list[dict[str, object]]:
        if rows is None:
            raise PortAudioError("not initialised")
        return rows

    return SimpleNamespace(
        query_devices=query_devices,
        default=SimpleNamespace(device=chosen),
        PortAudioError=PortAudioError,
    )


def _row(name: str, inputs: int, outputs: int, rate: float = 48_000.0) -> dict[str, object]:
    return {
        "name": name,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
    }


def test_each_direction_has_its_devices_and_its_default() -> None:
    rows = [_row("Headset", 1, 2), _row("Screen", 0, 8), _row("Array", 4, 0, 16_000.0)]
    assert list_devices(_library(rows, (2, 0))) == Devices(
        inputs=(Device(0, "Headset", 1, 48_000, False), Device(2, "Array", 4, 16_000, True)),
        outputs=(Device(0, "Headset", 2, 48_000, True), Device(1, "Screen", 8, 48_000, False)),
    )


def test_a_machine_without_sound_has_no_devices() -> None:
    assert list_devices(_library([], (-1, -1))) == Devices((), ())
    assert list_devices(_library(None, (-1, -1))) == Devices((), ())


def test_the_default_is_taken_where_nobody_names_one() -> None:
    assert choose_input((USB, BUILT_IN), None) is BUILT_IN
    assert choose_input((USB,), None) is USB


@pytest.mark.parametrize("wanted", ["usb", "USB Audio: #1 (hw:2,0)", "hw:2", "AUDIO"])
def test_a_part_of_the_name_is_enough(wanted: str) -> None:
    assert choose_input((BUILT_IN, USB), wanted) is USB


def test_the_exact_name_comes_before_one_that_holds_it() -> None:
    longer = Device(1, "pulse monitor", 1, 48_000, default=False)
    exact = Device(2, "Pulse", 1, 48_000, default=False)
    assert choose_input((longer, exact), "Pulse") is exact
    assert choose_input((longer, exact), "pulse") is exact
    lower = Device(3, "pulse", 1, 48_000, default=False)
    assert choose_input((longer, lower, exact), "Pulse") is exact


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(EdgeAacError) as caught:
        choose_input((BUILT_IN, USB), "Bluetooth")
    sentence = str(caught.value)
    assert all(word in sentence for word in ("Bluetooth", BUILT_IN.name, USB.name))
    assert "\n" not in sentence and sentence.endswith(".")


def test_of_many_devices_a_sentence_names_a_few_and_says_where_the_others_are() -> None:
    many = tuple(Device(i, f"Card {i}", 1, 48_000, default=False) for i in range(20))
    with pytest.raises(EdgeAacError, match="12 more that `edge-aac devices` lists") as caught:
        choose_input(many, "Bluetooth")
    assert "Card 7" in str(caught.value) and "Card 8" not in str(caught.value)


def test_no_microphone_is_told_with_the_next_step() -> None:
    for wanted in (None, "USB"):
        with pytest.raises(EdgeAacError) as caught:
            choose_input((), wanted)
        assert "edge-aac devices" in str(caught.value)
        assert "--input demo" in str(caught.value)

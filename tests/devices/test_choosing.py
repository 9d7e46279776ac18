"""Which device a number or a name means, for the microphone and for the earpiece alike."""

from __future__ import annotations

import unicodedata

import pytest

from edge_aac.devices.choosing import choose
from edge_aac.devices.device import Device, DeviceKind, Devices, Direction
from edge_aac.devices.fault import DeviceError, DeviceFault
from tests.devices.sounds import device

BUILT_IN = device(0, "HDA Intel", default=True)
USB = device(3, "USB Audio: #1 (hw:2,0)", card="2,0")

DIRECTIONS = pytest.mark.parametrize("direction", Direction)


def _choose(there: tuple[Device, ...], direction: Direction, wanted: str | None) -> Device:
    inputs, outputs = (there, ()) if direction is Direction.INPUT else ((), there)
    return choose(
        Devices(inputs, outputs),
        direction,
        wanted,
        lambda _: DeviceError(DeviceFault.ABSENT, "Nothing there."),
    )


def _refused(there: tuple[Device, ...], direction: Direction, wanted: str) -> str:
    with pytest.raises(DeviceError) as caught:
        _choose(there, direction, wanted)
    sentence = str(caught.value)
    assert caught.value.fault in (DeviceFault.UNKNOWN, DeviceFault.AMBIGUOUS)
    assert caught.value.name == wanted
    assert (caught.value.fault is DeviceFault.AMBIGUOUS) is (" fits " in sentence)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


@DIRECTIONS
def test_the_default_is_taken_where_nobody_names_one(direction: Direction) -> None:
    assert _choose((USB, BUILT_IN), direction, None) is BUILT_IN
    assert _choose((USB,), direction, None) is USB


@DIRECTIONS
@pytest.mark.parametrize("wanted", ["usb", "USB Audio: #1 (hw:2,0)", "hw:2", "AUDIO"])
def test_a_part_of_the_name_is_enough(direction: Direction, wanted: str) -> None:
    assert _choose((BUILT_IN, USB), direction, wanted) is USB


@DIRECTIONS
def test_a_number_means_the_number_and_never_a_part_of_a_name(direction: Direction) -> None:
    there = (device(1, "webcam2"), device(2, "headset"))
    assert _choose(there, direction, "2") is there[1]
    assert _choose(there, direction, "002") is there[1]
    assert _choose(there, direction, "cam2") is there[0]


@DIRECTIONS
@pytest.mark.parametrize("wanted", ["3", "9" * 5_000])
def test_a_number_that_no_device_has_is_no_name_either(direction: Direction, wanted: str) -> None:
    sentence = _refused((device(1, "webcam3"), device(2, "headset")), direction, wanted)
    assert f"no {direction.value} with the number {wanted}" in sentence
    assert "1 webcam3, 2 headset" in sentence


@DIRECTIONS
def test_a_part_of_a_name_that_fits_two_is_refused_with_both(direction: Direction) -> None:
    there = (device(1, "USB Headset"), device(2, "HDA Intel"), device(4, "USB Webcam"))
    sentence = _refused(there, direction, "usb")
    assert f"fits 2 {direction.value}s, 1 USB Headset, 4 USB Webcam" in sentence
    assert "HDA" not in sentence and "number" in sentence


@DIRECTIONS
def test_two_of_one_name_are_told_apart_by_number(direction: Direction) -> None:
    there = (device(1, "USB Audio"), device(2, "USB Audio"))
    assert "1 USB Audio, 2 USB Audio" in _refused(there, direction, "USB Audio")
    assert _choose(there, direction, "2") is there[1]


@DIRECTIONS
def test_the_exact_name_comes_before_one_that_holds_it(direction: Direction) -> None:
    longer, exact = device(1, "pulse monitor"), device(2, "Pulse")
    assert _choose((longer, exact), direction, "Pulse") is exact
    assert _choose((longer, exact), direction, "pulse") is exact
    lower = device(3, "pulse")
    assert _choose((longer, lower, exact), direction, "Pulse") is exact
    assert "2 Pulse, 3 pulse" in _refused((longer, exact, lower), direction, "PULSE")


@DIRECTIONS
def test_a_device_of_the_sound_server_is_known_by_both_its_names(direction: Direction) -> None:
    jabra = device(7, "alsa_input.usb-0b0e", description="Jabra Evolve Mono")
    for wanted in ("alsa_input.usb-0b0e", "Jabra Evolve Mono", "jabra", "usb-0b0e"):
        assert _choose((BUILT_IN, jabra), direction, wanted) is jabra


def test_a_headset_is_its_microphone_and_not_what_it_plays() -> None:
    heard = device(7, "alsa_input.usb-headset", description="Headset Mono")
    played = device(
        8, "alsa_output.usb-headset.monitor", DeviceKind.MONITOR, description="Monitor of Headset"
    )
    there = (played, heard)
    assert _choose(there, Direction.INPUT, "headset") is heard
    assert _choose(there, Direction.INPUT, "usb-headset.monitor") is played
    assert _choose(there, Direction.INPUT, "Monitor of") is played


EAR = device(
    9,
    "alsa_output.ear.monitor",
    DeviceKind.MONITOR,
    description="Monitor of Kopfhörer Dell Monitor",
)


@pytest.mark.parametrize("wanted", ["ear", "alsa_output.ear", "Kopfhörer", "Dell Monitor", "itor"])
def test_what_names_an_output_never_means_its_monitor(wanted: str) -> None:
    # A listener that takes it for a microphone hears its own voice and nothing else.
    sentence = _refused((BUILT_IN, EAR), Direction.INPUT, wanted)
    assert f"No microphone is called {wanted}, only what an output plays, 9 alsa_out" in sentence
    other = device(
        10, "alsa_output.ear2.monitor", DeviceKind.MONITOR, description="Monitor of itor ear"
    )
    if wanted in ("ear", "itor"):
        assert "10 alsa_output.ear2" in _refused((EAR, other), Direction.INPUT, wanted)


@pytest.mark.parametrize(
    "wanted",
    ["9", "ALSA_output.ear.monitor", "monitor of kopfhörer dell monitor", "ear.mon" "itor",
     "Monitor of Kopf"],
)  # fmt: skip
def test_a_monitor_that_is_named_as_one_is_taken(wanted: str) -> None:
    assert _choose((BUILT_IN, EAR), Direction.INPUT, wanted) is EAR


@DIRECTIONS
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("wanted", ["Kopfhörer Büro", "KOPFHÖRER BÜRO", "hörer"])
def test_accents_fit_however_they_are_encoded(direction: Direction, form: str, wanted: str) -> None:
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    there = device(4, unicodedata.normalize(other, "Kopfhörer Büro"))
    assert _choose((USB, there), direction, unicodedata.normalize(form, wanted)) is there


def test_a_mistyped_file_without_any_microphone_is_said_to_be_missing() -> None:
    with pytest.raises(DeviceError) as caught:
        _choose((), Direction.INPUT, "recordings/kitchn")
    assert str(caught.value) == (
        "There is no file called recordings/kitchn, and for a device: Nothing there."
    )
    assert caught.value.fault is DeviceFault.ABSENT


@DIRECTIONS
def test_a_card_that_the_server_has_is_reached_through_the_server(direction: Direction) -> None:
    shared = device(7, "alsa_input.usb-2", description="USB Audio Mono", card="2,0")
    assert _choose((BUILT_IN, USB, shared), direction, "usb") is shared
    assert _choose((BUILT_IN, USB, shared), direction, "usb audio: #1") is USB
    assert _choose((BUILT_IN, USB, shared), direction, "3") is USB
    other = device(8, "alsa_input.usb-3", description="USB Audio Mono", card="3,0")
    assert "3 USB Audio: #1" in _refused((USB, other), direction, "usb")


@DIRECTIONS
def test_an_unknown_name_is_told_with_those_there_are(direction: Direction) -> None:
    sentence = _refused((BUILT_IN, USB), direction, "hw:CARD=x/y")
    kinds = "neither a file nor a microphone" if direction is Direction.INPUT else "no earpiece"
    assert sentence.startswith(f"There is {kinds} called hw:CARD=x/y;")
    assert "0 HDA Intel, 3 USB Audio: #1 (hw:2,0)" in sentence


@DIRECTIONS
def test_of_many_devices_a_sentence_names_a_few_and_says_where_the_others_are(
    direction: Direction,
) -> None:
    many = tuple(device(i, f"Card {i}") for i in range(20))
    for wanted in ("Bluetooth", "Card", "77"):
        sentence = _refused(many, direction, wanted)
        assert "12 more that `edge-aac devices` lists" in sentence
        assert "Card 7" in sentence and "Card 8" not in sentence


@DIRECTIONS
@pytest.mark.parametrize("wanted", [None, "USB", "2"])
def test_where_there_is_none_at_all_the_reason_is_told(
    direction: Direction, wanted: str | None
) -> None:
    with pytest.raises(DeviceError, match=r"^Nothing there\.$"):
        _choose((), direction, wanted)

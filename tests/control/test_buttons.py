"""Buttons of a headset and on pins: what a press asks for, and what is told where there is none."""

from __future__ import annotations

import builtins
import os
import queue
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from edge_aac.control.command import Command
from edge_aac.control.gpio import GpioButtons
from edge_aac.control.headset import BUTTONS, Headset
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.types import Verb
from tests.crew import Crew
from tests.waiting import PATIENCE, until

CODES = SimpleNamespace(
    EV_KEY=1,
    KEY_PLAYPAUSE=164,
    KEY_PLAYCD=200,
    KEY_PAUSECD=201,
    KEY_PLAY=207,
    KEY_PAUSE=119,
    KEY_NEXTSONG=163,
    KEY_PREVIOUSSONG=165,
    KEY_VOLUMEUP=115,
    BTN_0=256,
)
"""As in linux/input-event-codes.h."""


@dataclass
class Press:
    code: int
    type: int = 1
    value: int = 1


class Device:
    """An input device: a real file that becomes readable, and what is read from it."""

    def __init__(self, name: str, keys: Sequence[int]) -> None:
        self.name = name
        self.keys = list(keys)
        self.fd, self._theirs = os.pipe()
        self._events: queue.Queue[Press] = queue.Queue()
        self.gone = self.closed = False

    def capabilities(self) -> dict[int, Any]:
        return {1: self.keys, 4: [4]} if self.keys else {2: [0, 1]}

    def send(self, *presses: Press) -> None:
        for press in presses:
            self._events.put(press)
        os.write(self._theirs, b"x")

    def unplug(self) -> None:
        self.gone = True
        os.write(self._theirs, b"x")

    def read(self) -> list[Press]:
        os.read(self.fd, 100)
        if self.gone:
            raise OSError(19, "No such device")
        return [self._events.get() for _ in range(self._events.qsize())]

    def close(self) -> None:
        self.closed = True


class System:
    """The input devices that are there."""

    def __init__(self, *devices: Device) -> None:
        self.devices = list(devices)

    def list_devices(self) -> list[str]:
        return [f"/dev/input/event{n}" for n in range(len(self.devices))]

    def InputDevice(self, dev: str) -> Device:  # noqa: N802
        device = self.devices[int(dev.removeprefix("/dev/input/event"))]
        device.closed = False
        return device


class Presses:
    """What was asked, as it comes."""

    def __init__(self) -> None:
        self._commands: queue.Queue[Command] = queue.Queue()

    def put(self, command: Command) -> None:
        self._commands.put(command)

    def verbs(self, count: int) -> list[Verb]:
        return [self._commands.get(timeout=PATIENCE).verb for _ in range(count)]

    @property
    def empty(self) -> bool:
        return self._commands.empty()


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def headset() -> Device:
    return Device("Buds (AVRCP)", [163, 164, 165, 200, 201])


def test_a_press_is_a_command_and_a_release_is_not(presses: Presses, headset: Device) -> None:
    with Headset("buds", {}, presses.put, pytest.fail, (System(headset), CODES)):
        for code in (164, 163, 165, 200, 201):
            headset.send(Press(code), Press(code, value=0), Press(code, value=2))
        assert presses.verbs(5) == [Verb.NOW, Verb.REPEAT, Verb.MISSED, Verb.NOW, Verb.NOW]
        headset.send(Press(115), Press(164, type=4), Press(164))
        assert presses.verbs(1) == [Verb.NOW]
    assert presses.empty and headset.closed


def test_own_buttons_are_laid_over_the_usual_ones(presses: Presses, headset: Device) -> None:
    own = {"volumeup": Verb.LOUDER, "nextsong": Verb.MUTE, "0": Verb.WHY}
    with Headset("buds", own, presses.put, pytest.fail, (System(headset), CODES)):
        headset.send(Press(115), Press(163), Press(256), Press(164))
        assert presses.verbs(4) == [Verb.LOUDER, Verb.MUTE, Verb.WHY, Verb.NOW]


def test_auto_takes_all_that_can_play_and_nothing_else(presses: Presses, headset: Device) -> None:
    keyboard, mouse = Device("Keyboard", [30, 115]), Device("Mouse", [])
    remote = Device("Remote", [207])
    system = System(keyboard, headset, mouse, remote)
    with Headset("auto", {}, presses.put, pytest.fail, (system, CODES)):
        assert keyboard.closed and mouse.closed
        assert not headset.closed and not remote.closed
        remote.send(Press(207))
        assert presses.verbs(1) == [Verb.NOW]


def test_a_headset_that_is_off_is_told_once_and_works_when_it_is_there(
    presses: Presses, headset: Device
) -> None:
    system, notes = System(), list[Reason]()
    with Headset("buds", {}, presses.put, notes.append, (system, CODES), again_seconds=0.01):
        assert len(notes) == 1
        assert str(notes[0]).startswith("No input device called buds can be read")
        system.devices.append(headset)
        headset.send(Press(164))
        assert presses.verbs(1) == [Verb.NOW]
        headset.unplug()
        until(lambda: headset.closed, "that it was let go")
        headset.gone = False
        headset.send(Press(163))
        assert presses.verbs(1) == [Verb.REPEAT]
    assert len(notes) == 1


def test_a_button_that_linux_does_not_know_is_refused(presses: Presses) -> None:
    with pytest.raises(EdgeAacError, match=r"There is no button 'warp': name it as Linux does"):
        Headset("buds", {"warp": Verb.NOW}, presses.put, pytest.fail, (System(), CODES))


def test_the_usual_buttons_are_named_as_linux_does() -> None:
    assert all(hasattr(CODES, f"KEY_{name.upper()}") for name in BUTTONS)


class Pin:
    """A button on a pin."""

    def __init__(self, pin: str) -> None:
        if pin == "99":
            raise ValueError("99 is not a valid pin")
        self.pin = pin
        self.when_pressed: Any = None
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def pins() -> list[Pin]:
    return []


def _opener(pins: list[Pin]) -> Any:
    def open_button(pin: str) -> Pin:
        pins.append(Pin(pin))
        return pins[-1]

    return open_button


def test_a_button_on_a_pin_is_a_command(presses: Presses, pins: list[Pin], crew: Crew) -> None:
    table = {"17": Verb.NOW, "BOARD11": Verb.MUTE}
    with GpioButtons(table, presses.put, _opener(pins)):
        crew.start(pins[1].when_pressed).result(PATIENCE)  # gpiozero calls on its own thread
        pins[0].when_pressed()
        assert presses.verbs(2) == [Verb.MUTE, Verb.NOW]
    assert [one.pin for one in pins] == ["17", "BOARD11"]
    assert all(one.closed for one in pins)


def test_a_pin_that_cannot_be_used_is_one_sentence_and_lets_the_others_go(
    presses: Presses, pins: list[Pin]
) -> None:
    with pytest.raises(EdgeAacError) as refused:
        GpioButtons({"17": Verb.NOW, "99": Verb.MUTE}, presses.put, _opener(pins))
    assert str(refused.value) == (
        "The button on pin '99' cannot be used (99 is not a valid pin). "
        "Correct gpio_buttons; edge-aac must run on a board that has such pins."
    )
    assert pins[0].closed


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without the extras."""
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name in {"evdev", "gpiozero"}:
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in ("evdev", "gpiozero"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    yield


@pytest.mark.usefixtures("_bare")
def test_without_the_extra_one_sentence_says_what_to_install(presses: Presses) -> None:
    with pytest.raises(EdgeAacError, match=r"pip install 'edge-aac\[buttons\]'"):
        Headset("auto", {}, presses.put, pytest.fail)
    with pytest.raises(EdgeAacError, match=r"pip install 'edge-aac\[gpio\]'"):
        GpioButtons({"17": Verb.NOW}, presses.put)


def test_pins_are_given_to_gpiozero_as_it_names_them(
    presses: Presses, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[int | str, float]] = []

    def button(pin: int | str, bounce_time: float) -> Pin:
        made.append((pin, bounce_time))
        return Pin(str(pin))

    monkeypatch.setitem(sys.modules, "gpiozero", SimpleNamespace(Button=button))
    with GpioButtons({"17": Verb.NOW, "BOARD11": Verb.MUTE}, presses.put):
        assert made == [(17, 0.05), ("BOARD11", 0.05)]

"""Which source of the sound server a microphone hears while it is open."""

from __future__ import annotations

import threading
from contextlib import closing

import numpy as np
import pytest

from edge_aac.audio.microphone import Microphone
from edge_aac.audio.recorder import Reading
from edge_aac.audio.source import SourceLost
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.soundserver import Node
from edge_aac.devices.whereabouts import UNSEEN, Whereabouts
from tests.waiting import until

USB = Node("usb", "USB Mono", DeviceKind.MICROPHONE, 1, 16_000)
ECHO = Node("hdmi.monitor", "Monitor of HDMI", DeviceKind.MONITOR, 1, 16_000)
MOMENT = 0.001
LONG = 3_600.0
"""A test that had to wait so long would not end."""


class Server:
    """Says what it is told to say."""

    def __init__(self, heard: Node | None = USB) -> None:
        self.heard = heard
        self.silent = False
        self.asked = 0
        self.closed = threading.Event()

    def node(self) -> Node | None:
        self.asked += 1
        if self.silent:
            raise TimeoutError
        return self.heard

    def interrupt(self) -> None:
        pass

    def close(self) -> None:
        self.closed.set()


def test_another_source_in_its_place_is_noticed_and_so_is_its_return() -> None:
    server = Server()
    with closing(Whereabouts(server, look_seconds=MOMENT)) as whereabouts:
        assert whereabouts.now == USB and not whereabouts.strayed
        server.heard = ECHO
        until(lambda: whereabouts.strayed, "another source")
        assert whereabouts.now == ECHO
        server.heard = USB
        until(lambda: not whereabouts.strayed, "the first one")


@pytest.mark.parametrize("silent", [True, False])
def test_who_is_not_told_knows_nothing_new(silent: bool) -> None:
    server = Server()
    with closing(Whereabouts(server, look_seconds=MOMENT)) as whereabouts:
        server.silent, server.heard = silent, None
        asked = server.asked
        until(lambda: server.asked > asked + 2 * UNSEEN, "questions")
        assert whereabouts.now == USB and not whereabouts.strayed


def test_a_source_that_is_known_later_is_the_first() -> None:
    server = Server(None)
    with closing(Whereabouts(server, look_seconds=MOMENT)) as whereabouts:
        server.heard = USB
        until(lambda: whereabouts.now == USB, "a source")
        assert not whereabouts.strayed


@pytest.mark.parametrize("known_at_once", [True, False])
def test_one_that_was_moved_before_anybody_looked_is_astray(known_at_once: bool) -> None:
    server = Server(ECHO if known_at_once else None)
    strays: list[None] = []
    with closing(
        Whereabouts(server, lambda: strays.append(None), MOMENT, wanted=USB.name)
    ) as whereabouts:
        server.heard = ECHO
        until(lambda: whereabouts.strayed, "another source")
        until(lambda: bool(strays), "a call")
        assert whereabouts.now == ECHO


def test_a_server_may_put_a_recording_where_it_belongs_after_it_began() -> None:
    server = Server(ECHO)
    strays: list[None] = []
    whereabouts = Whereabouts(server, lambda: strays.append(None), LONG, wanted=USB.name)
    with closing(whereabouts):
        assert whereabouts.now == ECHO and not whereabouts.strayed
        server.heard = USB
        whereabouts._look()
        assert whereabouts.now == USB and not whereabouts.strayed and not strays
        server.heard = ECHO
        whereabouts._look()
        assert whereabouts.strayed and len(strays) == 1


def test_a_server_that_has_no_such_recording_is_not_asked_for_good() -> None:
    server = Server(None)
    with closing(Whereabouts(server, look_seconds=MOMENT)):
        until(server.closed.is_set, "an end")
        assert UNSEEN <= server.asked <= UNSEEN + 2


class Device:
    """Gives noise, as long as anybody reads and it may."""

    name, source, rate = "USB Audio", "usb", 16_000

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)
        self.gives = threading.Event()
        self.gives.set()

    def open(self, wanted: str | None) -> Device:  # noqa: ARG002
        return self

    def abandon(self) -> None:
        pass

    def read(self, frames: int) -> Reading:
        threading.Event().wait(MOMENT)
        self.gives.wait()
        return Reading(self._random.uniform(-0.1, 0.1, (frames, 1)).astype(np.float32))

    def close(self) -> None:
        pass


def test_whereabouts_that_fail_are_a_fault_of_the_microphone_and_no_hanging() -> None:
    def fail(*_: object) -> Whereabouts:
        raise ValueError("not told")

    microphone = Microphone(Device(), "USB", 4.0, LONG, open_seconds=LONG, whereabouts=fail)
    with pytest.raises(SourceLost, match="stopped with a fault"):
        next(microphone.blocks())
    microphone.close()


@pytest.mark.parametrize("gives", [True, False])
def test_a_microphone_in_whose_place_another_is_given_is_lost(gives: bool) -> None:
    server, device = Server(), Device()
    microphone = Microphone(
        device,
        "USB",
        4.0,
        LONG,
        whereabouts=lambda astray, wanted: Whereabouts(server, astray, MOMENT, wanted),
    )
    blocks = microphone.blocks()
    next(blocks)
    assert microphone.heard == USB
    if not gives:
        device.gives.clear()
    server.heard = ECHO
    with pytest.raises(SourceLost, match="gives another in its place"):
        for _ in blocks:
            pass
    device.gives.set()
    microphone.close()
    assert server.closed.is_set()

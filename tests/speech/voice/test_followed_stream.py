"""A stream that the sound server moves to another sink is a fault, and closed like any other."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.devices.whereabouts import Whereabouts
from edge_aac.speech.voice.followed_stream import FollowedStream
from edge_aac.speech.voice_faults import VoiceError, VoiceFault
from tests.speech.device import Device

SAMPLES = np.zeros((4, 1), np.float32)


class Place(Whereabouts):
    """Says what it is to say, and asks nobody."""

    def __init__(self) -> None:
        self.elsewhere = False
        self.closed = 0

    @property
    def strayed(self) -> bool:
        return self.elsewhere

    def close(self) -> None:
        self.closed += 1


def test_it_is_followed_from_its_start_and_a_fault_where_it_strays() -> None:
    place, asked = Place(), list[str]()

    def find(sink: str) -> Whereabouts:
        asked.append(sink)
        return place

    stream = FollowedStream(Device(), "ear", find)
    assert asked == []
    stream.start()
    assert asked == ["ear"]
    stream.write(SAMPLES)
    place.elsewhere = True
    with pytest.raises(VoiceError) as raised:
        stream.write(SAMPLES)
    assert raised.value.fault is VoiceFault.EARPIECE_GONE
    stream.abort()
    stream.close()
    assert place.closed == 1


def test_without_a_server_to_ask_it_is_a_stream_like_any_other() -> None:
    stream = FollowedStream(Device(), "ear", lambda _: None)
    stream.start()
    stream.write(SAMPLES)
    stream.close()

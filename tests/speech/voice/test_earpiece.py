from __future__ import annotations

import numpy as np
import pytest

from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.errors import EdgeAacError
from edge_aac.speech.sound import Sound
from edge_aac.speech.voice.earpiece import Earpiece
from edge_aac.speech.voice.output_stream import open_stream
from tests.devices.sounds import library, row
from tests.speech.device import RATE, Device

BLOCK = 20


def earpiece(device: Device, volume: float = 1.0, preroll: float = 0.2) -> Earpiece:
    return Earpiece(device.open, volume, preroll, 2.0, clock=lambda: device.now)


def tone(count: int) -> Sound:
    return Sound(np.linspace(0.1, 0.9, count, dtype=np.float32), RATE)


def always() -> bool:
    return True


def test_the_first_sound_follows_a_silence_that_wakes_the_device() -> None:
    device = Device()
    assert earpiece(device, volume=0.5).play(tone(70), always)
    assert not device.samples[:200].any()
    np.testing.assert_allclose(device.samples[200:], tone(70).samples * 0.5)
    assert max(map(len, device.played)) == BLOCK


def test_the_next_sound_follows_without_a_gap() -> None:
    device = Device()
    ear = earpiece(device)
    assert ear.play(tone(40), always)
    assert ear.play(tone(40), always)
    np.testing.assert_allclose(device.samples[200:], np.tile(tone(40).samples, 2))
    assert device.started == 1


def test_a_sound_is_cut_off_softly_within_one_block() -> None:
    device = Device()
    ear = earpiece(device)
    asked = iter([True] * 12 + [False])
    assert not ear.play(tone(1000), lambda: next(asked))
    heard = device.samples[200:]
    assert len(heard) == 3 * BLOCK
    np.testing.assert_allclose(heard[:40], tone(1000).samples[:40])
    assert (np.diff(heard[41:]) < 0).all()
    assert heard[-1] == 0.0


def test_resting_lets_the_last_sound_through() -> None:
    device = Device()
    ear = earpiece(device)
    assert ear.play(tone(20), always)
    assert ear.rest(always)
    assert not device.samples[220:].any()
    assert len(device.samples) >= 320


def test_after_a_pause_the_device_is_let_go_and_opened_anew() -> None:
    device = Device()
    ear = earpiece(device)
    assert not ear.running
    ear.play(tone(20), always)
    for _ in range(99):
        ear.idle()
    assert ear.running
    for _ in range(5):
        if ear.running:
            ear.idle()
    assert not ear.running
    assert device.closed
    ear.play(tone(20), always)
    assert device.opened == 2
    assert not device.samples[-220:-20].any()


def test_every_channel_hears_the_same() -> None:
    device = Device(channels=2)
    earpiece(device).play(tone(40), always)
    both = np.concatenate(device.played)
    np.testing.assert_array_equal(both[:, 0], both[:, 1])


def test_another_rate_is_resampled() -> None:
    device = Device(samplerate=48_000)
    ear = earpiece(device)
    seconds = np.arange(16_000) / 16_000
    sound = Sound(np.sin(2 * np.pi * 500 * seconds).astype(np.float32), 16_000)
    ear.play(sound, always)
    heard = device.samples[int(0.2 * 48_000) :]
    assert len(heard) == 48_000
    assert np.argmax(np.abs(np.fft.rfft(heard))) == 500


@pytest.mark.parametrize("fault", ["gone", "late", "swallows"])
def test_a_device_that_plays_nothing_is_noticed(fault: str) -> None:
    device = Device()
    ear = earpiece(device)
    setattr(device, fault, True)
    with pytest.raises(EdgeAacError, match="earpiece"):
        ear.play(tone(6000), always)


def test_an_earpiece_that_fails_for_want_of_memory_is_not_gone() -> None:
    device = Device()
    ear = earpiece(device)
    device.start = lambda: raise_(MemoryError())  # type: ignore[method-assign]
    with pytest.raises(DeviceError) as caught:
        ear.play(tone(60), always)
    assert caught.value.fault is DeviceFault.NO_MEMORY


def raise_(error: Exception) -> None:
    raise error


@pytest.mark.slow
def test_a_device_whose_clock_is_fast_is_no_broken_one() -> None:
    """A thousandth fast: four seconds ahead after little more than an hour."""
    device = Device()
    ear = Earpiece(device.open, linger_seconds=86_400.0, clock=lambda: 0.999 * device.now)
    ear.play(tone(20), always)
    while device.now < 6_000.0:
        ear.idle()
    assert ear.running


def test_a_device_that_came_back_different_is_noticed() -> None:
    device = Device()
    ear = earpiece(device)
    ear.play(tone(20), always)
    ear.close()
    device.samplerate = 2000
    with pytest.raises(EdgeAacError, match="changed"):
        ear.play(tone(20), always)


def test_an_unknown_device_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    lone = library([row("HDA", 0, 2)], (-1, 0))
    monkeypatch.setattr("edge_aac.speech.voice.output_stream.sound_library", lambda: lone)
    with pytest.raises(EdgeAacError, match=r"no earpiece called nowhere; .* are: 0 HDA\."):
        open_stream("nowhere")

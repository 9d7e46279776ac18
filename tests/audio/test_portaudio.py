"""PortAudio: which device, rate and channels are opened, and that nothing is left open."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from edge_aac.audio.portaudio import PortAudio
from edge_aac.errors import EdgeAacError
from edge_aac.types import FloatArray


class PortAudioError(Exception):
    pass


class Stream:
    """An input stream of the library below."""

    def __init__(self, library: Library, rate: int, channels: int) -> None:
        self.rate, self.channels = rate, channels
        self.open = True
        self.read_available = 100
        self._library = library

    def start(self) -> None:
        if (self.rate, self.channels) in self._library.opens_but_does_not_start:
            raise PortAudioError("Device unavailable [PaErrorCode -9985]")

    def read(self, frames: int) -> tuple[FloatArray, bool]:
        return np.ones((frames, self.channels), np.float32), self._library.overflows.pop(0)

    def abort(self, ignore_errors: bool = True) -> None:
        assert ignore_errors and self.open

    def close(self, ignore_errors: bool = True) -> None:
        assert ignore_errors
        self.open = False


class Library:
    """As much of sounddevice as is used, with one microphone."""

    PortAudioError = PortAudioError

    def __init__(self, accepts: Callable[[int, int], bool], channels: int = 2) -> None:
        self._accepts = accepts
        self._channels = channels
        self.default = SimpleNamespace(device=(0, -1))
        self.streams: list[Stream] = []
        self.opens_but_does_not_start: set[tuple[int, int]] = set()
        self.overflows = [False] * 100

    def query_devices(self) -> list[dict[str, object]]:
        row = {"name": "USB", "max_input_channels": self._channels, "max_output_channels": 0}
        return [{**row, "default_samplerate": 32_000.0}]

    def InputStream(self, samplerate: int, device: int, channels: int, dtype: str) -> Stream:  # noqa: N802  # the library's name
        assert (device, dtype) == (0, "float32")
        if not self._accepts(samplerate, channels):
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")
        self.streams.append(Stream(self, samplerate, channels))
        return self.streams[-1]


@pytest.mark.parametrize(
    ("accepts", "opened"),
    [
        (lambda *_: True, (16_000, 2)),
        (lambda rate, _: rate != 16_000, (32_000, 2)),
        (lambda _, channels: channels == 1, (16_000, 1)),
        (lambda rate, channels: rate == 48_000 and channels == 6, (48_000, 6)),
        (lambda rate, _: rate == 44_100, (44_100, 2)),
    ],
)
def test_16_khz_and_two_channels_are_tried_first_and_then_what_the_device_offers(
    accepts: Callable[[int, int], bool], opened: tuple[int, int]
) -> None:
    library = Library(accepts, channels=6)
    recorder = PortAudio(library).open("usb")
    assert (recorder.name, recorder.rate) == ("USB", opened[0])
    assert recorder.read(64).samples.shape == (64, opened[1])
    recorder.close()
    assert not any(stream.open for stream in library.streams)


def test_a_stream_that_opens_but_does_not_start_is_closed_and_the_next_tried() -> None:
    library = Library(lambda *_: True)
    library.opens_but_does_not_start = {(16_000, 2)}
    recorder = PortAudio(library).open(None)
    assert [(s.rate, s.channels, s.open) for s in library.streams] == [
        (16_000, 2, False),
        (16_000, 1, True),
    ]
    recorder.close()


@pytest.mark.parametrize(("channel", "opened"), [(1, 2), (2, 2), (3, 6), (6, 6)])
def test_a_channel_that_was_named_is_among_those_that_are_opened(channel: int, opened: int) -> None:
    recorder = PortAudio(Library(lambda *_: True, channels=6), channel=channel).open("usb")
    assert recorder.read(64).samples.shape == (64, opened)
    recorder.close()


def test_a_channel_that_the_device_lacks_is_one_sentence_and_leaves_it_free() -> None:
    library = Library(lambda *_: True)
    with pytest.raises(EdgeAacError, match=r"^The microphone USB has 2 channels, so there is no"):
        PortAudio(library, channel=3).open(None)
    PortAudio(library).open(None).close()


def test_a_device_that_cannot_be_opened_is_told_in_words_and_may_be_tried_again() -> None:
    library = Library(lambda *_: False)
    for _ in range(2):
        with pytest.raises(EdgeAacError, match="The microphone USB cannot be opened") as caught:
            PortAudio(library).open(None)
        assert "PaErrorCode" not in str(caught.value)
        assert "edge-aac devices" in str(caught.value)
        assert isinstance(caught.value.__cause__, PortAudioError)


def test_while_one_microphone_is_open_in_the_process_no_other_is() -> None:
    library = Library(lambda *_: True)
    recorder = PortAudio(library).open(None)
    with pytest.raises(EdgeAacError, match="still in use or hangs"):
        PortAudio(library).open(None)
    recorder.close()
    PortAudio(library).open(None).close()


def test_what_the_driver_says_it_lost_is_measured_and_told_with_the_reading() -> None:
    library = Library(lambda *_: True)
    times = iter([10.0, 11.0, 12.0, 15.0, 16.0])
    recorder = PortAudio(library, now=lambda: next(times)).open(None)
    library.overflows = [False, False, False, True, False]
    # Three seconds have passed and one was read, and 100 samples are still to be read.
    assert [recorder.read(16_000).lost for _ in range(5)] == [0, 0, 0, 2 * 16_000 - 100, 0]
    recorder.close()


def test_a_library_that_is_abandoned_is_not_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    unregistered: list[object] = []
    monkeypatch.setattr(atexit, "unregister", unregistered.append)
    library = Library(lambda *_: True)
    handler = object()
    library._exit_handler = handler  # type: ignore[attr-defined]  # as sounddevice has one
    PortAudio(library).abandon()
    assert unregistered == [handler]

"""A microphone -> blocks; its silence is noticed by missing samples.

In: a device. Out: blocks at 16 kHz from a drop-oldest ring. One thread reads the
device (blocking reads work under a hardened service where callbacks do not) and
never waits for the listener. A device that gives nothing for `stall_seconds` is
lost, whatever it claims.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from edge_aac.audio.devices import Device, list_devices, sound_library
from edge_aac.audio.resample import Resampler
from edge_aac.audio.ring import Ring
from edge_aac.audio.source import SourceLost
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, FloatArray

READ_SECONDS = 0.04


class Recorder(Protocol):
    """An open device."""

    @property
    def rate(self) -> int:
        """Samples per second."""

    def read(self, frames: int) -> FloatArray:
        """So many frames, shape (frames, channels); blocks until they are there."""

    def close(self) -> None:
        """Let go of the device; a read in another thread ends."""


class Microphone:
    """A recorder behind a ring.

    Parameters
    ----------
    recorder : Recorder
    name : str
    buffer_seconds, stall_seconds : float
    """

    live = True

    def __init__(
        self, recorder: Recorder, name: str, buffer_seconds: float, stall_seconds: float
    ) -> None:
        self.name = name
        self._recorder = recorder
        self._stall_seconds = stall_seconds
        self._ring = Ring(int(buffer_seconds * SAMPLE_RATE))
        self._closed = threading.Event()
        self._fault: str | None = None
        self._thread = threading.Thread(target=self._read, name="microphone", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Samples lost because the listener was late."""
        return self._ring.dropped

    def blocks(self) -> Iterator[Block]:
        """Blocks until the microphone is closed or lost."""
        while not self._closed.is_set():
            block = self._ring.take(HOP_SAMPLES, self._stall_seconds)
            if block is not None:
                yield block
            elif not self._closed.is_set():
                reason = self._fault or f"it gave nothing for {self._stall_seconds:g} s"
                raise SourceLost(f"The microphone {self.name} is lost: {reason}.")

    def close(self) -> None:
        """Stop reading. A device that hangs is left behind: its thread ends with the process."""
        self._closed.set()
        self._recorder.close()
        self._thread.join(timeout=1.0)

    def _read(self) -> None:
        resampler = Resampler(self._recorder.rate)
        frames = int(READ_SECONDS * self._recorder.rate)
        while not self._closed.is_set():
            try:
                channels = self._recorder.read(frames)
            except Exception as error:  # whatever a driver raises means the same: no samples
                self._fault = f"{type(error).__name__}, {error}"
                return
            mono = np.nan_to_num(channels.mean(axis=1), nan=0.0, posinf=0.0, neginf=0.0)
            self._ring.write(resampler.step(np.ascontiguousarray(mono, np.float32)))


class _PortAudioRecorder:
    """A sounddevice input stream, read in blocks."""

    def __init__(self, library: Any, device: Device) -> None:
        self._stream: Any = None
        failure = ""
        for rate in (SAMPLE_RATE, device.rate):
            for channels in dict.fromkeys((1, min(2, device.channels))):
                try:
                    self._stream = library.InputStream(
                        samplerate=rate, device=device.index, channels=channels, dtype="float32"
                    )
                    self._stream.start()
                except library.PortAudioError as error:
                    failure = str(error)
                    continue
                self.rate = rate
                return
        raise EdgeAacError(
            f"The microphone {device.name} cannot be opened ({failure}). Close what else uses "
            "it, or choose another: `edge-aac devices` lists them."
        )

    def read(self, frames: int) -> FloatArray:
        """Block until so many frames are there."""
        samples, _ = self._stream.read(frames)
        return np.asarray(samples, np.float32)

    def close(self) -> None:
        """Abort, so that a blocked read returns."""
        threading.Thread(target=self._abort, daemon=True).start()

    def _abort(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)


def open_microphone(
    wanted: str | None,
    buffer_seconds: float,
    stall_seconds: float,
    library: Any | None = None,
    open_recorder: Callable[[Any, Device], Recorder] = _PortAudioRecorder,
) -> Microphone:
    """Open the default microphone, or one by its name or a part of it.

    Raises
    ------
    EdgeAacError
        There is none, none of that name, or it cannot be opened.
    """
    if library is None:
        library = sound_library()
        # PortAudio's list is frozen when it starts: look again, for what was plugged in since.
        library._terminate()
        library._initialize()
    device = choose(list_devices(library).inputs, wanted)
    return Microphone(open_recorder(library, device), device.name, buffer_seconds, stall_seconds)


def choose(inputs: tuple[Device, ...], wanted: str | None) -> Device:
    """The device that a name means."""
    if not inputs:
        raise EdgeAacError(
            "No microphone was found. Plug one in, or hear the demonstration: "
            "edge-aac listen --input demo."
        )
    if wanted is None:
        return next((one for one in inputs if one.default), inputs[0])
    exact = [one for one in inputs if one.name == wanted]
    near = [one for one in inputs if wanted.lower() in one.name.lower()]
    if not exact and not near:
        names = ", ".join(one.name for one in inputs[:8])
        raise EdgeAacError(f"There is no microphone called {wanted}. There are: {names}.")
    return (exact or near)[0]

"""A microphone -> blocks; its silence is noticed by missing samples.

In: a sound system and a device's name. Out: blocks at 16 kHz from a drop-oldest ring.
One thread opens, reads and closes the device (blocking reads work under a hardened
service where callbacks do not) and never waits for the listener. A device that gives
nothing for `stall_seconds` is lost, whatever it claims. A thread that never comes
back from the device is left behind, and nothing else touches that device. A device in whose
place the sound server gives another one is lost as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from edge_aac.audio import tempo
from edge_aac.audio.mono import Mono
from edge_aac.audio.quality import Defect, QualityState, judge
from edge_aac.audio.quality_measures import frame, pieces
from edge_aac.audio.reading_lengths import ReadingLengths
from edge_aac.audio.recorder import Recorder, SoundSystem
from edge_aac.audio.repeats import RepeatState, listen
from edge_aac.audio.resample import Resampler
from edge_aac.audio.ring import Ring
from edge_aac.audio.source import SourceLost
from edge_aac.audio.tempo import TempoState
from edge_aac.devices.exhaustion import exhausted, in_words
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.hanging import SILENT
from edge_aac.devices.soundserver import Node
from edge_aac.devices.whereabouts import Whereabouts, follow
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block

OPEN_SECONDS = 20.0
"""A sound system that has not opened the device after so long hangs."""
START_SECONDS = 6.0
"""The first samples may take longer than later ones: a headset wakes, a server starts."""
CLOSE_SECONDS = 2.0


def _unknown(astray: Callable[[], None], wanted: str | None) -> None:
    """Whereabouts where there is no sound server to ask."""


class Microphone:
    """A device behind a ring.

    Parameters
    ----------
    system : SoundSystem
    wanted : str or None
        A device's number, its name or a part of it; None for the default one.
    buffer_seconds, stall_seconds : float
        How much is kept for a late listener, and how long a device may give nothing.
    channel : int or None
        The one channel to take, counted from 0; None joins them.
    open_seconds, start_seconds, close_seconds : float
        How long it may take to open, to give its first sample, to close.
    now : callable
        Seconds on a clock that never jumps.
    whereabouts : callable
        Follows which source of the sound server is heard, once it is open, and calls what it is
        given where another is than the one of that name; None where that is not known.

    Raises
    ------
    EdgeAacError
        It cannot be opened.
    """

    live = True

    def __init__(
        self,
        system: SoundSystem,
        wanted: str | None,
        buffer_seconds: float,
        stall_seconds: float,
        *,
        channel: int | None = None,
        open_seconds: float = OPEN_SECONDS,
        start_seconds: float = START_SECONDS,
        close_seconds: float = CLOSE_SECONDS,
        now: Callable[[], float] = time.monotonic,
        whereabouts: Callable[[Callable[[], None], str | None], Whereabouts | None] = _unknown,
    ) -> None:
        self._find = whereabouts
        self._whereabouts: Whereabouts | None = None
        self.name = wanted or "default"
        self._system = system
        self._wanted = wanted
        self._channel = channel
        self._stall_seconds = stall_seconds
        self._start_seconds = max(start_seconds, stall_seconds)
        self._close_seconds = close_seconds
        self._ring = Ring(int(buffer_seconds * SAMPLE_RATE))
        self._quality = QualityState()
        self._now = now
        self._tempo = TempoState()
        self._closed = threading.Event()
        self._opened = threading.Event()
        self._refusal: Exception | None = None
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)
        with in_words():
            self._thread.start()
        try:
            in_time = self._opened.wait(open_seconds)
        except BaseException:  # the person does not want to wait
            self._closed.set()
            raise
        if not in_time:
            self._closed.set()
            system.abandon()
            raise DeviceError(DeviceFault.SILENT, SILENT)
        if self._refusal is not None:
            with in_words():
                raise self._refusal

    @property
    def dropped(self) -> int:
        """Samples lost because the listener or the device's reader was late."""
        return self._ring.dropped

    @property
    def waiting(self) -> float:
        """How much sound was read and not taken yet [s]."""
        return self._ring.waiting / SAMPLE_RATE

    @property
    def defects(self) -> frozenset[Defect]:
        """What is wrong with how it hears."""
        return self._quality.defects | ({Defect.TEMPO} if self._tempo.off else frozenset())

    @property
    def heard(self) -> Node | None:
        """The source of the sound server that is heard now; None where that is not known."""
        return None if self._whereabouts is None else self._whereabouts.now

    def blocks(self) -> Iterator[Block]:
        """Blocks until the microphone is closed.

        Raises
        ------
        SourceLost
            It gives no samples any more, only such as it gave before, or those of another one.
        """
        patience = self._start_seconds
        while not self._closed.is_set():
            block = self._ring.take(HOP_SAMPLES, patience)
            if Defect.REPEATING in self._quality.defects:
                raise SourceLost(self._lost("it gives the same sound again and again"))
            if self._whereabouts is not None and self._whereabouts.strayed:
                raise SourceLost(self._lost("the sound server gives another in its place"))
            if block is not None:
                patience = self._stall_seconds
                yield block
            elif not self._closed.is_set():
                reason = f"it gave nothing for {patience:g} s"
                used_up = None
                if self._fault is not None:
                    reason = "it stopped with a fault"
                    used_up = exhausted(self._fault)
                sentence = self._lost(reason) if used_up is None else str(used_up)
                raise SourceLost(sentence) from self._fault

    def _lost(self, reason: str) -> str:
        return f"The microphone {self.name} is lost, {reason}: check that it is plugged in."

    def close(self) -> None:
        """Stop reading; returns also where the device hangs."""
        self._closed.set()
        self._ring.close()
        self._thread.join(self._close_seconds)
        if self._thread.is_alive():
            self._system.abandon()

    def _run(self) -> None:
        try:
            recorder = self._system.open(self._wanted)
        except Exception as error:  # raised in the thread that waits for the opening
            self._refusal = error
            self._opened.set()
            return
        self.name = recorder.name
        try:
            # Another source may give nothing at first, and who waits for it need not wait.
            self._whereabouts = self._find(self._ring.close, recorder.source)
            self._opened.set()
            self._read(recorder)
        except Exception as error:  # whatever a driver raises means the same: no samples
            self._fault = error
        finally:
            self._opened.set()
            # First the ring: closing a device may hang as well.
            self._ring.close()
            if self._whereabouts is not None:
                self._whereabouts.close()
            recorder.close()

    def _read(self, recorder: Recorder) -> None:
        joined, resampler = Mono(recorder.rate, self._channel), Resampler(recorder.rate)
        lengths, repeats = ReadingLengths(recorder.rate), RepeatState()
        while not self._closed.is_set():
            reading = recorder.read(lengths.next)
            count = reading.lost + len(reading.samples)
            self._tempo = tempo.listen(self._tempo, count, recorder.rate, self._now())
            self._ring.skip(round(reading.lost * SAMPLE_RATE / recorder.rate))
            samples = resampler.step(joined.step(reading.samples))
            for piece, heard in pieces(reading.samples, samples, lengths.segment):
                repeats = listen(repeats, piece)
                self._quality = judge(self._quality, frame(piece, heard, repeats.found))
            lengths.given(len(samples))
            self._ring.write(samples)


def open_microphone(
    wanted: str | None, buffer_seconds: float, stall_seconds: float, channel: int | None = None
) -> Microphone:
    """Open the default microphone, or one by its number, its name or a part of it.

    Raises
    ------
    EdgeAacError
        There is none, none of that name, none with such a channel (counted from 1), or it
        cannot be opened.
    """
    from edge_aac.audio.portaudio import PortAudio

    index = None if channel is None else channel - 1
    return Microphone(
        PortAudio(channel=channel),
        wanted,
        buffer_seconds,
        stall_seconds,
        channel=index,
        whereabouts=follow,
    )

"""A listener at which a fault strikes when it gets SIGUSR2.

    python -m benchmarks.faults.struck FAULT listen [arguments of `edge-aac listen`]

The fault is put around one function of the real program, in its own process; everything else is as
ever. ALARM is no fault: the pipeline decides that a smoke alarm sounds.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from edge_aac.types import SAMPLE_RATE, Block, Caption, FloatArray, Priority, Utterance
from models.ground.desk import at_desk

ALARM_TEXT = "A smoke alarm is sounding."
SLOW_RATE = 15_800
LAST_BIT = 1.0 / 32_768
FAR_TOO_QUIET = np.float32(10 ** (-45 / 20))
TALK, WORD_SAMPLES, PAUSE_SAMPLES = 0.05, 12_000, 6_000
"""Words of noise as loud as talk nearby, root of the mean square, and the pauses between them."""
SLOW_SECONDS = 0.3
"""For a hop of 0.16 s."""
SILENT_SECONDS = 12.0
CONSTANT = 0.05
"""Of full scale: what a converter gives that hangs at one value."""

struck = threading.Event()


def once() -> bool:
    """Whether the fault strikes now, for the only time."""
    if not struck.is_set():
        return False
    struck.clear()
    return True


def readings(make: Callable[[FloatArray], FloatArray]) -> None:
    """What the device gives is what the fault makes of it."""
    from edge_aac.audio.portaudio import _Stream

    read = _Stream.read

    def taken(stream: Any, frames: int) -> Any:
        reading = read(stream, frames)
        return replace(reading, samples=make(reading.samples))

    _Stream.read = taken  # type: ignore


def zeros() -> None:
    """Nothing but zeros, from now on."""
    readings(lambda samples: np.zeros_like(samples) if struck.is_set() else samples)


def constant() -> None:
    """Nothing but one value."""
    readings(lambda samples: np.full_like(samples, CONSTANT) if struck.is_set() else samples)


def repeated() -> None:
    """The same buffer again and again."""
    kept: list[FloatArray] = []

    def again(samples: FloatArray) -> FloatArray:
        if struck.is_set():
            kept[:] = kept or [samples]
            return kept[0]
        return samples

    readings(again)


def zeros_for_a_while() -> None:
    """Zeros for some seconds, each time it strikes."""
    until = [0.0]

    def silenced(samples: FloatArray) -> FloatArray:
        if once():
            until[0] = time.monotonic() + SILENT_SECONDS
        return np.zeros_like(samples) if time.monotonic() < until[0] else samples

    readings(silenced)


def nearly_constant() -> None:
    """One value, of which the last bit moves."""
    rng = np.random.default_rng(1)

    def moved(samples: FloatArray) -> FloatArray:
        bit = LAST_BIT * rng.integers(0, 2, samples.shape)
        return (CONSTANT + bit).astype(np.float32) if struck.is_set() else samples

    readings(moved)


def numberless() -> None:
    """Nothing but what is no number."""
    readings(lambda samples: np.full_like(samples, np.nan) if struck.is_set() else samples)


def clipped() -> None:
    """Everything at full scale."""
    readings(lambda samples: np.sign(samples) if struck.is_set() else samples)


def offset() -> None:
    """Samples that lie around a third of full scale."""
    readings(lambda samples: samples + np.float32(0.3) if struck.is_set() else samples)


def too_quiet() -> None:
    """Talk nearby, 45 dB quieter than it should be."""
    rng, at = np.random.default_rng(2), [0]

    def quieter(samples: FloatArray) -> FloatArray:
        if not struck.is_set():
            return samples
        places = (at[0] + np.arange(len(samples))) % (WORD_SAMPLES + PAUSE_SAMPLES)
        at[0] += len(samples)
        talk = TALK * rng.standard_normal(samples.shape) * (places < WORD_SAMPLES)[:, None]
        return (FAR_TOO_QUIET * (samples + talk)).astype(np.float32)

    readings(quieter)


def read_hangs() -> None:
    """A reading never comes back."""

    def hang_once(samples: FloatArray) -> FloatArray:
        while struck.is_set():
            time.sleep(1.0)
        return samples

    readings(hang_once)


def read_raises() -> None:
    """A reading raises once."""
    from edge_aac.audio.portaudio import _Stream

    raising(_Stream, "read")


def encoder_numberless() -> None:
    """The network gives at one hop what is no number."""
    from edge_aac.encoder.streamed import Streamed

    step = Streamed.step

    def stepped(network: Any, *given: Any) -> Any:
        after, outputs = step(network, *given)
        return after, [np.full_like(one, np.nan) for one in outputs] if once() else outputs

    Streamed.step = stepped  # type: ignore


def encoder_slow() -> None:
    """The encoder takes twice as long as the sound lasts, for some time."""
    from edge_aac.encoder.encoder import Encoder

    step = Encoder.step

    def stepped(encoder: Any, *given: Any) -> Any:
        time.sleep(SLOW_SECONDS if struck.is_set() else 0.0)
        return step(encoder, *given)

    Encoder.step = stepped  # type: ignore


def not_a_number() -> None:
    """One reading of what is no number."""
    readings(lambda samples: np.full_like(samples, np.nan) if once() else samples)


def raising(whole: Any, name: str, thread: str | None = None) -> None:
    """A method that raises once, on a thread of that name where one is given."""
    method = getattr(whole, name)

    def call(*given: Any, **more: Any) -> Any:
        if thread in {None, threading.current_thread().name} and once():
            raise ValueError("struck")
        return method(*given, **more)

    setattr(whole, name, call)


def slow() -> None:
    """The device gives 15,800 samples a second and says that they are 16,000."""
    from edge_aac.audio.portaudio import _Stream

    read = _Stream.read

    def taken(stream: Any, frames: int) -> Any:
        if not struck.is_set():
            return read(stream, frames)
        reading = read(stream, round(frames * SAMPLE_RATE / SLOW_RATE))
        places = np.linspace(0.0, len(reading.samples) - 1.0, frames)
        grid = np.arange(len(reading.samples))
        columns = [np.interp(places, grid, one) for one in reading.samples.T]
        return replace(reading, samples=np.stack(columns, axis=1).astype(np.float32))

    _Stream.read = taken  # type: ignore


def encoder() -> None:
    """The encoder raises at one block."""
    from edge_aac.encoder.encoder import Encoder

    raising(Encoder, "step")


def encoder_for_good() -> None:
    """The encoder raises at every block from now on."""
    _failing_step(lambda: ValueError("struck") if struck.is_set() else None)


def encoder_without_memory() -> None:
    """There is no memory for what the encoder needs at one block."""
    _failing_step(lambda: MemoryError() if once() else None)


def _failing_step(failure: Callable[[], Exception | None]) -> None:
    from edge_aac.encoder.encoder import Encoder

    step = Encoder.step

    def stepped(encoder: Any, *given: Any) -> Any:
        error = failure()
        if error is not None:
            raise error
        return step(encoder, *given)

    Encoder.step = stepped  # type: ignore


def speaker() -> None:
    """The speaker's thread meets an exception."""
    from edge_aac.speech.queue.queue_policy import QueuePolicy

    raising(QueuePolicy, "on_time", "speaker")


def control() -> None:
    """The thread of the control socket meets one."""
    from edge_aac.control.control_socket import ControlSocket

    raising(ControlSocket, "_read_lines", "control")


def hang() -> None:
    """The loop never comes back from a block."""

    def decided(outputs: list[Any]) -> list[Any]:
        while struck.is_set():
            time.sleep(1.0)
        return outputs

    _decided(decided)


def alarm() -> None:
    """A smoke alarm is decided."""

    def decided(outputs: list[Any]) -> list[Any]:
        if not once():
            return outputs
        announced = Caption(0.0, 0.0, 0.0, ALARM_TEXT, Priority.CRITICAL, spoken=True)
        return [*outputs, announced, Utterance(ALARM_TEXT, Priority.CRITICAL, 0.0, "struck")]

    _decided(decided)


def _decided(make: Callable[[list[Any]], list[Any]]) -> None:
    from edge_aac.pipeline.pipeline import Pipeline

    step = Pipeline.step

    def stepped(pipeline: Pipeline, block: Block) -> list[Any]:
        return make(step(pipeline, block))

    Pipeline.step = stepped  # type: ignore


FAULTS = {
    one.__name__: one
    for one in (
        zeros, zeros_for_a_while, constant, nearly_constant, repeated, not_a_number, numberless,
        clipped, offset, too_quiet, slow, read_hangs, read_raises, encoder, encoder_for_good,
        encoder_numberless, encoder_slow, encoder_without_memory, speaker, control, hang, alarm,
    )
}  # fmt: skip


def main() -> None:
    """Listen, with the fault in wait."""
    from edge_aac.cli.main import main as edge_aac

    fault, *arguments = sys.argv[1:]
    FAULTS[fault]()
    signal.signal(signal.SIGUSR2, lambda *_: struck.set())
    # A shell's background ignores Ctrl-C, and so would this.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Its own words, as where a person starts it: it may put a parent above the listener.
    sys.argv[1:] = arguments
    sys.exit(edge_aac())


if __name__ == "__main__":
    at_desk(main)

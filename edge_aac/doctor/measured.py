"""What a recording is like, in numbers.

In: a recording. Out: a frozen `Measured`. How each 40 ms are measured is
`audio.quality_measures`'s; the bounds of the rate are made here. Never does: judging.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge_aac.audio.mono import Mono
from edge_aac.audio.quality import CLIPPED_PART, LOUD_DB, QUIETEST_DB, RUN_FRAMES, Frame
from edge_aac.audio.quality_measures import frame
from edge_aac.audio.repeats import RepeatState, listen
from edge_aac.audio.resample import Resampler
from edge_aac.doctor.microphone_sample import MicrophoneSample

_BURST = 0.25
"""A reading that comes within this part of its own length after the last one came with it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A recording, in numbers."""

    name: str
    rate: int
    """Frames a second that it promises."""
    slowest: float
    fastest: float
    """Between these lies the rate at which it gave them [frames a second]."""
    lost: int
    """Frames that the device lost."""
    level: float
    """The loudest fifth of a second [dBFS]."""
    floor: float
    """The quietest 40 ms [dBFS]."""
    offset: float
    """Mean of all samples; full scale is 1."""
    clipped: float
    """Part of the 40 ms pieces in which samples are at full scale, 0 to 1."""
    still: bool
    """Nothing but one value."""
    repeats: bool
    """The same sound to the bit, again and again."""
    treble: float | None
    """The most that loud pieces had above 4.3 kHz, against what is below [dB]; None without any."""


def measure(recording: MicrophoneSample) -> Measured:
    """Measure all of it."""
    frames = list(_frames(recording))
    levels = [max(one.level, QUIETEST_DB) for one in frames]
    runs = [min(levels[i : i + RUN_FRAMES]) for i in range(max(1, len(levels) - RUN_FRAMES + 1))]
    loud = [one.treble for one in frames if one.level >= LOUD_DB]
    slowest, fastest = rate_bounds(recording)
    return Measured(
        name=recording.name,
        rate=recording.rate,
        slowest=slowest,
        fastest=fastest,
        lost=recording.lost,
        level=max(runs, default=QUIETEST_DB),
        floor=min(levels, default=QUIETEST_DB),
        offset=sum(one.offset for one in frames) / max(1, len(frames)),
        clipped=sum(one.clipped > CLIPPED_PART for one in frames) / max(1, len(frames)),
        still=all(one.still for one in frames),
        repeats=any(one.repeats for one in frames),
        treble=max(loud) if len(loud) >= RUN_FRAMES else None,
    )


def rate_bounds(recording: MicrophoneSample) -> tuple[float, float]:
    """Between which rates the true one lies [frames a second].

    A sound server hands over several readings at once. So many frames more or fewer may have
    come by the last time than came between: the largest burst is the bound of the error.
    """
    bursts = _bursts(recording)
    if len(bursts) < 2:
        return 0.0, float("inf")
    seconds = max(bursts[-1][0] - bursts[0][0], 1e-9)
    came = sum(frames for _, frames in bursts[1:])
    error = max(frames for _, frames in bursts)
    return (came - error) / seconds, (came + error) / seconds


def _bursts(recording: MicrophoneSample) -> list[tuple[float, int]]:
    """When readings came, and how many frames at once."""
    bursts: list[tuple[float, int]] = []
    for one in recording.arrivals:
        frames = len(one.samples) + one.lost
        if bursts and one.at - bursts[-1][0] < _BURST * frames / recording.rate:
            at, before = bursts[-1]
            bursts[-1] = at, before + frames
        else:
            bursts.append((one.at, frames))
    return bursts


def _frames(recording: MicrophoneSample) -> Iterator[Frame]:
    joined, resampler, repeats = Mono(recording.rate), Resampler(recording.rate), RepeatState()
    for one in recording.arrivals:
        samples = resampler.step(joined.step(one.samples))
        if len(samples) and len(one.samples):
            repeats = listen(repeats, one.samples)
            yield frame(one.samples, samples, repeats.found)

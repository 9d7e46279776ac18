"""Whether a sound that is played is heard as what it is.

In: an open source, the pipeline, a sound and something that plays it. Out: a frozen
`TrialOutcome`. The only clock is the source's. Never does: printing.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.audio.source import Source
from edge_aac.doctor.loudspeaker import Loudspeaker
from edge_aac.doctor.trial_sounds import Rendered
from edge_aac.pipeline.pipeline import Pipeline
from edge_aac.types import SAMPLE_RATE, Event

AFTER_SECONDS = 6.0
"""So long after its end a sound may still be named."""
BEFORE_SAMPLES = SAMPLE_RATE // 2
"""A sound server's microphone gives nothing at first."""


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What became of it."""

    seconds: float | None
    """From the first sample played until it was named; None where it never was."""
    others: tuple[str, ...]
    """Labels that were heard in its place."""
    played: bool
    """Whether the device took all of it."""


def try_out(
    source: Source, pipeline: Pipeline, sound: Rendered, loudspeaker: Loudspeaker, seconds: float
) -> TrialOutcome:
    """Play a sound once, and listen until it is heard or should have been.

    Parameters
    ----------
    source : Source
    pipeline : Pipeline
    sound : Rendered
    loudspeaker : Loudspeaker
        Has the sound.
    seconds : float
        How long the sound lasts.

    Raises
    ------
    EdgeAacError
        The microphone is lost.
    """
    began: int | None = None
    others: dict[str, None] = {}
    for block in source.blocks():
        outputs = pipeline.step(block)
        if began is None:
            if block.start >= BEFORE_SAMPLES:
                began = block.start + len(block.samples)
                loudspeaker.start()
            continue
        for output in outputs:
            if not isinstance(output, Event):
                continue
            after = output.t - began / SAMPLE_RATE
            if output.label in sound.accepted:
                return TrialOutcome(after, (), not loudspeaker.failed)
            others[output.label] = None
        if block.start - began > (seconds + AFTER_SECONDS) * SAMPLE_RATE or loudspeaker.failed:
            break
    return TrialOutcome(None, tuple(others), not loudspeaker.failed)

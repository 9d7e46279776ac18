"""How the listener is, in sentences and in figures.

In: what it hears, what is withheld, since when it listens, what went wrong. Out: a few sentences,
which tell nothing of what is well; and the same and more as a JSON object. Never does: changing
anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_aac.answers.wording import Wording, upper
from edge_aac.devices.soundserver import Node
from edge_aac.pipeline.interfaces import QueryTarget
from edge_aac.supervision.board import Board
from edge_aac.supervision.fault_history import PastFault
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class HealthSnapshot:
    """How the listener is, when something is asked."""

    source: str
    lost: bool
    dropped: int = 0
    """Samples of the source that never came."""
    skipped: int = 0
    """Blocks at which a part of the listener failed."""
    unwritten: int = 0
    """Lines that could not be written."""
    faults: Mapping[str, int] = field(default_factory=dict)
    """How often each fault was announced."""
    last: PastFault | None = None
    heard: Node | None = None
    """The sound server's source that the sound comes from, where that is known."""


def health_sentences(
    pipeline: QueryTarget,
    moment: HealthSnapshot,
    wording: Wording,
    listening: float,
    machine: Board,
) -> tuple[str, ...]:
    """Whether it hears, whether it is quiet or muted, how much was missed, what went wrong.

    Parameters
    ----------
    pipeline : QueryTarget
    moment : HealthSnapshot
    wording : Wording
    listening : float
        Since when it runs [s].
    machine : Board
    """
    outlet = pipeline.outlet
    length = wording.length(listening)
    told = [
        wording.status("lost")
        if moment.lost
        else wording.status("listening", source=moment.source, length=length)
    ]
    heard = None if moment.lost else moment.heard
    if heard is not None and moment.source not in {heard.name, heard.description}:
        told.append(wording.status("heard", source=heard.description))
    if outlet.silence.muted:
        told.append(wording.status("muted"))
    elif outlet.silence.until is not None:
        left = outlet.silence.until - pipeline.seconds
        told.append(wording.status("quiet", length=wording.length(left)))
    if len(outlet.missed):
        count = wording.things(len(outlet.missed))
        told.append(upper(wording.status("missed", count=count)))
    return (*told, *_amiss(moment, wording, machine))


def _amiss(moment: HealthSnapshot, wording: Wording, machine: Board) -> list[str]:
    """What is not as it should be, or was not."""
    told = []
    if moment.dropped:
        length = wording.length(moment.dropped / SAMPLE_RATE)
        told.append(wording.status("dropped", length=length))
    if moment.unwritten:
        told.append(wording.status("unwritten", count=moment.unwritten))
    if machine.slowed:
        hot = "slowed" if machine.celsius is None else "hot"
        told.append(wording.status(hot, celsius=round(machine.celsius or 0.0)))
    if moment.last is not None:
        when = wording.ago(moment.last.seconds)
        told.append(wording.status("fault", when=when, text=moment.last.sentence))
    return told


def health_figures(
    pipeline: QueryTarget, moment: HealthSnapshot, listening: float, machine: Board
) -> dict[str, object]:
    """The JSON object of it, as `edge_aac.report.FIGURES` describes; parameters as above."""
    last = moment.last
    silence = pipeline.outlet.silence
    return {
        "uptime": round(listening, 1),
        "source": moment.source,
        "heard": None if moment.lost or moment.heard is None else moment.heard.name,
        "lost": moment.lost,
        "muted": silence.muted,
        "quiet": silence.until is not None,
        "withheld": len(pipeline.outlet.missed),
        "hops": int(pipeline.seconds * SAMPLE_RATE) // HOP_SAMPLES,
        "dropped_samples": moment.dropped,
        "skipped_blocks": moment.skipped,
        "unwritten": moment.unwritten,
        "faults": dict(moment.faults),
        "last_fault": None if last is None else last.notice.value,
        "last_fault_ago": None if last is None else round(last.seconds, 1),
        "temperature": machine.celsius,
        "slowed": machine.slowed,
    }

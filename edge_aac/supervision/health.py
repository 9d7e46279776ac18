"""How the listener is, in sentences and in figures.

In: what it hears, what is withheld, since when it listens, what went wrong. Out: a few sentences,
which leave out what is well; and the same and more as a JSON object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_aac.answers.wording import Wording, upper
from edge_aac.devices.soundserver import Node
from edge_aac.pipeline.interfaces import QueryTarget
from edge_aac.supervision.board import Board
from edge_aac.supervision.fault_history import PastFault
from edge_aac.supervision.workload import Workload
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
    restarts: Mapping[str, int] = field(default_factory=dict)
    """How often each part was begun again."""
    load: Workload = field(default_factory=Workload)
    """Whether it keeps up with the source."""


def health_sentences(
    pipeline: QueryTarget,
    snapshot: HealthSnapshot,
    wording: Wording,
    listening: float,
    machine: Board,
) -> tuple[str, ...]:
    """Whether it hears, whether it is quiet or muted, how much was missed, what went wrong.

    Parameters
    ----------
    pipeline : QueryTarget
    snapshot : HealthSnapshot
    wording : Wording
    listening : float
        Since when it runs [s].
    machine : Board
    """
    output_filter = pipeline.output_filter
    length = wording.length(listening)
    sentences = [
        wording.status("lost")
        if snapshot.lost
        else wording.status("listening", source=snapshot.source, length=length)
    ]
    heard = None if snapshot.lost else snapshot.heard
    if heard is not None and snapshot.source not in {heard.name, heard.description}:
        sentences.append(wording.status("heard", source=heard.description))
    if output_filter.silence.muted:
        sentences.append(wording.status("muted"))
    elif output_filter.silence.until is not None:
        left = output_filter.silence.until - pipeline.seconds
        sentences.append(wording.status("quiet", length=wording.length(left)))
    if len(output_filter.missed):
        count = wording.things(len(output_filter.missed))
        sentences.append(upper(wording.status("missed", count=count)))
    return (*sentences, *_amiss(snapshot, wording, machine))


def _amiss(snapshot: HealthSnapshot, wording: Wording, machine: Board) -> list[str]:
    """What is not as it should be, or was not."""
    sentences = []
    if snapshot.dropped:
        length = wording.length(snapshot.dropped / SAMPLE_RATE)
        sentences.append(wording.status("dropped", length=length))
    if snapshot.load.thinned:
        sentences.append(wording.status("thinned"))
    if snapshot.unwritten:
        sentences.append(wording.status("unwritten", count=snapshot.unwritten))
    if machine.slowed:
        hot = "slowed" if machine.celsius is None else "hot"
        sentences.append(wording.status(hot, celsius=round(machine.celsius or 0.0)))
    if snapshot.last is not None:
        when = wording.ago(snapshot.last.seconds)
        sentences.append(wording.status("fault", when=when, text=snapshot.last.sentence))
    return sentences


def health_figures(
    pipeline: QueryTarget, snapshot: HealthSnapshot, listening: float, machine: Board
) -> dict[str, object]:
    """The JSON object of it, as `edge_aac.report.FIGURES` describes; parameters as above."""
    last = snapshot.last
    silence = pipeline.output_filter.silence
    return {
        "uptime": round(listening, 1),
        "source": snapshot.source,
        "heard": None if snapshot.lost or snapshot.heard is None else snapshot.heard.name,
        "lost": snapshot.lost,
        "muted": silence.muted,
        "quiet": silence.until is not None,
        "withheld": len(pipeline.output_filter.missed),
        "hops": int(pipeline.seconds * SAMPLE_RATE) // HOP_SAMPLES,
        "dropped_samples": snapshot.dropped,
        "behind": round(snapshot.load.behind, 2),
        "thinned": snapshot.load.thinned,
        "thinned_seconds": round(snapshot.load.thinned_seconds, 1),
        "skipped_blocks": snapshot.skipped,
        "unwritten": snapshot.unwritten,
        "faults": dict(snapshot.faults),
        "restarts": dict(snapshot.restarts),
        "last_fault": None if last is None else last.notice.value,
        "last_fault_ago": None if last is None else round(last.seconds, 1),
        "temperature": machine.celsius,
        "slowed": machine.slowed,
    }

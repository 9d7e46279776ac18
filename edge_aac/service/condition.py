"""How the listener is, in sentences.

In: what it hears, what is withheld, since when it listens. Out: a few sentences. Never
does: changing anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.service.hearer import Described
from edge_aac.service.wording import Wording, upper


@dataclass(frozen=True, slots=True)
class Moment:
    """How the listener is, when something is asked."""

    source: str
    lost: bool


def condition(
    pipeline: Described, moment: Moment, wording: Wording, listening: float
) -> tuple[str, ...]:
    """Whether it hears, whether it is quiet or muted, how much was missed.

    Parameters
    ----------
    pipeline : Described
    moment : Moment
    wording : Wording
    listening : float
        Since when it runs [s].
    """
    outlet = pipeline.outlet
    length = wording.length(listening)
    told = [
        wording.status("lost")
        if moment.lost
        else wording.status("listening", source=moment.source, length=length)
    ]
    if outlet.silence.muted:
        told.append(wording.status("muted"))
    elif outlet.silence.until is not None:
        left = outlet.silence.until - pipeline.seconds
        told.append(wording.status("quiet", length=wording.length(left)))
    if len(outlet.missed):
        count = wording.things(len(outlet.missed))
        told.append(upper(wording.status("missed", count=count)))
    return tuple(told)

"""Which of the listener's faults a microphone that hears badly is.

In: a source, and its defects. Out: faults that are wrong, and those that are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from edge_aac.audio.quality import Defect
from edge_aac.supervision.faults import Fault, Faults

OF_DEFECT: Mapping[Defect, Fault] = MappingProxyType(
    {
        Defect.TOO_QUIET: Fault.TOO_QUIET,
        Defect.CLIPPING: Fault.CLIPPING,
        Defect.OFFSET: Fault.OFFSET,
        Defect.NARROW: Fault.NARROW,
        Defect.TEMPO: Fault.TEMPO,
        Defect.SILENT: Fault.SILENCE,
    }
)


@runtime_checkable
class Judged(Protocol):
    """A source that knows how well it hears; a file does not."""

    @property
    def defects(self) -> frozenset[Defect]:
        """What is wrong with it now."""


def notice_defects(source: object, faults: Faults) -> None:
    """Hand a source's defects on."""
    if not isinstance(source, Judged):
        return
    defects = source.defects
    for defect, fault in OF_DEFECT.items():
        (faults.wrong if defect in defects else faults.right)(fault)

"""Which of the listener's faults a microphone that hears badly is.

In: a source, and its defects. Out: faults that are wrong, and those that are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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


def notice_defects(source: object, faults: Faults) -> None:
    """Hand on what is wrong with how a source hears; a file does not know, and has no `defects`."""
    # Asked at every hop: a check against a protocol takes twenty times as long.
    defects: frozenset[Defect] | None = getattr(source, "defects", None)
    if defects is None:
        return
    for defect, fault in OF_DEFECT.items():
        (faults.wrong if defect in defects else faults.right)(fault)

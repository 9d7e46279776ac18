"""How hot the machine is, and whether it runs slower for it.

In: the machine's state. Out: a finding. Never does: measuring.
"""

from __future__ import annotations

from dataclasses import replace

from edge_aac.doctor.finding import Check, Finding, fine, warning
from edge_aac.supervision.board import Board

HOT = 80.0
"""A Raspberry Pi begins to slow down here [degrees Celsius]."""


def heat(board: Board) -> Finding:
    """Whether the machine is too hot, or its supply too weak."""
    celsius = None if board.celsius is None else round(board.celsius)
    figures = {"celsius": celsius, "slowed": board.slowed}
    if celsius is not None and celsius >= HOT:
        found = warning(Check.HEAT, "hot_slowed" if board.slowed else "hot", celsius=celsius)
    elif board.slowed:
        found = warning(Check.HEAT, "slowed")
    elif celsius is None:
        found = fine(Check.HEAT, "heat_unknown")
    else:
        found = fine(Check.HEAT, "heat", celsius=celsius)
    return replace(found, figures=figures)

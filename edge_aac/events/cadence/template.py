"""A group of pulses as a shape in time: where it sounds and where it is silent.

In: a standard and one of its speeds. Out: a frozen `Template`. Never does: comparing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.patterns import Standard
from edge_aac.events.cadence.tones import COLUMN_FRAMES, COLUMN_SECONDS


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One speed of one standard's group, on columns of 20 ms."""

    period: float
    """From pulse to pulse [s]."""
    on: NDArray[np.bool_]
    """Columns in which it sounds, shape (n,)."""
    off: NDArray[np.bool_]
    """Columns in which it is silent; what is in neither is not looked at."""
    first: int
    """Column in which the first pulse begins."""
    last: int
    """Column after the last pulse."""
    pulses: tuple[slice, ...]
    """The frames of each pulse."""
    sounding: NDArray[np.intp]
    """All frames of the pulses."""
    silent: NDArray[np.intp]
    """All frames of the pauses."""

    def __len__(self) -> int:
        return len(self.on)


def templates(standard: Standard) -> tuple[Template, ...]:
    """All speeds of a standard."""
    return tuple(_template(standard, period, sounding) for period, sounding in standard.shapes)


def _template(standard: Standard, period: float, sounding: float) -> Template:
    starts = [standard.before + k * period for k in range(standard.pulses)]
    end = starts[-1] + (standard.cut or sounding)
    over = end if standard.cut else end + (period - sounding) + standard.tail
    on = [(start + standard.edge, min(over, start + sounding)) for start in starts]
    off = [(0.0, standard.before - standard.edge)]
    off += [
        (start + sounding + standard.settle, after - standard.edge / 2)
        for start, after in zip(starts, [*starts[1:], over + standard.edge / 2], strict=True)
    ]
    n = round(over / COLUMN_SECONDS)
    first, last = (round(at / COLUMN_SECONDS) for at in (standard.before, end))
    return _in_frames(period, _columns_in(on, n), _columns_in(off, n), first, last)


def _in_frames(
    period: float, on: NDArray[np.bool_], off: NDArray[np.bool_], first: int, last: int
) -> Template:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    bounds = (edges * COLUMN_FRAMES).tolist()
    pulses = tuple(slice(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    sounding = np.flatnonzero(np.repeat(on, COLUMN_FRAMES))
    silent = np.flatnonzero(np.repeat(off, COLUMN_FRAMES))
    return Template(period, on, off, first, last, pulses, sounding, silent)


def _columns_in(spans: list[tuple[float, float]], n: int) -> NDArray[np.bool_]:
    middle = (np.arange(n) + 0.5) * COLUMN_SECONDS
    inside = np.zeros(n, bool)
    for start, end in spans:
        inside |= (middle >= start) & (middle < end)
    return inside

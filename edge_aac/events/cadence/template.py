"""A group of pulses as a shape in time: where it sounds, where it is silent, how much that counts.

In: a standard and one of its speeds. Out: a frozen `Template`. Never does: comparing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.cadence.masks import Masks
from edge_aac.events.cadence.patterns import Standard
from edge_aac.events.cadence.tones import COLUMN_SECONDS
from edge_aac.types import FloatArray

_NEAR_SECONDS = 0.5
"""Silence so near to the first pulse counts in full; earlier silence by the standard's part."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One speed of one standard's group, on columns of 20 ms."""

    period: float
    """From pulse to pulse [s]."""
    on: FloatArray
    """1 where it sounds, shape (n,)."""
    off: FloatArray
    """How much silence counts where it is silent; what is in neither is not looked at."""
    first: int
    """Column in which the first pulse begins."""
    last: int
    """Column after the last pulse."""
    pulses: tuple[slice, ...]
    """The columns of each pulse."""
    sounding: NDArray[np.intp]
    """All columns of the pulses."""
    silent: NDArray[np.intp]
    """All columns of the pauses within the group and next to it."""
    pause: slice
    """The pause before the group."""
    masks: Masks
    """It alone, to be held against as many columns as it has."""

    def __len__(self) -> int:
        return len(self.on)

    def completed(self, columns: FloatArray, known: NDArray[np.bool_]) -> FloatArray:
        """Columns of a window, those that something covers as the template would have them.

        Parameters
        ----------
        columns : ndarray, shape (n, bins), float32
        known : ndarray, shape (n,), bool
            False for what is covered; of the sound and of the silence something has to be known.

        Returns
        -------
        ndarray, shape (n, bins), float32
            What is covered is the mean of what is known, of the sound or of the silence.
        """
        sound, silence = known & (self.on > 0.0), known & (self.off > 0.0)
        whole = np.where(known[:, None], columns, columns[silence].mean(axis=0))
        whole[~known & (self.on > 0.0)] = columns[sound].mean(axis=0)
        return whole


def templates(standard: Standard) -> tuple[Template, ...]:
    """All speeds of a standard."""
    return tuple(_template(standard, period, sounding) for period, sounding in standard.shapes)


def _template(standard: Standard, period: float, sounding: float) -> Template:
    starts = [standard.before + k * period for k in range(standard.pulses)]
    end = starts[-1] + (standard.cut or sounding)
    over = end if standard.cut else end + (period - sounding) + standard.tail
    n = round(over / COLUMN_SECONDS)
    on = [(start + standard.edge, min(over, start + sounding)) for start in starts]
    far = max(0.0, standard.before - _NEAR_SECONDS)
    near = [(far, standard.before - standard.edge)]
    near += [
        (start + sounding + standard.settle, after - standard.edge / 2)
        for start, after in zip(starts, [*starts[1:], over + standard.edge / 2], strict=True)
    ]
    first, last = (round(at / COLUMN_SECONDS) for at in (standard.before, end))
    sounds, silent = _columns_in(on, n), _columns_in(near, n)
    off = silent + standard.far * _columns_in([(0.0, far)], n)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], sounds, [0]])))
    on_mask, off_mask = sounds.astype(np.float32), off.astype(np.float32)
    return Template(
        period,
        on_mask,
        off_mask,
        first,
        last,
        tuple(slice(a, b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)),
        np.flatnonzero(sounds),
        np.flatnonzero(silent),
        slice(0, max(1, first - round(standard.echo / COLUMN_SECONDS))),
        Masks(on_mask[None], off_mask[None]),
    )


def _columns_in(spans: list[tuple[float, float]], n: int) -> NDArray[np.float64]:
    middle = (np.arange(n) + 0.5) * COLUMN_SECONDS
    inside = np.zeros(n)
    for start, end in spans:
        inside[(middle >= start) & (middle < end)] = 1.0
    return inside

"""What the tonal network shall say, hop by hop, of a device whose pulses are known.

In: spans in which a device sounds [s]. Out: targets (hops, PATTERNS): 1, 0, or -1 for what nobody
is asked: while a pattern is being completed, and after a device stopped. Never does: rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE

HOP_SECONDS = HOP_SAMPLES / SAMPLE_RATE
UNASKED = -1
_WHOLE = 0.7
"""Part of the usual pulse that a pulse has to last; the window's edges cut some."""
_T3_GAP, _T4_GAP = 0.75, 0.35
"""Silence that ends a group [s]."""
_SECOND = 0.18
"""So much of the second pulse of a T3 is enough for a hint [s]."""
_T3_TAIL, _T4_TAIL = 0.5, 0.45
"""Silence after a group that shows it was the last pulse [s]."""
_T4_NEAREST = 4.4
"""From one group of a T4 to the next at least [s]."""
_AFTER = {3: 4.5, 4: 8.0, 2: 5.0}
"""So long after a device stopped its pattern is over [s]: a little more than its longest pause. By
how many tones there are in a group; in between nobody is asked. What lasts longer would swallow
the next alarm."""


class Pattern(IntEnum):
    """Columns of the targets."""

    HINT = 0
    T3 = 1
    T4 = 2
    TWO_TONE = 3


PATTERNS = len(Pattern)
Spans = Sequence[tuple[float, float]]


LINGERS = 50
"""Hops at the beginning of a lesson in which nobody is asked for a pattern that the lesson before
may have ended with, where the memory goes on: as long as the longest of them."""


def nothing(hops: int) -> NDArray[np.int8]:
    """Targets of a sound in which no pattern is."""
    return np.zeros((hops, PATTERNS), np.int8)


def groups(spans: Spans, gap: float) -> list[list[tuple[float, float]]]:
    """Pulses by group."""
    rows: list[list[tuple[float, float]]] = []
    for span in spans:
        if rows and span[0] - rows[-1][-1][1] < gap:
            rows[-1].append(span)
        else:
            rows.append([span])
    return rows


def t3_targets(spans: Spans, hops: int) -> NDArray[np.int8]:
    """Of a T3 device: a hint with the second pulse, its name with the pause after the third."""
    out = nothing(hops)
    found = groups(spans, _T3_GAP)
    usual = float(np.median([b - a for a, b in spans]))
    first = next((g for g in found if len(g) >= 2 and g[0][1] - g[0][0] >= _WHOLE * usual), None)
    whole = [g for g in found if len(g) == 3 and g[0][1] - g[0][0] >= _WHOLE * usual]
    end = spans[-1][1]
    if first is not None:
        _say(out, Pattern.HINT, first[1][0], first[1][0] + _SECOND, end + _T3_TAIL, end + _AFTER[3])
    if whole:
        named = whole[0][2][1]
        _say(out, Pattern.T3, named, named + _T3_TAIL, end + 1.5, end + _AFTER[3])
    # Whoever comes in the middle of a group hears what is none: nobody is asked.
    begun = whole[0][0][0] if whole else end
    out[: _hop(begun), Pattern.HINT][out[: _hop(begun), Pattern.HINT] == 0] = UNASKED
    out[: _hop(spans[0][0]), Pattern.HINT] = 0
    return out


def t4_targets(spans: Spans, hops: int) -> NDArray[np.int8]:
    """Of a T4 device: a hint with the fourth pulse, its name when it came again."""
    out = nothing(hops)
    whole = [g for g in groups(spans, _T4_GAP) if len(g) == 4]
    end = spans[-1][1]
    starts = np.array([g[0][0] for g in whole])
    if len(starts) > 1 and np.diff(starts).min() < _T4_NEAREST:
        # A device under test: so do kitchen timers. Nobody is asked.
        out[:, [Pattern.HINT, Pattern.T4]] = UNASKED
        return out
    for group in whole:
        last = group[-1][1]
        _say(out, Pattern.HINT, group[1][0], last + 0.15, last + 1.0, last + 5.0)
    if len(whole) > 1:
        named = whole[1][-1][1]
        # The beginning of the second group may be enough.
        _say(out, Pattern.T4, whole[1][0][1], named + _T4_TAIL, end + 3.0, end + _AFTER[4])
    return out


def two_tone_targets(start: float, end: float, each: float, hops: int) -> NDArray[np.int8]:
    """Of a siren's low horn: with the sixth tone. Whether it is a hint of an alarm, nobody asks."""
    out = nothing(hops)
    out[_hop(start) :, Pattern.HINT] = UNASKED
    _say(out, Pattern.TWO_TONE, start + 4.5 * each, start + 6.2 * each + 0.2, end, end + _AFTER[2])
    return out


def after(before: NDArray[np.int8], y: NDArray[np.int8]) -> NDArray[np.int8]:
    """Targets of lessons that follow others in one memory.

    Parameters
    ----------
    before, y : ndarray, shape (n, hops, PATTERNS)
    """
    out = y.copy()
    open_ = (before[:, -1] != 0)[:, None, :]
    begin = out[:, :LINGERS]
    begin[open_ & (begin == 0)] = UNASKED
    return out


def _say(
    out: NDArray[np.int8], column: int, doubt: float, since: float, until: float, over: float
) -> None:
    """Unknown from `doubt`, 1 from `since` to `until`, unknown to `over` [s]."""
    a, b, c, d = (_hop(t) for t in (doubt, since, until, over))
    part = out[:, column]
    part[a:b][part[a:b] == 0] = UNASKED
    part[c:d][part[c:d] == 0] = UNASKED
    part[b:c] = 1


def _hop(t: float) -> int:
    """The first hop that ends after a moment."""
    return max(0, int(np.ceil(t / HOP_SECONDS)))

"""What the listener heard just now and reported last, for whoever looks at it.

In: each hop, each report. Out: how loud it is, which sounds are likeliest, the newest lines, as
figures of bounded size. Never does: keeping sound; printing; anything about a hop before it is
asked.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from edge_aac.answers.wording import Wording
from edge_aac.features.narrowband import FLOOR, WINDOW
from edge_aac.report import LineWords, line_text
from edge_aac.types import Caption, HopResult, Report

MOST_LINES = 32
"""Reports that are remembered."""
MOST_SOUNDS = 5
LEAST_SCORE = 0.1
"""A label that is fainter is no answer to what sounds."""
ROOM = 3_000
"""Bytes for lines in one answer, which has some 4,000; the newest that fit are in it."""
QUIETEST_DB = -85.0
"""What the narrow bands' floor stands for [dBFS]."""
LOUDNESS = (
    (-12.0, "very_loud"),
    (-25.0, "loud"),
    (-42.0, "moderate"),
    (-58.0, "quiet_level"),
    (-120.0, "very_quiet"),
)
"""From which level [dBFS] a sound is called so. With a microphone of usual gain, speech at one
metre is at -30, a voice that calls at -20, a quiet room below -60."""
_HANN_ENERGY = 0.375 * WINDOW
"""Sum of the squares of a Hann window."""


class Recent:
    """Remembers the newest hop and the newest reports.

    Parameters
    ----------
    labels : tuple of str
        The labels, in the order of the posteriors.
    words : LineWords, optional
        The words of lines; English where there are none.
    """

    def __init__(self, labels: tuple[str, ...] = (), words: LineWords | None = None) -> None:
        self._labels = labels
        self._words = words or LineWords()
        self._hop: HopResult | None = None
        self._lines: deque[tuple[int, Report]] = deque(maxlen=MOST_LINES)
        self._last = 0

    def hear(self, hop: HopResult) -> None:
        """Take a hop."""
        self._hop = hop

    def report(self, report: Report) -> None:
        """Take a report; one that has no line is nothing to read."""
        if line_text(report, self._words) is not None:
            self._last += 1
            self._lines.append((self._last, report))

    def shown(self, show: Callable[[Report], None]) -> Callable[[Report], None]:
        """What shows a report, and has it remembered first."""

        def remember_and_show(report: Report) -> None:
            self.report(report)
            show(report)

        return remember_and_show

    def sentences(self, wording: Wording) -> tuple[str, ...]:
        """How loud it is, and what is likeliest, for a person."""
        level = self.level()
        loud = (
            wording.answer("no_level")
            if level is None
            else wording.answer(loudness(level), decibels=round(-level))
        )
        likely = [
            wording.answer("likely", noun=self._words.noun(label), percent=round(100 * score))
            for label, score in self.sounds()
        ]
        return (loud, *(likely or [wording.answer("nothing_likely")]))

    def level(self) -> float | None:
        """How loud the newest hop is between 0.3 and 4 kHz [dBFS]; None before the first."""
        if self._hop is None or self._hop.spectrum.size == 0:
            return None
        power = np.maximum(np.exp(self._hop.spectrum) - FLOOR, 0.0).sum(axis=1).mean()
        # Parseval: the other half of the spectrum has as much again.
        square = 2.0 * float(power) / (WINDOW * _HANN_ENERGY)
        return max(QUIETEST_DB, 10.0 * float(np.log10(max(square, 1e-12))))

    def sounds(self) -> list[tuple[str, float]]:
        """The likeliest labels of the newest hop with their scores, highest first."""
        if self._hop is None or len(self._hop.posteriors) == 0:
            return []
        row = self._hop.posteriors.max(axis=0)
        best = np.argsort(-row, kind="stable")[:MOST_SOUNDS].tolist()
        return [(self._labels[i], float(row[i])) for i in best if row[i] >= LEAST_SCORE]

    def figures(self, now: float) -> dict[str, object]:
        """The JSON object of it, as `edge_aac.report.HEARD` describes.

        Parameters
        ----------
        now : float
            Where the listener is, on the clock of the sound [s].
        """
        level = self.level()
        return {
            "level": None if level is None else round(level, 1),
            "sounds": [{"label": name, "score": round(score, 2)} for name, score in self.sounds()],
            "last": self._last,
            "lines": self._newest(now),
        }

    def _newest(self, now: float) -> list[Mapping[str, Any]]:
        """The newest lines that there is room for, the oldest of them first."""
        rows: deque[Mapping[str, Any]] = deque()
        room = ROOM
        for number, report in reversed(self._lines):
            row = {
                "n": number,
                "ago": round(max(0.0, now - report.t), 1),
                "text": line_text(report, self._words),
            }
            if isinstance(report, Caption):
                row["priority"] = report.priority.value
            room -= len(json.dumps(row)) + 2
            if room < 0:
                break
            rows.appendleft(row)
        return list(rows)


def loudness(level: float) -> str:
    """The name of a level in the answers, as `very_loud`."""
    return next((name for least, name in LOUDNESS if level >= least), LOUDNESS[-1][1])

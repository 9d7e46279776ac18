"""When the voice spoke, on the input's clock.

In: whether the voice speaks, looked at whenever a block of sound is taken. Out: stretches on
the input's clock. The voice speaks now, but the block may have waited: the least recent delay
is the difference of the two clocks.

Never does: deciding what is not believed meanwhile (`salience/own_voice.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from edge_aac.speech.speech_output import SpeechOutput

_RECENT_SECONDS = 30.0
"""A delay is forgotten after twice as long, since clocks drift."""


class VoiceTiming:
    """Looks at the voice and reports when it spoke.

    Parameters
    ----------
    output : SpeechOutput
    report : callable
        Takes from when to when it spoke [s], on the input's clock.
    now : callable
        Seconds that only grow.
    """

    def __init__(
        self,
        output: SpeechOutput,
        report: Callable[[float, float], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._output = output
        self._report = report
        self._now = now
        self._counts = output.counts
        self.reset()

    def reset(self) -> None:
        """The input's clock stood still for a while."""
        self._looked: float | None = None
        self._since = 0.0
        self._least = self._least_before = float("inf")

    def look(self, heard: float) -> None:
        """A block was taken whose last sample lies at `heard` on the input's clock [s]."""
        now = self._now()
        delay = now - heard
        if self._looked is None or now - self._since > _RECENT_SECONDS:
            self._since, self._least_before, self._least = now, self._least, delay
        self._least = min(self._least, delay)
        shift = min(self._least, self._least_before)
        counts = self._output.counts
        # What was said between two looks shows in the counts alone.
        if self._output.speaking or counts != self._counts:
            began = now if self._looked is None else self._looked
            self._report(began - shift, now - shift)
        self._counts, self._looked = counts, now

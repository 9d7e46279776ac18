"""How a listener names itself to a person who may have started two.

In: what it listens to. Out: a sentence with its process, since when it runs, and its input.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from edge_aac.answers.wording import Wording


class Identity:
    """The name of a listener.

    Parameters
    ----------
    wording : Wording
    source : str
        What the person chose to listen to.
    now : callable
        Seconds that only grow.
    """

    def __init__(
        self, wording: Wording, source: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._wording = wording
        self._source = source
        self._now = now
        self._since = now()

    def sentence(self) -> str:
        """Who answers, at this moment."""
        length = self._wording.length(self._now() - self._since)
        return self._wording.answer(
            "answered_by", pid=os.getpid(), length=length, source=self._source
        )

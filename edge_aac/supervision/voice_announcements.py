"""What goes wrong with the voice and when it speaks again, as announcements of the listener.

In: problems, from the speaker's own thread. Out: announcements, taken by the listening loop: each
is printed, and spoken where there may be a voice to say it, at most once a minute.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from edge_aac.salience.notices import Announcement, Notice
from edge_aac.speech.voice_faults import Problem, VoiceFault

AGAIN_SECONDS = 60.0
"""The same fault of the voice is spoken of once in so long, and printed each time."""
MOST = 16
_NOTICES = {one.value: one for one in Notice}
_WORDLESS = frozenset(
    {VoiceFault.NO_VOICE, VoiceFault.NO_SOUND, VoiceFault.NOT_STARTED, VoiceFault.USED_UP}
)
"""Faults that leave nobody to say so."""
_OVER_SOON = frozenset(
    {
        VoiceFault.LOST,
        VoiceFault.HUNG,
        VoiceFault.EARPIECE_CHANGED,
        VoiceFault.EARPIECE_STUCK,
        VoiceFault.BACK,
    }
)
"""Whose sentence, once it is heard, shows that speech works again: a second one would not help."""


class VoiceAnnouncements:
    """Hands faults of the voice from its thread to the listening loop.

    Parameters
    ----------
    now : callable
        Seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._waiting: deque[Problem] = deque(maxlen=MOST)
        self._spoken_at: dict[VoiceFault, float] = {}
        self._shown = True

    def add(self, problem: Problem) -> None:
        """Take a problem, on any thread."""
        self._waiting.append(problem)

    def take(self) -> list[Announcement]:
        """What is to be announced, oldest first; each is given once."""
        taken = []
        while self._waiting:
            taken.append(self._announcement(self._waiting.popleft()))
        return taken

    def _announcement(self, problem: Problem) -> Announcement:
        fault = problem.fault
        spoken_at = self._spoken_at.get(fault, -AGAIN_SECONDS)
        due = self._now() - spoken_at >= AGAIN_SECONDS
        spoken = due and not fault.no_output and fault not in _WORDLESS
        if fault is VoiceFault.BACK:
            spoken = spoken and not self._shown
            self._shown = True
        elif fault not in _OVER_SOON or not spoken:
            self._shown = False
        if spoken:
            self._spoken_at[fault] = self._now()
        # Nothing to speak through from the start on: who starts it is there to mend that.
        ends = fault.no_output and problem.first
        return Announcement(_NOTICES[fault.value], spoken, problem.values, ends)

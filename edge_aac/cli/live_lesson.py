"""A lesson by ear: the microphone hears ring after ring, and the voice says what to do next.

In: an open source, a voice, sentences. Out: the examples, as many as a lesson needs, or one
sentence about why there are none. While the own voice speaks, nothing is taken for a ring. No
sound is kept longer than the lesson takes. Never does: learning.
"""

from __future__ import annotations

from collections.abc import Callable

from edge_aac.answers.wording import Wording
from edge_aac.audio.source import Source
from edge_aac.control.lessons import ECHO_SECONDS, PATIENCE_SECONDS, PROMPTS
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.example import Example
from edge_aac.taught.ring_collector import RingCollector
from edge_aac.types import SAMPLE_RATE


class LiveLesson:
    """Collects examples.

    Parameters
    ----------
    source : Source
    say : callable
        Prints and speaks a sentence.
    silent : callable
        Whether the voice has nothing left to say.
    wording : Wording
    """

    def __init__(
        self,
        source: Source,
        say: Callable[[str], None],
        silent: Callable[[], bool],
        wording: Wording,
    ) -> None:
        self._source, self._say, self._silent, self._wording = source, say, silent, wording

    def examples(self) -> list[Example]:
        """One ring for each prompt.

        Raises
        ------
        EdgeAacError
            Nobody rang for a minute, or the source ended.
        """
        found: list[Example] = []
        collector = RingCollector()
        waited = deaf = 0.0
        self._say(self._wording.answer(PROMPTS[0]))
        for block in self._source.blocks():
            seconds = len(block.samples) / SAMPLE_RATE
            if not self._silent():
                deaf = ECHO_SECONDS
                collector.forget()
                continue
            if deaf > 0.0:
                deaf -= seconds
                continue
            waited += seconds
            for ring in collector.hear(block.samples):
                waited = 0.0
                try:
                    found.append(
                        Example.of(self._wording.answer("ring", number=len(found) + 1), ring)
                    )
                except EdgeAacError:
                    self._say(self._wording.answer("ring_louder"))
                    continue
                if len(found) == len(PROMPTS):
                    return found
                self._say(self._wording.answer(PROMPTS[len(found)]))
            if waited > PATIENCE_SECONDS:
                break
        raise EdgeAacError(Reason.of(Why.RINGS_MISSING, count=len(found), wanted=len(PROMPTS)))

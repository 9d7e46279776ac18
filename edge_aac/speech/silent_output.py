"""A talker for `--no-speech`.

In: utterances. Out: nothing. Never does: starting a process, importing a sound
library, making a sound.
"""

from __future__ import annotations

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.messages import Manner
from edge_aac.speech.queue.queue_policy import Counts
from edge_aac.types import Utterance


class SilentOutput:
    """Takes every utterance and says none."""

    def __init__(self, manner: Manner | None = None) -> None:
        self._manner = manner or Manner("")
        self._given = 0

    @property
    def counts(self) -> Counts:
        """Everything that was given, as dropped."""
        return Counts(given=self._given, dropped=self._given)

    @property
    def faults(self) -> tuple[str, ...]:
        """None ever."""
        return ()

    @property
    def speaking(self) -> bool:
        """Never."""
        return False

    @property
    def working(self) -> bool:
        """Always: it says nothing on purpose."""
        return True

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:  # noqa: ARG002
        """Count it."""
        self._given += 1

    @property
    def rate(self) -> int:
        """As somebody who spoke would have it."""
        return self._manner.rate

    @property
    def volume(self) -> float:
        """As somebody who spoke would have it."""
        return self._manner.volume

    def hush(self) -> None:
        """Be as silent as before."""

    def adjust(self, rate: int | None = None, volume: float | None = None) -> None:
        """Remember it."""
        self._manner = self._manner.adjusted(rate, volume)

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002
        """Nothing is ever left to say."""
        return True

    def begun(self, timeout: float) -> bool:  # noqa: ARG002
        """It is silent on purpose, and nobody waits for it."""
        return True

    def unsaid(self) -> tuple[Utterance, ...]:
        """Nothing that was to be said."""
        return ()

    def close(self) -> None:
        """Nothing to let go."""

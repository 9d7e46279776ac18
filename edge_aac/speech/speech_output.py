"""The protocol of what speaks: `Speaker` and `SilentOutput` keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_state import Counts
from edge_aac.types import Report, Utterance


@dataclass(frozen=True, slots=True)
class Signalled:
    """An utterance with a signal before its words."""

    utterance: Utterance
    earcon: Earcon


Outgoing: TypeAlias = Report | Utterance | Signalled
"""What the listener hands on: reports to the printer, utterances to the speech output."""


class SpeechOutput(Protocol):
    """Speaks utterances, or stays silent on purpose."""

    @property
    def counts(self) -> Counts:
        """What has become of the utterances so far."""

    @property
    def faults(self) -> tuple[str, ...]:
        """The last faults, oldest first, each one plain sentence."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said at this moment."""

    @property
    def working(self) -> bool:
        """Whether what is given will be taken up: False once its thread has died."""

    @property
    def rate(self) -> int:
        """Speed of speech in force, words per minute."""

    @property
    def volume(self) -> float:
        """Loudness in force, 0 to 1."""

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        """Take an utterance; never waits and never raises.

        Parameters
        ----------
        utterance : Utterance
        earcon : Earcon, optional
            Played before the words; the hazard's where a critical utterance names none.
        """

    def hush(self) -> None:
        """Stop what is being said at once, and say nothing of what waits but hazards.

        What comes afterwards is said as ever. Never waits and never raises.
        """

    def adjust(self, rate: int | None = None, volume: float | None = None) -> None:
        """Speak faster or slower, louder or softer from now on.

        The volume counts at once, the rate from the next utterance on; both are kept
        when the voice is started again. Never waits and never raises.

        Parameters
        ----------
        rate : int, optional
            Words per minute; brought into 80 to 500.
        volume : float, optional
            Gain; brought into 0 to 1.
        """

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until everything taken is said or dropped.

        Parameters
        ----------
        timeout : float, optional
            Longest wait [s]; for as long as it takes where there is none.

        Returns
        -------
        bool
            Whether nothing is left. False at once where there is no voice to wait for.
        """

    def begun(self, timeout: float) -> bool:
        """Wait until there is a voice, or none could be started; whether there was one."""

    def unsaid(self) -> tuple[Utterance, ...]:
        """What was not said to its end, since this was last asked; also after `close`."""

    def close(self) -> None:
        """Stop speaking and let everything go; may be called again."""

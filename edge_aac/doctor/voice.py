"""The voice and the earpiece, as the listener uses them.

In: the settings of speech, a sentence to try. Out: a finding. The voice speaks for the whole of an
examination, so that results can be heard as well. Never does: printing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge_aac.doctor.finding import Check, Finding, fault, fine, warning
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.speech_output import SpeechOutput
from edge_aac.speech.speech_settings import Engine, SpeechSettings
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Priority, Utterance

START_SECONDS = 20.0
SENTENCE_SECONDS = 60.0
"""For all that waits; a person who is read twenty sentences to breaks it off before."""

Open = Callable[[SpeechSettings, Callable[[Problem], None]], SpeechOutput]


class Mouth:
    """A voice that speaks, or the reason why it does not.

    Parameters
    ----------
    settings : SpeechSettings
    worded : callable
        A problem of the voice as a sentence, in the language chosen.
    open : callable
        Gives whatever speaks.
    """

    def __init__(
        self,
        settings: SpeechSettings,
        worded: Callable[[Problem], str],
        open: Open = open_speaker,
    ) -> None:
        self._off = not settings.speech or settings.engine is Engine.NONE
        self._worded = worded
        self._problems: list[Problem] = []
        quick = settings.model_copy(update={"standby_voice": False, "earcons": True})
        self._talker = open(quick, self._take)

    def __enter__(self) -> Mouth:
        return self

    def __exit__(self, *_: Any) -> None:
        self._talker.close()

    def say(self, text: str, earcon: Earcon | None = None) -> bool:
        """Say a sentence, and wait until it was said; whether it was."""
        if self._off:
            return False
        before = self._talker.counts.said
        self._talker.say(Utterance(text, Priority.ATTENTION, 0.0, text), earcon)
        return self._talker.wait(SENTENCE_SECONDS) and self._talker.counts.said > before

    def check(
        self,
        sentence: str | None,
        heard: Callable[[], bool | None] = lambda: None,
        start_seconds: float = START_SECONDS,
    ) -> Finding:
        """Whether there is a voice and something to speak through.

        Parameters
        ----------
        sentence : str or None
            Is said behind a signal; None says nothing aloud.
        heard : callable
            Asks the person; None where nobody answers.
        start_seconds : float
            How long the voice may take to be there.
        """
        if self._off:
            return fine(Check.VOICE, "voice_off")
        begun = self._talker.begun(start_seconds)
        said = begun and sentence is not None and self.say(sentence, Earcon.MUTED)
        problems = [one for one in self._problems if one.fault is not VoiceFault.BACK]
        if problems:
            return fault(Check.VOICE, "reason", reason=self._worded(problems[0]))
        if not begun:
            return fault(Check.VOICE, "no_voice_in_time")
        if sentence is None:
            return fine(Check.VOICE, "voice")
        return _answered(heard()) if said else fault(Check.VOICE, "not_said")

    def _take(self, problem: Problem) -> None:
        self._problems.append(problem)


def _answered(heard: bool | None) -> Finding:
    """What the person says of a sentence that was said."""
    if heard is None:
        return fine(Check.VOICE, "said")
    return fine(Check.VOICE, "confirmed") if heard else warning(Check.VOICE, "not_heard")

"""Who speaks: a speaker with the engine of the settings, or one who is silent.

In: the settings, the sentences to have ready. Out: a `SpeechOutput`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.speaker.bare_signal import signal_bare
from edge_aac.speech.speaker.dispatcher import Dispatcher, serves
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speech_output import SpeechOutput
from edge_aac.speech.speech_settings import Engine, SpeechSettings, manner
from edge_aac.speech.voice_faults import Problem


def open_speaker(
    settings: SpeechSettings,
    on_fault: Callable[[Problem], None] | None = None,
    phrases: Sequence[str] = (),
    farewell: str = "",
    *,
    alarms: bool = False,
) -> SpeechOutput:
    """A speaker who has `phrases` ready, or one who is silent where speech is off.

    Where this process goes without a word, the voice's process says the `farewell`. Who says
    `alarms` gives their signal also while no voice can.
    """
    if not settings.speech or settings.engine is Engine.NONE:
        return SilentOutput(manner(settings))
    by_server = settings.engine is Engine.AUTO and serves()
    if settings.engine is Engine.DISPATCHER or by_server:
        # It has no signals, so that words must never be left to one.
        settings = settings.model_copy(update={"earcons": False})
        return Speaker(settings, on_fault, partial(Dispatcher, manner(settings)))
    signal = partial(signal_bare, settings.output_device) if alarms else None
    return Speaker(settings, on_fault, phrases=phrases, farewell=farewell, signal=signal)

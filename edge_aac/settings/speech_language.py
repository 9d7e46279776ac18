"""The speech settings, with a voice of the language in force."""

from __future__ import annotations

from edge_aac.settings.schema import Settings
from edge_aac.speech.speech_settings import SpeechSettings


def speech_of(settings: Settings) -> SpeechSettings:
    """How it speaks: with a voice of the language, where the person named none."""
    speech, language = settings.speech, settings.salience.language
    if speech.voice is not None or language == "en":
        return speech
    return speech.model_copy(update={"voice": language})

"""`edge-aac earcons`: each signal, played through the earpiece, and what it means."""

from __future__ import annotations

import argparse

from edge_aac.answers.wording import load_wording
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, with_settings
from edge_aac.cli.output import fault, put
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Priority, Utterance

LONGEST_SECONDS = 30.0
"""For one signal and its words, the start of the voice included."""
SETTINGS = ("speech", "engine", "output_device", "voice", "rate", "volume", "preroll_seconds", FLAG)


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Print and play all of them."""
    del parsed
    from edge_aac.speech.open_speech import open_speaker

    language = settings.salience.language
    wording, catalogue = load_wording(language), load_catalogue(language)

    def on_fault(problem: Problem) -> None:
        if problem.fault is not VoiceFault.BACK:
            fault(catalogue.listener_line(problem.fault.value, problem.values))

    # The signals are what this is about, whatever the settings say of them elsewhere.
    speech = speech_of(settings).model_copy(update={"earcons": True, "standby_voice": False})
    speaker = open_speaker(speech, on_fault)
    try:
        for earcon in Earcon:
            name, meaning = wording.earcon(earcon.value)
            put(f"{name}: {meaning}")
            speaker.say(Utterance(meaning, Priority.ATTENTION, 0.0, meaning), earcon)
            if not speaker.wait(LONGEST_SECONDS):
                raise EdgeAacError(Reason(Why.SIGNALS_NOT_PLAYED))
    finally:
        speaker.close()
    return 0

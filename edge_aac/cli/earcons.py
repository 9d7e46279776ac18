"""`edge-aac earcons`: each signal, played through the earpiece, and what it means."""

from __future__ import annotations

import argparse

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.output import fault, put
from edge_aac.errors import EdgeAacError
from edge_aac.speech.earcons import MEANINGS
from edge_aac.types import Priority, Utterance

LONGEST_SECONDS = 30.0
"""For one signal and its words, the start of the voice included."""
SETTINGS = ("speech", "engine", "output_device", "voice", "rate", "volume", "preroll_seconds")


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print and play all of them."""
    from edge_aac.speech.opening import open_speaker

    # The signals are what this is about, whatever the settings say of them elsewhere.
    settings = settings_from(parsed).settings.speech.model_copy(
        update={"earcons": True, "standby_voice": False}
    )
    speaker = open_speaker(settings, lambda problem: fault(problem.sentence))
    try:
        for earcon, meaning in MEANINGS.items():
            put(f"{earcon.value}: {meaning}")
            speaker.say(Utterance(meaning, Priority.ATTENTION, 0.0, meaning), earcon)
            if not speaker.wait(LONGEST_SECONDS):
                raise EdgeAacError("The signals cannot be played; use --no-speech to read them.")
    finally:
        speaker.close()
    return 0

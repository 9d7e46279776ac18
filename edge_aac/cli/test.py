"""`edge-aac test SOUND`: play a sound through the loudspeaker, and say whether it was heard.

Exit code 0 where the microphone heard it as what it is, 1 where it did not. Nothing is announced
and no sound is kept.
"""

from __future__ import annotations

import argparse
import json

from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.doctor.finding_words import load_finding_words
from edge_aac.report import VERSION
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE

SETTINGS = ("input", "channel", "model", "runtime", "provider", "language", "output_device")
NAMES = ("doorbell", "smoke_alarm", "co_alarm", "siren")
"""As `doctor.trial_sounds` has them, without rendering one."""


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("sound", choices=NAMES, metavar="SOUND", help=f"one of {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Play it and listen."""
    from edge_aac.audio.opening import is_live, open_source
    from edge_aac.build import build_pipeline
    from edge_aac.doctor.loudspeaker import AHEAD_SECONDS, Loudspeaker
    from edge_aac.doctor.trial import AFTER_SECONDS, try_out
    from edge_aac.doctor.trial_sounds import SOUNDS
    from edge_aac.speech.voice.output_stream import open_stream

    language = settings.salience.language
    wording, catalogue = load_finding_words(language), load_catalogue(language)
    if not is_live(settings.audio):
        raise UsageError(wording.test("no_microphone", name=settings.audio.input))
    sound = SOUNDS[parsed.sound]
    samples = sound.samples
    seconds = len(samples) / SAMPLE_RATE
    pipeline = build_pipeline(settings, fault)
    # First the microphone: to look for one ends every stream of the process.
    source = open_source(settings.audio)
    try:
        stream = open_stream(settings.speech.output_device, AHEAD_SECONDS)
        loudspeaker = Loudspeaker(stream, samples)
        if not parsed.json:
            longest = round(seconds + AFTER_SECONDS)
            called = catalogue.noun(sound.label)
            put(wording.test("plays", sound=called, seconds=longest))
        try:
            outcome = try_out(source, pipeline, sound, loudspeaker, seconds)
        finally:
            loudspeaker.close()
    finally:
        source.close()
    called = catalogue.noun(sound.label)
    if not outcome.played:
        text = wording.test("not_played")
    elif outcome.seconds is not None:
        text = wording.test("heard", sound=called, seconds=f"{outcome.seconds:.1f}")
    elif outcome.others:
        names = ", ".join(map(catalogue.noun, outcome.others))
        text = wording.test("heard_other", sound=called, names=names)
    else:
        text = wording.test("not_heard", sound=called)
    if parsed.json:
        row = {
            "v": VERSION,
            "kind": "test",
            "label": sound.label,
            "heard": outcome.seconds is not None,
            "seconds": None if outcome.seconds is None else round(outcome.seconds, 2),
            "others": list(outcome.others),
            "text": text,
        }
        put(json.dumps(row, separators=(",", ":")))
    else:
        put(text)
    return 0 if outcome.seconds is not None else 1

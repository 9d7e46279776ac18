"""`edge-aac teach NAME FILE...`: teach a sound of one's own from three to ten recordings.

`edge-aac teach NAME --live` hears it ring instead, and says what to do next. What is kept are
numbers, in a file of some kilobytes; recordings are not touched.
"""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING

from edge_aac.answers.wording import load_wording
from edge_aac.archive.recording import whole
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, with_settings
from edge_aac.cli.live_lesson import LiveLesson
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.taught.example import Example
from edge_aac.types import Priority, Utterance

if TYPE_CHECKING:
    from edge_aac.pipeline.own_sounds import Place
    from edge_aac.pipeline.teacher import Teacher

LONGEST_SAY = 100
SETTINGS: tuple[str, ...] = (
    "sounds",
    "model",
    "runtime",
    "channel",
    "input",
    "realtime",
    "speech",
    "engine",
)
SETTINGS += ("output_device", "voice", "rate", "volume", "preroll_seconds", FLAG)
SPOKEN_SECONDS = 30.0
"""A sentence is waited for no longer."""


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("name", metavar="NAME", help="what you call it, as in 'front door'")
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="3 to 10 recordings, each of another ring"
    )
    parser.add_argument(
        "--live", action="store_true", help="by ear: five rings into the microphone, no files"
    )
    parser.add_argument(
        "--say", type=_said, default="", metavar="TEXT", help="what to say when it sounds"
    )
    parser.add_argument(
        "--priority",
        choices=[one.value for one in Priority],
        default=None,
        help="how much it matters [that of its group, else attention]",
    )
    parser.add_argument(
        "--group", default=None, metavar="LABEL", help="what it is one of, as in doorbell"
    )
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Learn, keep, and say what will be said."""
    from edge_aac.pipeline.own_sounds import place_of
    from edge_aac.taught.example import require_number
    from edge_aac.taxonomy import load_taxonomy
    from edge_aac.teaching import build_teacher

    if parsed.live == bool(parsed.files):
        raise UsageError("Give FILE FILE FILE, or --live for the microphone, and not both.")
    priority = Priority(parsed.priority) if parsed.priority else None
    place = place_of(parsed.name, parsed.group, priority, load_taxonomy())
    if not parsed.live:
        require_number(len(parsed.files))
    teacher = build_teacher(settings, fault)
    if parsed.live:
        return _by_ear(parsed.say, settings, place, teacher)
    channel = settings.audio.channel
    examples = [Example.of(name, whole(name, channel)) for name in parsed.files]
    name, text = _keep(settings, place, parsed.say, teacher, examples)
    put(load_wording(settings.salience.language).line("learnt", sound=name, text=text))
    return 0


def _by_ear(say: str, settings: Settings, place: Place, teacher: Teacher) -> int:
    """Hear the examples, and answer aloud."""
    from edge_aac.audio.opening import open_source
    from edge_aac.speech.open_speech import open_speaker

    language = settings.salience.language
    wording, catalogue = load_wording(language), load_catalogue(language)

    def on_fault(problem: Problem) -> None:
        if problem.fault is not VoiceFault.BACK:
            fault(catalogue.listener_line(problem.fault.value, problem.values))

    def aloud(text: str) -> None:
        put(text)
        voice.say(Utterance(text, Priority.ATTENTION, 0.0, text))

    voice = open_speaker(speech_of(settings), on_fault)
    with closing(voice):
        try:
            with closing(open_source(settings.audio)) as source:
                lesson = LiveLesson(source, aloud, lambda: voice.wait(0.0), wording)
                examples = lesson.examples()
            _, text = _keep(settings, place, say, teacher, examples)
            aloud(wording.answer("enough", text=text))
        except EdgeAacError as error:
            refusal = wording.refusal(error)
            voice.say(Utterance(refusal, Priority.ATTENTION, 0.0, refusal))
            raise
        finally:
            voice.wait(SPOKEN_SECONDS)
    return 0


def _keep(
    settings: Settings, place: Place, say: str, teacher: Teacher, examples: list[Example]
) -> tuple[str, str]:
    """Learn a sound and keep it; how it is called, and what will be said."""
    from edge_aac.pipeline.own_sounds import OwnSounds, taught_sound
    from edge_aac.taught.sound_store import SoundStore
    from edge_aac.teaching import sounds_folder

    lesson = teacher.learn(examples)
    sound = taught_sound(place, say, teacher.version, lesson.examples, lesson.classifier)
    SoundStore(sounds_folder(settings)).put([sound])
    own = OwnSounds((sound,)).worded_in(load_catalogue(settings.salience.language))
    return own.noun(sound.name), own.alert(sound.name, settings.captions.style)


def _said(text: str) -> str:
    clean = " ".join(text.split())
    if not clean.isprintable() or len(clean) > LONGEST_SAY:
        raise argparse.ArgumentTypeError(f"give at most {LONGEST_SAY} characters of plain text")
    return clean

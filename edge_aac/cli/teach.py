"""`edge-aac teach NAME FILE...`: teach a sound of one's own from three to ten recordings.

What is kept are numbers, in a file of some kilobytes; the recordings are not touched.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from edge_aac.answers.wording import load_wording
from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.language import FLAG, worded
from edge_aac.cli.output import fault, put
from edge_aac.cli.recording import whole
from edge_aac.settings import Settings
from edge_aac.types import Priority

LONGEST_SAY = 100


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("name", metavar="NAME", help="what you call it, as in 'front door'")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="3 to 10 recordings, each of another ring"
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
    add_flags(parser, ("sounds", "model", "runtime", "channel", FLAG))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Learn, keep, and say what will be said."""
    settings = settings_from(parsed).settings
    with worded(settings.salience.language):
        return _teach(parsed, settings)


def _teach(parsed: argparse.Namespace, settings: Settings) -> int:
    from edge_aac.pipeline.own_sounds import OwnSounds, place_of, taught_sound
    from edge_aac.salience.catalogue import load_catalogue
    from edge_aac.taught.example import Example, require_number
    from edge_aac.taught.sound_store import SoundStore
    from edge_aac.taxonomy import load_taxonomy
    from edge_aac.teaching import build_teacher, sounds_folder

    priority = Priority(parsed.priority) if parsed.priority else None
    place = place_of(parsed.name, parsed.group, priority, load_taxonomy())
    require_number(len(parsed.files))
    teacher = build_teacher(settings, fault)
    channel = settings.audio.channel
    examples = [Example.of(name, whole(Path(name), channel)) for name in parsed.files]
    lesson = teacher.learn(examples)
    sound = taught_sound(place, parsed.say, teacher.version, len(examples), lesson)
    SoundStore(sounds_folder(settings)).put([sound])
    catalogue = load_catalogue(settings.salience.language)
    own = OwnSounds((sound,)).worded_in(catalogue)
    noun, text = own.noun(sound.name), own.alert(sound.name, settings.captions.style)
    put(load_wording(settings.salience.language).line("learnt", sound=noun, text=text))
    return 0


def _said(text: str) -> str:
    clean = " ".join(text.split())
    if not clean.isprintable() or len(clean) > LONGEST_SAY:
        raise argparse.ArgumentTypeError(f"give at most {LONGEST_SAY} characters of plain text")
    return clean

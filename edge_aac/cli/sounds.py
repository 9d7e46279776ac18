"""`edge-aac sounds`: list the taught sounds, test recordings, move sounds between devices.

edge-aac sounds                     one line for each
edge-aac sounds test FILE...        which of them each recording is known as
edge-aac sounds export FILE         all of them, as one file
edge-aac sounds import FILE         those of such a file
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from edge_aac.archive.recording import FileError, whole
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, with_settings
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.why import Why
from edge_aac.report import VERSION
from edge_aac.settings import Settings
from edge_aac.taught.sound_store import KeptSounds, SoundStore, read_sounds, write_sounds
from edge_aac.taught.taught_sound import TaughtSound

ACTIONS = ("test", "export", "import")


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "action", nargs="?", choices=ACTIONS, metavar="ACTION", help="test, export or import"
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="what it is about")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_flags(parser, ("sounds", "model", "runtime", "channel", FLAG))
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """List, test or move; 1 where a file could not be read or a sound not be used."""
    from edge_aac.teaching import sounds_folder

    _require_files(parsed)
    store = SoundStore(sounds_folder(settings))
    kept = store.read()
    if parsed.action == "import":
        found = read_sounds(Path(parsed.files[0]))
        store.put(found)
        kept = KeptSounds(found)
    for reason in kept.faults:
        fault(EdgeAacError(reason).worded(load_reasons(settings.salience.language)))
    if not kept.sounds:
        raise EdgeAacError(Reason(Why.SOUNDS_NONE))
    if parsed.action == "export":
        write_sounds(Path(parsed.files[0]), kept.sounds)
    if parsed.action == "test":
        return _test(parsed, settings, kept.sounds)
    for one in kept.sounds:
        put(as_json(one) if parsed.json else as_line(one))
    return 1 if kept.faults else 0


def as_line(sound: TaughtSound) -> str:
    """A plain line."""
    like = f", one of {sound.like}" if sound.like else ""
    says = f", says: {sound.say}" if sound.say else ""
    more = ", not known yet: teach more" if sound.classifier is None else ""
    return f"{sound.name}: {sound.count} examples, {sound.priority.value}{like}{says}{more}"


def as_json(sound: TaughtSound) -> str:
    """The machine interface's object."""
    row = {
        "v": VERSION,
        "kind": "sound",
        "name": sound.name,
        "group": sound.group,
        "like": sound.like,
        "priority": sound.priority.value,
        "say": sound.say,
        "examples": sound.count,
        "embedding": sound.embedding,
        "learnt": sound.classifier is not None,
    }
    return json.dumps(row, separators=(",", ":"))


def _require_files(parsed: argparse.Namespace) -> None:
    needed = {"test": "at least one", "export": "one", "import": "one", None: "no"}[parsed.action]
    count = len(parsed.files)
    fits = count >= 1 if parsed.action == "test" else count == (1 if parsed.action else 0)
    if not fits:
        raise UsageError(f"Give {needed} FILE: `edge-aac sounds --help` tells what there is.")


def _test(parsed: argparse.Namespace, settings: Settings, sounds: tuple[TaughtSound, ...]) -> int:
    from edge_aac.teaching import build_teacher

    teacher = build_teacher(settings, fault)
    usable = [
        one for one in sounds if one.embedding == teacher.version and one.classifier is not None
    ]
    code = 0
    for one in sounds:
        if one.embedding != teacher.version:
            why = Reason.of(Why.SOUND_OF_OTHER_MODEL, name=one.name)
            fault(EdgeAacError(why).worded(load_reasons(settings.salience.language)))
            code = 1
    for name in parsed.files:
        try:
            found = teacher.recognise(whole(name, settings.audio.channel), usable)
        except FileError as error:
            fault(error.worded(load_reasons(settings.salience.language)))
            code = 1
            continue
        if parsed.json:
            scores = [{"name": one.name, "score": one.score} for one in found]
            row = {"v": VERSION, "kind": "test", "file": name, "sounds": scores}
            put(json.dumps(row, separators=(",", ":")))
            continue
        known = [f"{one.name} {one.score:.0%}" for one in found if one.score >= 0.5]
        put(f"{name}: {', '.join(known) or 'none of them'}")
    return code

"""`edge-aac search WORDS...`: find recordings by what is heard in them, or by a sound."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import get_args

from edge_aac.archive.recording import FileError, passage_samples
from edge_aac.cli.caption import count
from edge_aac.cli.flags_from_settings import add_flags, settings_from
from edge_aac.cli.index import add_index, index_path
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.library.passage import Hit
from edge_aac.library.sound_index import SoundIndex
from edge_aac.library.wanted import Understanding, load_synonyms
from edge_aac.printable import encodable
from edge_aac.report import VERSION, clock
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE

PATIENCE_SECONDS = 5.0
"""Beyond the length of what is played, for a device to begin."""


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("words", nargs="*", metavar="WORD", help="what is looked for")
    parser.add_argument("--like", metavar="FILE", help="a recording, in place of words")
    parser.add_argument(
        "--play", action="store_true", help="play each that is found, after its line"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--most", type=count, default=10, metavar="COUNT", help="so many recordings [10]"
    )
    add_index(parser)
    add_flags(parser, ("model", "runtime", "provider", "channel", "output_device"))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print what fits, the best first; 1 if nothing does."""
    if bool(parsed.words) == bool(parsed.like):
        raise UsageError("Say what is looked for: words, or a recording with --like.")
    with contextlib.closing(SoundIndex(index_path(parsed.index), make=False)) as index:
        if parsed.like:
            hits = _like(index, settings_from(parsed).settings, parsed.like, parsed.most)
        else:
            wanted = understanding().read(" ".join(parsed.words))
            hits = index.search(wanted, parsed.most)
            if wanted.unknown:
                named = ", ".join(wanted.unknown)
                fault(f"No sound here has these words, so only sentences were searched: {named}.")
    unplayed = 0
    for hit in hits:
        put(as_json(hit) if parsed.json else as_line(hit))
        if parsed.play:
            try:
                _play(hit, settings_from(parsed).settings)
            except FileError as error:
                fault(str(error))
                unplayed += 1
    if not hits:
        fault("Nothing fits. Use other words, or index more recordings.")
    return 1 if unplayed or not hits else 0


def understanding() -> Understanding:
    """What reads queries, in every language that there is."""
    languages = get_args(SalienceSettings.model_fields["language"].annotation)
    catalogues = [load_catalogue(one) for one in languages]

    def mentions(text: str) -> frozenset[str]:
        return frozenset().union(*(one.mentions(text) for one in catalogues))

    return Understanding(load_taxonomy(), mentions, load_synonyms())


def as_line(hit: Hit) -> str:
    """A plain line."""
    return f"{hit.file}, {clock(hit.start)} to {clock(hit.end)}: {hit.text} ({hit.score:.0%})"


def as_json(hit: Hit) -> str:
    """The machine interface's object."""
    row = {
        "v": VERSION,
        "kind": "hit",
        "file": hit.file,
        "start": round(hit.start, 2),
        "end": round(hit.end, 2),
        "text": encodable(hit.text),
        "score": hit.score,
    }
    return json.dumps(row, separators=(",", ":"))


def _play(hit: Hit, settings: Settings) -> None:
    """Play a passage to its end.

    Raises
    ------
    FileError
        Its recording cannot be read any more, or is another now.
    EdgeAacError
        There is nothing to play it through.
    """
    from edge_aac.doctor.loudspeaker import Loudspeaker
    from edge_aac.speech.voice.output_stream import open_stream

    samples = passage_samples(hit.file, hit.start, hit.end, settings.audio.channel)
    loudspeaker = Loudspeaker(open_stream(settings.speech.output_device), samples)
    try:
        loudspeaker.start()
        whole = loudspeaker.wait(len(samples) / SAMPLE_RATE + PATIENCE_SECONDS)
    finally:
        loudspeaker.close()
    if loudspeaker.failed or not whole:
        raise EdgeAacError(
            "The output device did not play it. Choose another with --output-device."
        )


def _like(index: SoundIndex, settings: Settings, name: str, most: int) -> list[Hit]:
    """What sounds like the first passage of a recording that sounds at all."""
    from edge_aac.archive.found_recordings import Recording
    from edge_aac.archive.indexing import Indexing

    outcome = Indexing(settings)(Recording(name, index_path(None)))
    if outcome.fault is not None and not outcome.passages:
        raise EdgeAacError(outcome.fault)
    vectors = [one.embedding for one in outcome.passages if one.embedding]
    if not vectors:
        raise EdgeAacError(
            "This model gives no embeddings, so nothing can be compared. Search with words."
        )
    return index.like(vectors[0], most, without=name)

"""What is made of one recording: lines of captions, subtitles, a table of sounds, chapters.

In: the settings, a format, a recording. Out: an `Outcome`, its text as the format has it. One of
these travels to other processes; the networks are opened there, once each. Never does: printing,
writing files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from edge_aac.archive.captioning import captioner_for
from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.indexing import Indexing
from edge_aac.archive.parquet import as_parquet
from edge_aac.archive.piece_lines import as_json, as_line
from edge_aac.archive.recording import FileError, pieces, readable
from edge_aac.archive.work import Outcome
from edge_aac.build import build_transcriber
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline import Transcriber
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.why import Why
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles import formats
from edge_aac.subtitles.chapters import chapters
from edge_aac.subtitles.layout import cues, joined
from edge_aac.subtitles.words import load_words
from edge_aac.types import SAMPLE_RATE, Block


class Format(str, Enum):
    """How a recording is described."""

    TEXT = "text"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"
    CSV = "csv"
    AUDACITY = "audacity"
    CHAPTERS = "chapters"
    CHAPTERS_JSON = "chapters-json"
    PARQUET = "parquet"

    @property
    def ending(self) -> str:
        """Of a file in this format."""
        return _ENDINGS.get(self.value, f".{self.value}")

    @property
    def by_piece(self) -> bool:
        """Whether each piece of a recording has a line of its own, as soon as it is described."""
        return self in (Format.TEXT, Format.JSON)

    @property
    def binary(self) -> bool:
        """Whether it is no text, so that it goes into a file alone."""
        return self is Format.PARQUET

    @property
    def adds_up(self) -> bool:
        """Whether several recordings may follow each other in one file."""
        return self.by_piece or self is Format.CSV


_ENDINGS = {
    "text": ".txt", "json": ".jsonl", "audacity": ".labels.txt", "chapters": ".ffmetadata",
    "chapters-json": ".chapters.json",
}  # fmt: skip


@dataclass(frozen=True)
class Describing:
    """Describes a recording."""

    settings: Settings
    format: Format
    tags: int = 0
    cautious: bool = False
    """Whether a hazard is one only where a listener would announce it."""
    words: bool = False
    """Whether a line or an object says when each word's sound was heard."""

    def __call__(self, recording: Recording) -> Outcome:
        """Describe it, as far as it can be read."""
        if self.format.by_piece:
            return self._captions(recording)
        if self.format is Format.PARQUET:
            return self._table(recording)
        faults: list[EdgeAacError] = []
        sounds, seconds = self.sounds(recording.name, faults)
        if seconds == 0.0 and not faults:
            faults.append(FileError(Reason.of(Why.FILE_EMPTY, path=recording.name)))
        fault = faults[0].worded(load_reasons(self.settings.salience.language)) if faults else None
        if seconds == 0.0:
            return Outcome(recording, fault=fault)
        return Outcome(recording, self._written(recording.name, sounds, seconds), fault)

    def sounds(self, name: str, faults: list[EdgeAacError]) -> tuple[list[SoundSpan], float]:
        """The sounds of a recording, those of a kind joined, and how long it could be read [s]."""
        transcriber = _transcriber(self.settings.model_dump_json(), self.cautious)
        ends = [0]

        def counted() -> Iterator[Block]:
            for block in readable(name, faults, self.settings.audio.channel):
                ends[0] = block.start + len(block.samples)
                yield block

        return joined(transcriber.sounds(counted())), ends[0] / SAMPLE_RATE

    def _table(self, recording: Recording) -> Outcome:
        """Its pieces with sentences, labels and embeddings, as the library keeps them."""
        outcome = Indexing(self.settings)(recording)
        data = as_parquet(recording.name, outcome.passages) if outcome.passages else b""
        return Outcome(recording, fault=outcome.fault, data=data)

    def _captions(self, recording: Recording) -> Outcome:
        captioner = captioner_for(self.settings, timed=self.words)
        form = as_json if self.format is Format.JSON else as_line
        lines: list[str] = []
        fault = None
        try:
            for piece in pieces(recording.name, self.settings.audio.channel):
                caption = captioner.caption(piece.samples)
                lines.append(form(recording.name, piece, caption, self.tags, self.words) + "\n")
        except FileError as error:
            fault = error.worded(load_reasons(self.settings.salience.language))
        return Outcome(recording, "".join(lines), fault)

    def _written(self, name: str, sounds: list[SoundSpan], seconds: float) -> str:
        language = self.settings.salience.language
        catalogue = load_catalogue(language)
        words = load_words(language, catalogue.noun)
        if self.format is Format.CSV:
            return formats.rows(name, ((one, words.name(one.label)) for one in sounds))
        if self.format in (Format.CHAPTERS, Format.CHAPTERS_JSON):
            parts = chapters(sounds, seconds, words.title)
            if self.format is Format.CHAPTERS:
                return formats.ffmetadata(parts)
            return formats.podcast_chapters(parts)
        laid = cues(sounds, words.bracketed)
        if self.format is Format.SRT:
            return formats.srt(laid)
        return formats.vtt(laid, language) if self.format is Format.VTT else formats.audacity(laid)


@lru_cache(maxsize=1)
def _transcriber(settings: str, cautious: bool) -> Transcriber:
    return build_transcriber(Settings.model_validate_json(settings), cautious=cautious)

"""What the library keeps of one recording.

In: the settings, a recording. Out: an `Outcome` with its passages. One of these travels to other
processes. Never does: writing the index.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.archive.captioning import captioner_for
from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.recording import FileError, pieces
from edge_aac.archive.work import Outcome
from edge_aac.library.passage import Passage, kept_tags, packed
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.settings import Settings


@dataclass(frozen=True)
class Indexing:
    """Describes a recording for the library."""

    settings: Settings

    def __call__(self, recording: Recording) -> Outcome:
        """Describe it, as far as it can be read."""
        captioner = captioner_for(self.settings)
        found: list[Passage] = []
        fault = None
        try:
            for piece in pieces(recording.name, self.settings.audio.channel):
                caption = captioner.caption(piece.samples)
                start, end = piece.seconds
                tags = kept_tags(caption.tags)
                found.append(Passage(start, end, caption.text, tags, packed(caption.embedding)))
        except FileError as error:
            fault = error.worded(load_reasons(self.settings.salience.language))
        return Outcome(recording, fault=fault, passages=tuple(found))

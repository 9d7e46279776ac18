"""What the listener says: every sentence of the catalogue, and real sentences of the decoder.

In: the corpus, the settings. Out: texts with their priority. Never does: choosing among them.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.build import build_captioner
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.speech.earcon import Earcon
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.ground.corpus import ROOM_RESPONSE, Corpus


@dataclass(frozen=True, slots=True)
class Own:
    """One thing that the listener says."""

    text: str
    priority: Priority

    @property
    def earcon(self) -> Earcon | None:
        """The signal before the words."""
        return Earcon.HAZARD if self.priority is Priority.CRITICAL else None


def own_texts(corpus: Corpus, settings: Settings, clips: int) -> list[Own]:
    """All sentences of the catalogue, and what the decoder makes of so many recordings."""
    catalogue, taxonomy = load_catalogue(), load_taxonomy()
    texts = [
        Own(text, label.priority)
        for label in taxonomy.every
        for text in (
            *catalogue.phrases[label.name].alerts.values(),
            catalogue.phrases[label.name].still,
            catalogue.phrases[label.name].ended,
        )
        if text
    ]
    texts += [Own(one.text, one.priority) for one in catalogue.listener_phrases.values()]
    captioner = build_captioner(settings)
    rows = [clip for clip in corpus.select(None, "score") if clip.label != ROOM_RESPONSE]
    sentences = {captioner.caption(corpus.read(clip)[:160_000]).text for clip in rows[:clips]}
    return texts + [Own(text, Priority.AMBIENT) for text in sorted(sentences)]

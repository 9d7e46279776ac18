"""The recordings that soundscapes are made of: rows that no weight was trained on.

In: the corpus, and whether it is to prove (`score` rows) or to tune (`calibrate` rows, and what
nobody may train on of `train` and `dev`). Out: beds by environment, single sounds, salient
sounds, rooms. A room response is no recording of a sound and may be any.

Never does: mixing the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray, Priority
from models.ground.corpus import ROOM_RESPONSE, Clip, Corpus, load_corpus

_BEDS = {
    "household": """
        speech music babble laughing keyboard_typing vacuum_cleaner washing_machine fan
        air_conditioner office singing water_running clock_tick hand_dryer baby_laugh""",
    "street": """
        engine traffic bus train tram drilling jackhammer construction children_playing weather
        wind rain speech music car_interior hammering""",
    "night": """
        ambience air_conditioner clock_tick insects rain wind weather stream snoring fan
        washing_machine airplane_cabin""",
}
"""Raw labels."""
BEDS = {name: frozenset(labels.split()) for name, labels in _BEDS.items()}
LEVEL_DBFS = {"household": (-48.0, -28.0), "street": (-34.0, -18.0), "night": (-72.0, -50.0)}
LONGEST = 30 * SAMPLE_RATE
_BED_SECONDS = 3.0


@dataclass(frozen=True, eq=False)
class Material:
    """What there is to compose from."""

    corpus: Corpus
    beds: dict[str, list[Clip]]
    singles: list[Clip]
    salient: list[Clip]
    rooms: list[Clip]
    _read: dict[str, FloatArray] = field(default_factory=dict)

    def samples(self, clip: Clip) -> FloatArray:
        """The first half minute of a recording; read once."""
        if clip.path not in self._read:
            self._read[clip.path] = self.corpus.read(clip)[:LONGEST]
        return self._read[clip.path]

    @property
    def hours(self) -> float:
        """Distinct hours without any announced sound."""
        paths = {c.path: c.seconds for c in self.singles}
        paths |= {c.path: c.seconds for clips in self.beds.values() for c in clips}
        return sum(min(s, LONGEST / SAMPLE_RATE) for s in paths.values()) / 3600


def material(corpus: Corpus, tuning: bool = False) -> Material:
    """Sort the rows."""
    taxonomy = load_taxonomy()
    announced = {one.name for one in taxonomy.labels if one.priority is not Priority.AMBIENT}
    rows = corpus.select(None, "score")
    if tuning:
        rows = [*corpus.select(None, "calibrate"), *corpus.select("evaluate", "train", "dev")]
    quiet = [c for c in rows if c.label not in announced and c.label != ROOM_RESPONSE]
    beds = {
        name: [c for c in quiet if c.raw_label in labels and c.seconds >= _BED_SECONDS]
        for name, labels in BEDS.items()
    }
    rooms = [c for c in corpus.clips if c.label == ROOM_RESPONSE]
    return Material(corpus, beds, quiet, [c for c in rows if c.label in announced], rooms)


@cache
def material_in(folder: Path | None, tuning: bool = False) -> Material:
    """The rows of a data folder; a process reads each recording once."""
    return material(load_corpus(folder), tuning)

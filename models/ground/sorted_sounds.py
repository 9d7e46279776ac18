"""The recordings that thresholds are tuned on: never trained on, never of `score`.

In: the corpus, and the recordings that a bundle has learnt. Out: frozen lists: what holds no
announced sound, and what holds one. Never does: reading samples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.ground.corpus import BACKGROUND, Clip, Corpus

TUNED_ON = "calibrate"
"""The split that is kept for it; rows of `train` and `dev` that nobody may train on join it."""


@dataclass(frozen=True, slots=True)
class SortedSounds:
    """Recordings, by whether anything that is announced is in them."""

    quiet: tuple[Clip, ...]
    """No announced sound is in them, by their labels."""
    announced: tuple[Clip, ...]

    @property
    def hours(self) -> float:
        """Of distinct quiet sound [h]."""
        return sum(clip.seconds for clip in self.quiet) / 3600


def announced_labels() -> tuple[str, ...]:
    """Labels that are announced, in the taxonomy's order."""
    return tuple(one.name for one in load_taxonomy().labels if one.priority is not Priority.AMBIENT)


def tuning_sounds(corpus: Corpus, learnt: Collection[str] = ()) -> SortedSounds:
    """Sort the rows.

    Parameters
    ----------
    corpus : Corpus
    learnt : collection of str
        Groups that the weights were trained on; their rows are left out.
    """
    rows = [*corpus.select(None, TUNED_ON), *corpus.select("evaluate", "train", "dev")]
    return sorted_sounds([clip for clip in rows if clip.group not in learnt])


def sorted_sounds(rows: Iterable[Clip]) -> SortedSounds:
    """Recordings without and with an announced sound; what is neither, as a room, is left out."""
    rows = list(rows)
    announced = set(announced_labels())
    ambient = {*load_taxonomy().names, BACKGROUND} - announced
    return SortedSounds(
        tuple(clip for clip in rows if clip.label in ambient),
        tuple(clip for clip in rows if clip.label in announced),
    )

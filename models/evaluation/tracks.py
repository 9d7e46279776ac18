"""One label's score over time on one clip, whoever gave it.

In: what a bundle or the baseline made of clips, and the labels that count as one. Out: a frozen
`Track` per clip, and `Sides`: the tracks with the sound and those without any announced
sound. Never does: judging. Ours and the baseline's are judged by the same code from here on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray, Priority
from models.baseline.scores import BASELINE_CLASSES, BaselineScores
from models.baseline.yamnet import STRIDE, WINDOW
from models.ground.corpus import BACKGROUND, LONGEST_SECONDS, Clip
from models.listening.clips import ROW_SECONDS, ClipResult

COOL_DOWN = 10.0
"""Firings closer than this are one event [s]; near the shortest of the device's cool-downs,
so that false events are counted severely."""
_FORGIVEN = 1e-3
"""What float32 loses of a time [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One label's score over time on one clip."""

    clip: Clip
    times: FloatArray
    """Shape (n,), float32, ascending: when each score is known, from the clip's start [s]."""
    scores: FloatArray
    """Shape (n,), float32; n >= 1."""

    def __post_init__(self) -> None:
        if self.times.shape != self.scores.shape or self.scores.ndim != 1 or not len(self.scores):
            raise ValueError(
                f"{self.clip.path}: {self.scores.shape} scores do not fit {self.times.shape} times."
            )

    @property
    def best(self) -> float:
        """The highest score: the sound is found at every threshold up to it."""
        return float(self.scores.max())

    @property
    def seconds(self) -> float:
        """How much of the clip is judged [s]; of a long one, the beginning."""
        return min(self.clip.seconds, LONGEST_SECONDS)

    def firings(self, thresholds: NDArray[np.float64]) -> NDArray[np.int64]:
        """Separate announcements that each threshold would cause.

        The score fires where it reaches the threshold from below (a clip that starts at or
        above it fires at once). A firing less than `COOL_DOWN` after the last one that
        counted is the same event, and does not extend the cool-down: after an announcement
        the device stays silent about the same sound for a while, so a person would hear one.
        A score that stays up is announced once.

        Parameters
        ----------
        thresholds : ndarray, shape (t,), float64

        Returns
        -------
        ndarray, shape (t,), int64
        """
        counts = np.zeros(len(thresholds), np.int64)
        if not len(thresholds):
            return counts
        before = np.concatenate([[-np.inf], self.scores[:-1]])
        last = np.full(len(thresholds), -np.inf)
        # Only where the score rises, to where some threshold is, can it cross one.
        rising = (self.scores > before) & (self.scores >= thresholds.min())
        for at in np.flatnonzero(rising):
            crossed = (before[at] < thresholds) & (thresholds <= self.scores[at])
            fires = crossed & (self.times[at] - last >= COOL_DOWN - _FORGIVEN)
            counts += fires
            last[fires] = self.times[at]
        return counts


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The tracks that recall is counted on, and those that false events are counted on."""

    positives: tuple[Track, ...]
    negatives: tuple[Track, ...]

    def __post_init__(self) -> None:
        paths = [track.clip.path for track in (*self.positives, *self.negatives)]
        if len(set(paths)) < len(paths):
            raise ValueError("A clip is there twice; every second counts once.")

    @property
    def hours(self) -> float:
        """How long the negatives sound [h]."""
        return sum(track.seconds for track in self.negatives) / 3600


def sides(tracks: Sequence[Track], labels: Collection[str]) -> Sides:
    """Divide tracks into clips of the sound and clips without any announced sound.

    Clips of other announced sounds are on neither side, nor are room responses: to take a
    scream for a baby is a confusion (counted elsewhere), not an alarm about nothing.

    Parameters
    ----------
    tracks : sequence of Track
    labels : collection of str
        Labels that count as the sound, e.g. all of a group.
    """
    quiet = {label.name for label in load_taxonomy().labels if label.priority is Priority.AMBIENT}
    quiet |= {BACKGROUND}
    quiet -= set(labels)
    return Sides(
        tuple(track for track in tracks if track.clip.label in labels),
        tuple(track for track in tracks if track.clip.label in quiet),
    )


def own_tracks(heard: Sequence[ClipResult], labels: Sequence[str]) -> list[Track]:
    """A bundle's tracks: of the labels, the highest smoothed posterior, every 80 ms."""
    taxonomy = load_taxonomy()
    columns = [taxonomy.index(label) for label in labels]
    tracks: list[Track] = []
    for one in heard:
        scores = replace(one, rows=one.rows[:, columns]).smooth().max(axis=1)
        first = min(SMOOTHING_ROWS, len(one.rows))
        times = (first + np.arange(len(scores))) * ROW_SECONDS
        tracks.append(Track(one.clip, times.astype(np.float32), scores))
    return tracks


def baseline_tracks(
    heard: Sequence[BaselineScores], labels: Sequence[str], names: Sequence[str]
) -> list[Track]:
    """The baseline's tracks: of the labels' classes, the highest score, every 0.4875 s.

    Parameters
    ----------
    heard : sequence of BaselineScores
    labels : sequence of str
        Keys of `BASELINE_CLASSES`.
    names : sequence of str
        The class map, in the order of the columns.
    """
    columns = sorted({names.index(name) for label in labels for name in BASELINE_CLASSES[label]})
    tracks: list[Track] = []
    for one in heard:
        times = (WINDOW + STRIDE * np.arange(len(one.scores))) / SAMPLE_RATE
        scores = one.scores[:, columns].max(axis=1)
        tracks.append(Track(one.clip, times.astype(np.float32), scores))
    return tracks

"""One row of scores: how sure each label is, how sure each pattern in time, side by side.

In: a row of the encoder's posteriors and what the tonal detector made of the same moment. Out: the
labels' posteriors and, after them, the probability of each pattern in view of both: a smoke alarm's
pulses count for less where the encoder is sure of a baby. It never speaks for a pattern, since it
misses the faint alarms that are known by their pattern alone. What it heard is remembered for some
seconds, as an alarm pauses. Weights are a bundle's, fitted by `python -m models.tonal.combine`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from edge_aac.events.timing import ROW_SECONDS, PatternTiming, load_timing
from edge_aac.events.tonal.patterns import PATTERNS, Patterns
from edge_aac.finite import finite
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import FloatArray

MEMORY_SECONDS = 4.0
"""A posterior of 1 is forgotten after that many seconds."""
_FADE = ROW_SECONDS / MEMORY_SECONDS
LEAST, MOST = 1e-3, 1.0 - 1e-4
"""Nothing is surer than that."""
_LEAST_OWN, _MOST_ODDS = 0.005, 80.0
SILENT = 0.05
"""Where the encoder hears less of a sound than this, it has nothing to say of it: a faint alarm is
known by its pattern alone."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a pattern's log-odds are made of."""

    bias: float = 0.0
    pattern: float = 1.0
    """Of the tonal detector's own log-odds."""
    rival: float = 0.0
    """Of the log-odds of what speaks most against it: another sound that the encoder hears, or
    another pattern that would give the same group another name."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What the encoder heard of late, slowly forgotten: each (patterns,), 0..1."""

    own: FloatArray
    rival: FloatArray

    def lead(self, pattern: int) -> float:
        """Logarithm of a pattern's group over what is heard most beside it, both as posteriors."""
        own, rival = max(float(self.own[pattern]), _LEAST_OWN), float(self.rival[pattern])
        return math.log(own / max(rival, SILENT))


def odds(probability: FloatArray | np.float32, least: float = LEAST) -> FloatArray:
    """Log-odds, bounded."""
    p = np.clip(probability, least, MOST)
    return np.asarray(np.log(p / (1.0 - p)), np.float32)


class Scores:
    """Joins posteriors and patterns.

    Parameters
    ----------
    taxonomy : Taxonomy
    patterns : mapping of str to PatternTiming
        Which label each pattern gives.
    weights : mapping of str to Weights
        By pattern; a pattern that is not there counts by itself alone.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        patterns: Mapping[str, PatternTiming],
        weights: Mapping[str, Weights],
    ) -> None:
        groups = np.array([label.group for label in taxonomy.labels])
        of = [taxonomy[patterns[one.value].label].group for one in PATTERNS]
        self._own = np.stack([groups == group for group in of]).astype(np.float32)
        self._rival = np.float32(1.0) - self._own
        table = load_timing()
        # The cautious label is no other name: pulses that begin speak against no pattern.
        names = [patterns[one.value].label for one in PATTERNS]
        cautious = {table[group].general for group in of}
        exact = ~np.isin(names, [one for one in cautious if one])
        alike = np.array(of)[:, None] == np.array(of)
        other = np.array(names)[:, None] != np.array(names)
        self._others = (alike & other & exact & exact[:, None]).astype(np.float32)
        chosen = [weights.get(one.value, Weights()) for one in PATTERNS]
        self._bias = np.array([one.bias for one in chosen], np.float32)
        self._pattern = np.array([one.pattern for one in chosen], np.float32)
        self._against = np.array([one.rival for one in chosen], np.float32)

    def start(self) -> Held:
        """Nothing was heard."""
        nothing = np.zeros(len(PATTERNS), np.float32)
        return Held(nothing, nothing)

    def step(
        self, held: Held, posteriors: FloatArray, patterns: Patterns
    ) -> tuple[Held, FloatArray]:
        """After one more row.

        Parameters
        ----------
        held : Held
        posteriors : ndarray, shape (labels,), float32, 0..1
        patterns : Patterns

        Returns
        -------
        (Held, ndarray)
            The latter of shape (labels + patterns,), float32, 0..1.
        """
        absent = np.log1p(-np.minimum(posteriors, np.float32(MOST)))
        own = 1.0 - np.exp(self._own @ absent)
        rival = (self._rival * posteriors).max(axis=1)
        fade = np.float32(_FADE)
        now = Held(np.maximum(own, held.own - fade), np.maximum(rival, held.rival - fade))
        now_scores = finite(patterns.scores)
        rival = odds(self.against(now.rival, now_scores), SILENT)
        joint = self._bias + self._pattern * odds(now_scores) + self._against * rival
        # A pattern of which nothing is heard is not made of what the encoder hears.
        probability = (now_scores > LEAST) / (1.0 + np.exp(np.minimum(-joint, _MOST_ODDS)))
        return now, np.concatenate([posteriors, probability], dtype=np.float32)

    def against(self, rival: FloatArray, scores: FloatArray) -> FloatArray:
        """What speaks most against each pattern, (..., patterns): a rival or another pattern."""
        others = (self._others * scores[..., None, :]).max(axis=-1)
        return np.asarray(np.maximum(rival, others), np.float32)

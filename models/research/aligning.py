"""When each word's evidence sounded, three ways: attention, CTC and posteriors.

In: what a system made of scenes. Out: word time stamps, and for each way the sounds of a scene with
their onsets. Attention: a word sounds in the rows around the strongest that weigh at least half as
much. CTC: a token fires. Posteriors: a label's posterior passes a threshold, as on the device.
Then onset errors and F1 of events, right where the label fits and the onset is within `COLLAR`
(Mesaros et al. 2016). Never does: training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.captions.vocabulary import PUNCTUATION
from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.taxonomy import load_taxonomy
from models.data.pool import ROW_SECONDS
from models.data.scene import Placed
from models.evaluation.onset import estimate
from models.evaluation.ratio import Ratio, f1, resampled
from models.evaluation.reader import accepted, read_phrases
from models.grammar import detokenize
from models.research.memory import ENDED, Memory
from models.research.system import System

HALF = 0.5
"""Part of the strongest weight from which a row belongs to a word."""
COLLAR = 0.5
"""How far an onset may be off [s]."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A word and when its evidence sounded."""

    word: str
    start: float
    """From the beginning of the scene [s]."""
    end: float


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sound that a way of aligning found."""

    labels: frozenset[str]
    """Any of which it may be."""
    onset: float
    """[s]."""


def stretch(weights: NDArray[np.floating], first: int = 0) -> tuple[float, float]:
    """Start and end [s] of the rows around the strongest that weigh at least half as much.

    Parameters
    ----------
    weights : ndarray, shape (rows,)
    first : int
        The scene's row that the weights begin with.
    """
    peak = int(np.argmax(weights))
    enough = weights >= HALF * weights[peak]
    low = high = peak
    while low > 0 and enough[low - 1]:
        low -= 1
    while high + 1 < len(weights) and enough[high + 1]:
        high += 1
    return (first + low) * ROW_SECONDS, (first + high + 1) * ROW_SECONDS


@torch.no_grad()
def stamps(
    system: System, memory: Memory, said: Sequence[Sequence[int]], words: Sequence[str], style: int
) -> list[list[Stamp]]:
    """Time stamps of each scene's words, by attention; punctuation has its place in between.

    Parameters
    ----------
    system : System
    memory : Memory
    said : sequence of sequence of int
        What `decode` gave.
    words : sequence of str
        The vocabulary.
    style : int
        The token of the style that was decoded in.
    """
    longest = max(len(row) for row in said) + 1
    tokens = torch.full((len(said), longest), ENDED)
    for row, spoken in zip(tokens, said, strict=True):
        row[0] = style
        row[1 : len(spoken) + 1] = torch.tensor(list(spoken), dtype=torch.long)
    if longest == 1:
        return [[] for _ in said]
    weights: Tensor = system.decoder.attend(memory, tokens)
    first = memory.rows.shape[1] - weights.shape[2]
    return [
        [Stamp(words[token], *stretch(row[i].numpy(), first)) for i, token in enumerate(spoken)]
        for row, spoken in zip(weights, said, strict=True)
    ]


def by_attention(sentence: Sequence[Stamp]) -> list[Sounding]:
    """The sounds that a stamped sentence names, each beginning with its first word's evidence."""
    text = detokenize(stamp.word for stamp in sentence)
    return [
        Sounding(_meant(mention.may_mean), sentence[mention.at].start)
        for mention in read_phrases(text)
    ]


def by_tokens(fired: Sequence[tuple[int, int]]) -> list[Sounding]:
    """The sounds that a CTC head's tokens say: columns and the rows in which they fire."""
    names = load_taxonomy().names
    return [Sounding(accepted(names[column]), row * ROW_SECONDS) for column, row in fired]


def by_posteriors(events: NDArray[np.floating], threshold: float) -> list[Sounding]:
    """The sounds whose smoothed posterior passes a threshold, of event logits (rows, labels)."""
    rows = np.asarray(1.0 / (1.0 + np.exp(-events.astype(np.float64))), np.float32)
    kernel = np.ones(SMOOTHING_ROWS) / SMOOTHING_ROWS
    found = []
    for column, name in enumerate(load_taxonomy().names):
        smooth = np.convolve(rows[:, column], kernel)[: len(rows)]
        onset = estimate(rows[:, column], threshold) if smooth.max() >= threshold else None
        if onset is not None:
            found.append(Sounding(accepted(name), max(0.0, onset)))
    return found


def _meant(labels: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(accepted(label) for label in labels))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How well sounds were placed in time."""

    errors: tuple[float, ...]
    """Found less true onset [s], of every sound that fits an event, the nearest first."""
    within: Ratio
    """F1 of events whose label fits and whose onset is within the collar."""

    def line(self) -> str:
        """In words."""
        if not self.errors:
            return f"no event found, of {self.within.n}"
        size = np.abs(self.errors)
        return (
            f"onset error p50 {np.median(size):.2f} s, p90 {np.percentile(size, 90):.2f} s "
            f"(n={len(size)}); event F1 within {COLLAR} s {self.within.value:.3f} "
            f"({self.within.low:.3f} to {self.within.high:.3f}, n={self.within.n} events)"
        )


def judge_alignment(
    found: Sequence[Sequence[Sounding]], scenes: Sequence[tuple[Placed, ...]]
) -> Alignment:
    """Set the sounds of each scene beside its events; what fits a background alone does not count.

    Each event takes the nearest sound that fits and no other event took.
    """
    errors: list[float] = []
    counts = np.zeros((len(scenes), 4))
    for i, (sounds, placed) in enumerate(zip(found, scenes, strict=True)):
        events = [one for one in placed if one.role == "event"]
        beds = {one.label for one in placed if one.role != "event"}
        pairs = sorted(
            (abs(sound.onset - event.onset), e, s)
            for e, event in enumerate(events)
            for s, sound in enumerate(sounds)
            if event.label in sound.labels
        )
        taken: dict[int, int] = {}
        for _, e, s in pairs:
            if e not in taken and s not in taken.values():
                taken[e] = s
        apart = [sounds[s].onset - events[e].onset for e, s in taken.items()]
        errors += apart
        right = sum(abs(one) <= COLLAR for one in apart)
        bed = sum(
            bool(sound.labels & beds) for s, sound in enumerate(sounds) if s not in taken.values()
        )
        counts[i] = right, len(sounds) - bed - right, right, len(events)
    groups = [str(i) for i in range(len(scenes))]
    return Alignment(tuple(errors), resampled(counts, groups, f1, int(counts[:, 3].sum())))


def without_punctuation(sentence: Sequence[Stamp]) -> list[Stamp]:
    """The words alone, as a person reads them."""
    return [stamp for stamp in sentence if stamp.word not in PUNCTUATION]

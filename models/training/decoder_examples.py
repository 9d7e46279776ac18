"""What the caption decoder learns from: rows of memory and a new sentence about them each time.

In: what encoders heard in pools, and what people said of recordings. Out: batches of
(memory, mask, tokens). Evidence is disturbed as it is on sounds that an encoder never met:
each label a little more or less likely throughout, and now and then a label that is not
there at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.types import FloatArray, Style
from models.captioned import Tellings
from models.data.memories import EVERYDAY, Clearness, Memories, timeline
from models.data.pool import ROW_SECONDS
from models.data.scene import Placed, shifted
from models.grammar import Grammar, tokenize
from models.networks.decoder import MEMORY

LONGEST = 26
STYLES = {Style.TERSE: 0.2, Style.NORMAL: 0.5, Style.DETAILED: 0.3}
Window = tuple[NDArray[np.float16], NDArray[np.float16]]


@dataclass(frozen=True)
class Disturbance:
    """How much evidence is changed; logits."""

    noise: float = 0.6
    """Spread of what is added to a label for the whole of an example."""
    false_labels: float = 1.0
    """Mean number of labels that seem to sound and do not."""
    false_logit: tuple[float, float] = (-2.0, 0.5)
    """The most that such a label reaches."""


class Examples:
    """Draws batches for ever.

    Parameters
    ----------
    heard : sequence of (Memories, float)
        What was heard, and how often it is drawn.
    words : sequence of str
        The vocabulary.
    seed : int
    batch : int
    disturbance : Disturbance
    tellings : Tellings, optional
        What people said.
    share : float
        Share of batches with captions by people.
    medleys : float
        Share of composed examples that are several short ones in one memory.
    clearness : Clearness
        How what was detected is described.
    """

    def __init__(
        self,
        heard: Sequence[tuple[Memories, float]],
        words: Sequence[str],
        *,
        seed: int,
        batch: int,
        disturbance: Disturbance,
        tellings: Tellings | None = None,
        share: float = 0.0,
        medleys: float = 0.0,
        clearness: Clearness = EVERYDAY,
    ) -> None:
        self._memories = [memories for memories, _ in heard]
        weights = np.array([weight for _, weight in heard])
        self._weights = weights / weights.sum()
        self._tellings = tellings
        self._share = share
        short = any(memories.logits.shape[1] < MEMORY for memories in self._memories)
        self._medleys = medleys if short else 0.0
        self._index = {word: i for i, word in enumerate(words)}
        self._grammar = Grammar()
        self._rng = np.random.default_rng(seed)
        self._batch = batch
        self._disturbance = disturbance
        self._clearness = clearness

    def draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Memory (n, 125, labels + 4), mask (n, 125), tokens (n, LONGEST)."""
        rng = self._rng
        labels = self._memories[0].logits.shape[2]
        levels = self._memories[0].levels.shape[2]
        memory = np.zeros((self._batch, MEMORY, labels + levels), np.float32)
        mask = np.zeros((self._batch, MEMORY), np.float32)
        tokens = np.zeros((self._batch, LONGEST), np.int64)
        # Nothing is drawn where no person said anything: such runs are what they always were.
        human = self._tellings is not None and rng.random() < self._share
        # One style a batch: sentences of one length waste no steps on padding.
        drawn = list(STYLES)[int(rng.choice(3, p=list(STYLES.values())))]
        style = Style.DETAILED if human else drawn
        for i in range(self._batch):
            if human and self._tellings is not None:
                (logits, levels_heard), said = self._tellings.draw(rng)
            else:
                (logits, levels_heard), said = self._composed(style)
            rows = slice(MEMORY - len(logits), MEMORY)
            memory[i, rows, :labels] = evidence(self._disturbed(logits))
            memory[i, rows, labels:] = levels_heard
            mask[i, rows] = 1.0
            row = [f"<{style.value}>", *said, "<end>"][:LONGEST]
            tokens[i, : len(row)] = [self._index[word] for word in row]
        return torch.from_numpy(memory), torch.from_numpy(mask), torch.from_numpy(tokens)

    def _composed(self, style: Style) -> tuple[Window, tuple[str, ...]]:
        """Rows of a composed scene and a new description of them."""
        rng = self._rng
        if rng.random() < self._medleys:
            logits, levels, placed = self._medley()
            truth = timeline(placed, 0, MEMORY, logits, self._clearness)
            said = self._grammar.describe(truth, style, rng)
            return (logits, levels), tuple(tokenize(said))
        memory = self._memories[int(rng.choice(len(self._memories), p=self._weights))]
        j = int(rng.integers(len(memory.logits)))
        total = memory.logits.shape[1]
        last = total if rng.random() < 0.7 else int(rng.integers(total // 3, total + 1))
        first = max(0, last - MEMORY)
        truth = timeline(memory.placed[j], first, last, memory.logits[j], self._clearness)
        said = self._grammar.describe(truth, style, rng)
        return (memory.logits[j, first:last], memory.levels[j, first:last]), tuple(tokenize(said))

    def _medley(self) -> tuple[NDArray[np.float16], NDArray[np.float16], tuple[Placed, ...]]:
        """Two or three short examples in one memory, one after the other or at once.

        Composed scenes hold few events; a decoder that learns from them alone stops early.
        """
        rng = self._rng
        first = self._memories[0]
        logits = np.full((MEMORY, first.logits.shape[2]), -9.0, np.float16)
        levels = np.zeros((MEMORY, first.levels.shape[2]), np.float16)
        placed: list[Placed] = []
        short = [m for m in self._memories if m.logits.shape[1] < MEMORY]
        parts = int(rng.integers(2, 4))
        for part in range(parts):
            memory = short[int(rng.integers(len(short)))]
            j = int(rng.integers(len(memory.logits)))
            kept = int(rng.integers(20, min(memory.logits.shape[1], 56)))
            # In turn as a rule, with some overlap.
            at = int(np.clip(part * MEMORY / parts + rng.normal(0.0, 8.0), 0, MEMORY - kept))
            rows = slice(at, at + kept)
            np.maximum(logits[rows], memory.logits[j, :kept], out=logits[rows])
            np.maximum(levels[rows], memory.levels[j, :kept], out=levels[rows])
            names = {sound.label for sound in placed}
            placed += [
                shifted(sound, at * ROW_SECONDS, (at + kept) * ROW_SECONDS)
                for sound in memory.placed[j]
                if sound.label not in names
                and sound.role == "event"
                and sound.onset < (kept - 3) * ROW_SECONDS
            ]
        return logits, levels, tuple(placed)

    def _disturbed(self, logits: NDArray[np.float16]) -> FloatArray:
        rng, how = self._rng, self._disturbance
        rows, labels = logits.shape
        changed = logits.astype(np.float32)
        changed += rng.normal(0.0, how.noise, (labels,)).astype(np.float32)
        for _ in range(int(rng.poisson(how.false_labels))):
            length = int(rng.integers(2, max(3, rows // 2)))
            first = int(rng.integers(0, max(1, rows - length)))
            # It comes and goes, as false evidence does.
            shape = np.sin(np.pi * (np.arange(length) + 0.5) / length)
            least = -6.0
            most = float(rng.uniform(*how.false_logit))
            bump = np.asarray(least + (most - least) * shape, np.float32)
            part = changed[first : first + length, int(rng.integers(labels))]
            np.maximum(part, bump[: len(part)], out=part)
        return changed


def evidence(logits: FloatArray) -> FloatArray:
    """Event logits as the decoder sees them; see `models.networks.encoder.Remember`."""
    seen: FloatArray = np.maximum(0.5 * logits + np.float32(1.0), np.float32(0.0))
    return seen

"""What one run learns from: scaled frames of a front end, targets, and a new sentence each time.

In: examples and a front end. Out: batches for ever. Sentences are those of the caption grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from edge_aac.types import FloatArray, Style
from models.data.memories import timeline
from models.grammar import SPECIAL, Grammar, tokenize
from models.research.examples import ROWS, Examples
from models.research.fronts import FrontName, front
from models.research.memory import LONGEST, numbers
from models.research.system import Batch
from models.tagger.front import OFFSET, SCALE
from models.training.decoder_examples import STYLES

FRAMES = ROWS * 8


def vocabulary() -> list[str]:
    """Padding, end, styles, and every word of the caption grammar."""
    return [*SPECIAL, *(word for word in Grammar().words() if word not in SPECIAL)]


@dataclass(frozen=True, slots=True)
class Scale:
    """Brings frames to a mean of 0 and a spread of 1."""

    mean: float
    spread: float

    @staticmethod
    def measured(name: FrontName, frames: NDArray[np.float16]) -> Scale:
        """Of training frames; the tagger's is the published one, and samples stay as they are."""
        if name == "wave":
            return Scale(0.0, 1.0)
        if name == "tagger":
            return Scale(-OFFSET, SCALE)
        some = frames[::4].astype(np.float32)
        return Scale(float(some.mean()), float(some.std()) + 1e-6)

    def of(self, frames: NDArray[np.floating]) -> FloatArray:
        """Scaled frames."""
        scaled = (frames.astype(np.float32) - np.float32(self.mean)) / np.float32(self.spread)
        return np.asarray(scaled, np.float32)


class Sounds(Protocol):
    """Sounds of one length."""

    def __len__(self) -> int: ...

    def wave(self, i: int) -> FloatArray:
        """Samples of one, float32, 16 kHz."""


def heard(sounds: Sounds, name: FrontName) -> NDArray[np.float16]:
    """What a front end gives for each sound, (n, frames, bands): of a scene 1024 frames."""
    hear = front(name)
    rows = tqdm(range(len(sounds)), desc=name, disable=None)
    return np.stack([hear(sounds.wave(i))[:FRAMES].astype(np.float16) for i in rows])


class Lessons:
    """Draws batches for ever.

    Parameters
    ----------
    examples : Examples
    frames : ndarray, shape (n, 1024, bands), float16
        As `heard` gives them, not scaled.
    scale : Scale
    words : sequence of str
        The vocabulary.
    seed : int
    masked : float
        Longest share of frames, and of bands, that a mask hides; 0 hides nothing.
    balanced : bool
        Draw scenes of rare labels more often.
    mixup : float
        Both parameters of the Beta distribution by which scenes are blended; 0 blends none.
    """

    def __init__(
        self,
        examples: Examples,
        frames: NDArray[np.float16],
        scale: Scale,
        words: Sequence[str],
        seed: int,
        *,
        masked: float = 0.0,
        balanced: bool = False,
        mixup: float = 0.0,
    ) -> None:
        self._masked = masked
        self._mixup = mixup
        self._examples = examples
        self._frames = frames
        self._scale = scale
        self._active = examples.active()
        self._orders = examples.orders()
        self._number = numbers(words)
        self._grammar = Grammar()
        self._rng = np.random.default_rng(seed)
        self._shares = rarity(self._active.max(axis=1)) if balanced else None

    def draw(self, count: int) -> Batch:
        """So many scenes, each once at most, described in one style."""
        chosen = self._rng.choice(len(self._examples), count, replace=False, p=self._shares)
        style = list(STYLES)[int(self._rng.choice(len(STYLES), p=list(STYLES.values())))]
        orders = [self._orders[i] for i in chosen]
        most = max(1, *(len(order) for order in orders))
        order = np.zeros((count, most), np.int64)
        for i, row in enumerate(orders):
            order[i, : len(row)] = np.array(row) + 1
        frames, active = self._blended(
            self._scale.of(self._frames[chosen]), self._active[chosen].astype(np.float32)
        )
        return Batch(
            torch.from_numpy(self._hidden(frames)),
            torch.from_numpy(active),
            self._sentences([self._describe(int(i), style) for i in chosen]),
            torch.from_numpy(order),
            torch.tensor([len(row) for row in orders]),
        )

    def _blended(self, frames: FloatArray, active: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Each scene and its truth with a smaller part of another's (Zhang et al. 2018).

        A sentence is about one scene, as is an order of events: they stay those of the larger part.
        """
        if not self._mixup:
            return frames, active
        drawn = self._rng.beta(self._mixup, self._mixup, len(frames))
        part = np.maximum(drawn, 1.0 - drawn).astype(np.float32)[:, None, None]
        other = self._rng.permutation(len(frames))
        rest = np.float32(1.0) - part
        return part * frames + rest * frames[other], part * active + rest * active[other]

    def _hidden(self, frames: FloatArray) -> FloatArray:
        """Some frames and some bands of each scene set to the mean (Park et al. 2019)."""
        if not self._masked:
            return frames
        for scene in frames:
            for axis in range(2):
                span = int(self._rng.integers(0, int(self._masked * scene.shape[axis]) + 1))
                first = int(self._rng.integers(0, scene.shape[axis] - span + 1))
                scene.swapaxes(0, axis)[first : first + span] = 0.0
        return frames

    def _describe(self, i: int, style: Style) -> list[str]:
        truth = timeline(self._examples.placed[i], 0, ROWS)
        said = tokenize(self._grammar.describe(truth, style, self._rng))
        return [f"<{style.value}>", *said, "<end>"][:LONGEST]

    def _sentences(self, rows: Sequence[Sequence[str]]) -> Tensor:
        tokens = np.zeros((len(rows), max(len(row) for row in rows)), np.int64)
        for i, row in enumerate(rows):
            tokens[i, : len(row)] = [self._number[word] for word in row]
        return torch.from_numpy(tokens)


def rarity(present: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Shares by which scenes (n, labels) are drawn, so that rare labels come more often.

    A scene counts as much as its rarest label, by the root of one over how often that sounds: the
    full inverse would show a few scenes over and over. A scene without a label counts as the
    commonest does.
    """
    often = np.maximum(present.sum(axis=0), 1).astype(np.float64)
    weight = np.where(present > 0, often**-0.5, 0.0).max(axis=1)
    weight = np.maximum(weight, often.max() ** -0.5)
    return np.asarray(weight / weight.sum(), np.float64)

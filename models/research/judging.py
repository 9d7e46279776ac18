"""A trained system judged on development scenes: what it hears, what it says, what it costs.

In: a system and scenes that it never met. Out: a frozen `Row` of the table. Mean average precision
is over the labels that sound in five scenes or more, its interval resamples labels. Captions are
read back by the grammar: F1 over mentions of events, one scene one group. Of ESC-50's fold 3 the
strongest of its fifty names counts, and captions are set beside people's sentences. Cost is
processor time of front end, encoder and a caption for one whole scene, on one thread; it is no
streaming figure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Style
from edge_aac_score.wording import compare
from models.data.scene import Placed
from models.evaluation.ratio import Ratio, f1, resampled
from models.evaluation.reader import fits, read_phrases
from models.grammar import detokenize
from models.ground.intervals import bootstrap
from models.research.dev_clips import DevClips
from models.research.examples import ROWS, Examples
from models.research.fronts import Front
from models.research.lessons import FRAMES, Scale
from models.research.memory import Search
from models.research.system import System
from models.training.dev_scenes import LEAST_SCENES, average_precision

TOGETHER = 25
TIMED = 5
"""Scenes by which cost is measured; the median counts."""
BYTES = 4
"""Of a parameter in float32."""
SCENE_SECONDS = ROWS * 0.08


@dataclass(frozen=True, slots=True)
class Heard:
    """What a system made of all scenes."""

    scores: NDArray[np.float32]
    """(n, labels): the highest smoothed posterior."""
    texts: tuple[str, ...]
    """A caption of the normal style for each scene."""


@dataclass(frozen=True, slots=True)
class Row:
    """One run's figures."""

    precision: float
    """Mean average precision over labels, 0 to 1."""
    precision_low: float
    """95 % interval, labels resampled."""
    precision_high: float
    labels: int
    """How many it is the mean of."""
    f1: float
    """Events named in captions, 0 to 1."""
    f1_low: float
    """95 % interval, scenes resampled."""
    f1_high: float
    scenes: int
    distinct: int
    """Different captions."""
    top1: float
    """ESC-50 fold 3: how often a clip's own name is the strongest of fifty, 0 to 1."""
    top1_low: float
    """95 % interval, original recordings resampled."""
    top1_high: float
    clips: int
    cider: float
    """CIDEr-D of detailed captions beside people's sentences, 0 to 10."""
    described: int
    """Clips of the fold that people described."""
    streams: bool
    """Whether the encoder is causal."""
    milliseconds: float
    """Processor time for a second of sound [ms]."""
    parameters: int

    @property
    def megabytes(self) -> float:
        """Size in float32 [MB]."""
        return self.parameters * BYTES / 1e6

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def presence(examples: Examples) -> NDArray[np.bool_]:
    """Which labels sound in which scene, (n, labels)."""
    return np.asarray(examples.active().max(axis=1) > 0)


@torch.no_grad()
def hear(
    system: System,
    frames: NDArray[np.float16],
    scale: Scale,
    words: Sequence[str],
    search: Search | None = None,
    style_of: Style = Style.NORMAL,
) -> Heard:
    """Let a system hear scenes (n, 1024, bands) and describe each; greedily without a search."""
    system.eval()
    style = list(words).index(f"<{style_of.value}>")
    scores: list[NDArray[np.float32]] = []
    texts: list[str] = []
    for first in range(0, len(frames), TOGETHER):
        some = torch.from_numpy(scale.of(frames[first : first + TOGETHER]))
        memory = system.encoder.encode(some)
        posteriors = memory.events.sigmoid().transpose(1, 2)
        smooth = torch.nn.functional.avg_pool1d(posteriors, SMOOTHING_ROWS, 1)
        scores.append(smooth.amax(dim=2).numpy())
        said = system.decoder.decode(memory, style, search)
        texts += [detokenize(words[one] for one in row) for row in said]
    return Heard(np.concatenate(scores), tuple(texts))


def judged_labels(present: NDArray[np.bool_]) -> list[int]:
    """Columns of the labels that sound in enough scenes, of (scenes, labels).

    Raises
    ------
    EdgeAacError
        There is none.
    """
    ranked = [i for i in range(present.shape[1]) if present[:, i].sum() >= LEAST_SCENES]
    if not ranked:
        raise EdgeAacError(f"No label sounds in {LEAST_SCENES} scenes: judge on more of them.")
    return ranked


def chance(present: NDArray[np.bool_]) -> float:
    """Mean average precision to be expected of a random order, over the same labels.

    Of n scenes among N it is (H + (n - 1) / (N - 1) * (N - H)) / N, where H is the N-th harmonic
    number (Bestgen 2015): more than the share n / N, the more so the fewer scenes there are.
    """
    scenes = len(present)
    harmonic = float(np.sum(1.0 / np.arange(1, scenes + 1)))
    counts = present[:, judged_labels(present)].sum(axis=0)
    each = (harmonic + (counts - 1) / max(1, scenes - 1) * (scenes - harmonic)) / scenes
    return float(each.mean())


def mean_precision(
    scores: NDArray[np.float32], present: NDArray[np.bool_]
) -> tuple[float, float, float, int]:
    """Mean over labels, its interval, and how many labels; see `judged_labels`."""
    ranked = judged_labels(present)
    each = [average_precision(scores[:, i], present[:, i]) for i in ranked]
    low, high = bootstrap(each, [str(i) for i in ranked])
    return float(np.mean(each)), low, high, len(ranked)


def naming(texts: Sequence[str], scenes: Sequence[tuple[Placed, ...]]) -> Ratio:
    """F1 of events named; what fits a background only is neither right nor wrong."""
    counts = np.zeros((len(texts), 4))
    for i, (text, placed) in enumerate(zip(texts, scenes, strict=True)):
        events = {sound.label for sound in placed if sound.role == "event"}
        beds = {sound.label for sound in placed if sound.role != "event"}
        said = read_phrases(text)
        true = sum(any(fits(one, label) for label in events) for one in said)
        known = sum(any(fits(one, label) for label in events | beds) for one in said)
        found = sum(any(fits(one, label) for one in said) for label in events)
        counts[i] = true, len(said) - known, found, len(events)
    groups = [str(i) for i in range(len(texts))]
    return resampled(counts, groups, f1, int(counts[:, 3].sum()))


def cost(
    system: System,
    front: Front,
    examples: Examples,
    scale: Scale,
    words: Sequence[str],
    clock: Callable[[], float] = time.process_time,
    search: Search | None = None,
) -> float:
    """Processor time for a second of sound [ms], median of a few scenes."""
    took = []
    for i in range(min(TIMED, len(examples))):
        wave = examples.wave(i)
        began = clock()
        hear(system, front(wave)[None, :FRAMES].astype(np.float16), scale, words, search)
        took.append(clock() - began)
    return float(np.median(took)) * 1000.0 / SCENE_SECONDS


def named_right(heard: Heard, labels: Sequence[str]) -> list[bool]:
    """Whether a clip's own name is the strongest of all names that the clips have."""
    columns = sorted({load_taxonomy().index(one) for one in labels})
    best = heard.scores[:, columns].argmax(axis=1)
    right = [load_taxonomy().index(one) for one in labels]
    return [columns[int(i)] == own for i, own in zip(best, right, strict=True)]


def beside_people(texts: Sequence[str], clips: DevClips) -> tuple[float, int]:
    """CIDEr-D of captions beside people's sentences, and of how many clips; 0 of none."""
    said = {
        path: text for path, text in zip(clips.paths, texts, strict=True) if path in clips.sentences
    }
    return (compare(said, clips.sentences).mean_cider, len(said)) if said else (0.0, 0)


def judged(
    system: System,
    frames: NDArray[np.float16],
    examples: Examples,
    frames_of_clips: NDArray[np.float16],
    clips: DevClips,
    scale: Scale,
    words: Sequence[str],
    milliseconds: float,
    search: Search | None = None,
) -> tuple[Row, tuple[str, ...]]:
    """A row of the table, and the captions of scenes behind it."""
    heard = hear(system, frames, scale, words, search)
    precision, low, high, labels = mean_precision(heard.scores, presence(examples))
    named = naming(heard.texts, examples.placed)
    alone = hear(system, frames_of_clips, scale, words, search, Style.DETAILED)
    hits = [float(one) for one in named_right(alone, clips.labels)]
    top1_low, top1_high = bootstrap(hits, clips.groups)
    cider, described = beside_people(alone.texts, clips)
    row = Row(
        precision, low, high, labels, named.value, named.low, named.high,
        len(examples), len(set(heard.texts)),
        float(np.mean(hits)), top1_low, top1_high, len(clips), cider, described,
        system.encoder.causal, milliseconds, system.size(),
    )  # fmt: skip
    return row, heard.texts

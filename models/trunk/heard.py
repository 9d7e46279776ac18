"""What a trunk, the tagger and the released encoder make of recordings: a score for each group.

In: clips. Out: logits, (clips, groups), the highest of each clip. Never does: ranking.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.features.published import FLOOR
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.baseline.scores import BASELINE_CLASSES
from models.ground.corpus import LONGEST_SECONDS, Clip, Corpus
from models.listening.stream import hop_by_hop
from models.tagger.front import log_mel, scaled
from models.tagger.network import Tagger
from models.tagger.weights import FOLDER
from models.tagger.windows import tag_windows
from models.trunk.judge import SMOOTHING_COLUMNS
from models.trunk.network import Trunk
from models.trunk.ranking import GROUPS
from models.trunk.shape import COLUMN_FRAMES

SHORTEST_FRAMES = 64
LEAST = 1e-6


def class_names(data: Path) -> list[str]:
    """AudioSet's classes in the order of the tagger's logits."""
    with (data / FOLDER / "class_labels_indices.csv").open(newline="", encoding="utf-8") as file:
        return [row["display_name"] for row in csv.DictReader(file)]


def class_columns(data: Path) -> list[list[int]]:
    """For each group the AudioSet classes that an honest user would take for it."""
    names = class_names(data)
    return [
        sorted({names.index(one) for label in labels for one in BASELINE_CLASSES[label]})
        for labels in GROUPS.values()
    ]


def label_columns() -> list[list[int]]:
    """For each group the columns of its labels."""
    taxonomy = load_taxonomy()
    return [[taxonomy.index(label) for label in labels] for labels in GROUPS.values()]


def frames_of(corpus: Corpus, clip: Clip) -> FloatArray:
    """Scaled log-Mel of a clip's first half minute, in whole columns, (frames, 128)."""
    samples = corpus.read(clip)[: LONGEST_SECONDS * SAMPLE_RATE]
    frames = scaled(log_mel(samples))
    short = max(SHORTEST_FRAMES - len(frames), -len(frames) % COLUMN_FRAMES)
    if short <= 0:
        return frames
    floor = np.full((short, frames.shape[1]), np.log(FLOOR), np.float32)
    return np.concatenate([frames, scaled(floor)])


@torch.no_grad()
def hear_with_trunk(
    trunk: Trunk, corpus: Corpus, clips: Sequence[Clip]
) -> Mapping[str, FloatArray]:
    """Scores by "labels", by "classes" and by the "sum" of both."""
    ours, theirs = label_columns(), class_columns(corpus.folder)
    rows: dict[str, list[FloatArray]] = {"labels": [], "classes": [], "sum": []}
    for clip in tqdm(clips, desc="trunk", disable=None):
        columns, _ = trunk.eval()(torch.from_numpy(frames_of(corpus, clip))[None])
        events = torch.stack([columns.events[0][:, own].amax(dim=1) for own in ours], dim=1)
        classes = torch.stack([columns.classes[0][:, own].amax(dim=1) for own in theirs], dim=1)
        for name, logits in (("labels", events), ("classes", classes), ("sum", events + classes)):
            rows[name].append(_highest(logits, SMOOTHING_COLUMNS))
    return {name: np.stack(found) for name, found in rows.items()}


@torch.no_grad()
def hear_with_tagger(tagger: Tagger, corpus: Corpus, clips: Sequence[Clip]) -> FloatArray:
    """Scores by the classes of the tagger, the future of a clip at hand."""
    theirs = class_columns(corpus.folder)
    rows = []
    for clip in tqdm(clips, desc="tagger", disable=None):
        _, logits = tag_windows(tagger, torch.from_numpy(frames_of(corpus, clip))[None])
        rows.append(_highest(torch.stack([logits[0][:, own].amax(dim=1) for own in theirs], 1), 1))
    return np.stack(rows)


def hear_with_bundle(bundle: Path, corpus: Corpus, clips: Sequence[Clip]) -> FloatArray:
    """Scores of a released encoder, through the device's code, hop by hop."""
    from edge_aac.encoder.bundle import Bundle
    from edge_aac.pipeline.encoder_chain import open_encoder_chain

    device = open_encoder_chain(Bundle.load(bundle), "onnx")
    encoder = device.encoder
    ours, rows = label_columns(), []
    for clip in tqdm(clips, desc=bundle.name, disable=None):
        mel = device.front.whole(corpus.read(clip)[: LONGEST_SECONDS * SAMPLE_RATE])
        hops = (mel[first : first + 16] for first in range(0, len(mel) // 16 * 16, 16))
        _, heard = hop_by_hop(encoder, encoder.start(), hops)
        posteriors = (
            np.concatenate(heard)
            if heard
            else np.full((1, len(load_taxonomy().labels)), LEAST, np.float32)
        )
        clear = torch.from_numpy(np.clip(posteriors, LEAST, 1 - LEAST))
        groups = torch.stack([torch.logit(clear)[:, own].amax(dim=1) for own in ours], dim=1)
        rows.append(_highest(groups, SMOOTHING_ROWS))
    return np.stack(rows)


def _highest(logits: Tensor, span: int) -> FloatArray:
    """The highest smoothed logit over time, (groups,), of (steps, groups)."""
    span = min(span, len(logits))
    smooth = torch.nn.functional.avg_pool1d(logits.T[None], span, 1)[0]
    return np.asarray(smooth.amax(dim=1).numpy(), np.float32)

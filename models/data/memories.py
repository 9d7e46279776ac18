"""What a trained encoder makes of pooled scenes: the decoder's training examples.

In: a pool and a frozen encoder. Out: event logits and levels per 80 ms row, kept as
float16, and timelines that the grammar can describe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.data.colour import band_curves
from models.data.pool import LOWEST, ROW_SECONDS, STEP, Pool
from models.data.scene import Placed
from models.grammar import SceneEvent, Timeline
from models.networks.encoder import Encoder

AFTER_ROWS = 4
"""Rows after a sound in which the event head may still speak of it."""
QUIET_DB = -4.0
"""An event this far under its background is not described: nobody would hear it."""


@dataclass(frozen=True, slots=True)
class Clearness:
    """Posteriors of a training encoder, before calibration, from which a sound is described."""

    noticed: float = 0.12
    """Under this it went by unnoticed."""
    sure: float = 0.35
    """From this it is called by its name."""


@dataclass(frozen=True, eq=False)
class Memories:
    """What an encoder hears in the scenes of one pool, and their timelines."""

    logits: NDArray[np.float16]
    """(n, rows, labels): event logits."""
    levels: NDArray[np.float16]
    """(n, rows, 4): levels, as `models.networks.encoder.Remember` gives them."""
    placed: list[tuple[Placed, ...]]

    @staticmethod
    @torch.no_grad()
    def compute(
        pool: Pool, net: Encoder, limit: int | None = None, colour: float = 0.0
    ) -> Memories:
        """Run the encoder over a pool, in order, from silence.

        `colour` is the spread of a smooth random curve over the bands of each scene: the
        encoder knows its training sounds, and what it makes of them changed is nearer to
        what it makes of sounds that it never met.
        """
        rng = np.random.default_rng(len(pool.mel))
        count = len(pool.mel) if limit is None else min(limit, len(pool.mel))
        chosen = np.linspace(0, len(pool.mel) - 1, count).astype(int)
        parts: list[tuple[NDArray[np.float16], NDArray[np.float16]]] = []
        for first in tqdm(range(0, count, 50), desc="remembering", disable=None):
            mel = pool.mel[chosen[first : first + 50]].astype(np.float32) * STEP + LOWEST
            if colour:
                mel = mel + band_curves(rng, len(mel), colour)
            parts.append(remembered(np.maximum(mel, np.float32(np.log(1e-6))), net))
        logits, levels = (np.concatenate(part) for part in zip(*parts, strict=True))
        timelines: list[dict[str, Any]] = [pool.timelines[i] for i in chosen]
        placed = [tuple(Placed.from_json(p) for p in t["placed"]) for t in timelines]
        return Memories(logits, levels, placed)


@torch.no_grad()
def remembered(logmel: FloatArray, net: Encoder) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """Event logits (n, rows, labels) and levels (n, rows, 4) of log-Mel (n, frames, 64)."""
    net.eval()
    device = next(net.parameters()).device
    mel = torch.from_numpy(logmel).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        features, _ = net.features(mel)
    logits = net.events(features.float()).squeeze(-1).transpose(1, 2)
    levels = net.remember(logits, mel)[:, :, net.shape.labels :]
    return logits.half().cpu().numpy(), levels.half().cpu().numpy()


EVERYDAY = Clearness()


def timeline(
    placed: tuple[Placed, ...],
    first_row: int,
    last_row: int,
    logits: NDArray[np.float16] | None = None,
    clearness: Clearness = EVERYDAY,
) -> Timeline:
    """What could be heard in rows [first_row, last_row) of a scene, for the grammar.

    With `logits`, shape (rows, labels), a sound that the event head hardly noticed is left
    out, and one that it was not sure of is described as its kind: the decoder sees no more than
    the event head does, and must not learn to guess. The clearest event always stays.
    """
    low, high = first_row * ROW_SECONDS, last_row * ROW_SECONDS
    events: list[SceneEvent] = []
    clear: list[float] = []
    for sound in placed:
        stretches = [(a, b) for a, b in sound.stretches if b > low + 0.05 and a < high - 0.15]
        if not stretches or (sound.role == "event" and sound.level_db < QUIET_DB):
            continue
        whole = len(stretches) == len(sound.stretches)
        seen = 1.0 if logits is None else _clearness(logits[:last_row], sound.label, stretches)
        clear.append(seen)
        events.append(
            SceneEvent(
                label=sound.label,
                onset=max(0.0, stretches[0][0] - low),
                end=min(high, stretches[-1][1]) - low,
                level_db=sound.level_db,
                count=sound.count if whole else None,
                role="background" if sound.role == "background" else "event",
                distance=sound.distance,
                unsure=seen < clearness.sure,
            )
        )
    best = max(clear, default=0.0)
    least = min(best, clearness.noticed)
    kept = (e for e, seen in zip(events, clear, strict=True) if seen >= least)
    return Timeline(high - low, tuple(kept))


def _clearness(
    logits: NDArray[np.float16], label: str, stretches: list[tuple[float, float]]
) -> float:
    """The highest posterior of a label while it sounds, or just after."""
    column = load_taxonomy().index(label)
    rows = [
        logits[int(a / ROW_SECONDS) : int(b / ROW_SECONDS) + AFTER_ROWS, column]
        for a, b in stretches
    ]
    best = max((float(part.max()) for part in rows if len(part)), default=-20.0)
    return float(1.0 / (1.0 + np.exp(-best)))

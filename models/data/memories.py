"""What a trained encoder makes of pooled scenes: the decoder's training examples.

In: a pool and a frozen encoder. Out: trunk features per 80 ms row, kept as
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
from models.data.colour import band_curves
from models.data.pool import LOWEST, ROW_SECONDS, STEP, Pool
from models.data.scene import Placed
from models.grammar import SceneEvent, Timeline
from models.net import Encoder

NOTICED = 0.12
"""Posterior under which a sound went by unnoticed."""
SURE = 0.35
"""Posterior from which a sound is called by its name."""
AFTER_ROWS = 4
"""Rows after a sound in which the event head may still speak of it."""
QUIET_DB = -4.0
"""An event this far under its background is not described: nobody would hear it."""


@dataclass(frozen=True, eq=False)
class Memories:
    """Features and timelines of one pool."""

    features: NDArray[np.float16]
    """(n, rows, 2 * embedding)."""
    placed: list[tuple[Placed, ...]]
    complete: NDArray[np.bool_]
    heard: NDArray[np.uint8]
    """(n, rows, labels): what the event head makes of it, p = x / 255."""

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
        net.eval()
        rng = np.random.default_rng(len(pool.mel))
        count = len(pool.mel) if limit is None else min(limit, len(pool.mel))
        chosen = np.linspace(0, len(pool.mel) - 1, count).astype(int)
        device = next(net.parameters()).device
        parts: list[NDArray[np.float16]] = []
        heard: list[NDArray[np.uint8]] = []
        for first in tqdm(range(0, count, 50), desc="embedding", disable=None):
            mel = pool.mel[chosen[first : first + 50]].astype(np.float32) * STEP + LOWEST
            if colour:
                mel = mel + band_curves(rng, len(mel), colour)
            mel = np.maximum(mel, np.float32(np.log(1e-6)))
            with torch.autocast(device.type, dtype=torch.bfloat16):
                rows, _ = net.features(torch.from_numpy(mel).to(device))
            said = torch.sigmoid(net.events(rows.float())).squeeze(-1).transpose(1, 2)
            heard.append((said * 255).round().byte().cpu().numpy())
            parts.append(rows.squeeze(-1).transpose(1, 2).half().cpu().numpy())
        timelines: list[dict[str, Any]] = [pool.timelines[i] for i in chosen]
        return Memories(
            np.concatenate(parts),
            [tuple(Placed.from_json(p) for p in t["placed"]) for t in timelines],
            np.array([bool(t["complete"]) for t in timelines]),
            np.concatenate(heard),
        )


def timeline(
    placed: tuple[Placed, ...],
    first_row: int,
    last_row: int,
    heard: NDArray[np.uint8] | None = None,
) -> Timeline:
    """What could be heard in rows [first_row, last_row) of a scene, for the grammar.

    With `heard`, shape (rows, labels), a sound that the event head hardly noticed is left
    out, and one that it was not sure of is told as its kind: the decoder sees no more than
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
        seen = 1.0 if heard is None else _clearness(heard[:last_row], sound.label, stretches)
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
                unsure=seen < SURE,
            )
        )
    best = max(clear, default=0.0)
    kept = (e for e, seen in zip(events, clear, strict=True) if seen >= min(best, NOTICED))
    return Timeline(high - low, tuple(kept))


def _clearness(heard: NDArray[np.uint8], label: str, stretches: list[tuple[float, float]]) -> float:
    """The highest posterior of a label while it sounds, or just after."""
    column = load_taxonomy().index(label)
    rows = [
        heard[int(a / ROW_SECONDS) : int(b / ROW_SECONDS) + AFTER_ROWS, column]
        for a, b in stretches
    ]
    return max((float(part.max()) for part in rows if len(part)), default=0.0) / 255.0

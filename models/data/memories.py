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

from models.data.pool import LOWEST, ROW_SECONDS, STEP, Pool
from models.data.scene import Placed
from models.grammar import SceneEvent, Timeline
from models.net import Encoder

QUIET_DB = -4.0
"""An event this far under its background is not described: nobody would hear it."""


@dataclass(frozen=True, eq=False)
class Memories:
    """Features and timelines of one pool."""

    features: NDArray[np.float16]
    """(n, rows, 2 * embedding)."""
    placed: list[tuple[Placed, ...]]
    complete: NDArray[np.bool_]

    @staticmethod
    @torch.no_grad()
    def compute(pool: Pool, net: Encoder, limit: int | None = None) -> Memories:
        """Run the encoder over a pool, in order, from silence."""
        net.eval()
        count = len(pool.mel) if limit is None else min(limit, len(pool.mel))
        chosen = np.linspace(0, len(pool.mel) - 1, count).astype(int)
        device = next(net.parameters()).device
        parts: list[NDArray[np.float16]] = []
        for first in tqdm(range(0, count, 50), desc="embedding", disable=None):
            mel = pool.mel[chosen[first : first + 50]].astype(np.float32) * STEP + LOWEST
            mel = np.maximum(mel, np.float32(np.log(1e-6)))
            with torch.autocast(device.type, dtype=torch.bfloat16):
                rows, _ = net.features(torch.from_numpy(mel).to(device))
            parts.append(rows.squeeze(-1).transpose(1, 2).half().cpu().numpy())
        timelines: list[dict[str, Any]] = [pool.timelines[i] for i in chosen]
        return Memories(
            np.concatenate(parts),
            [tuple(Placed.from_json(p) for p in t["placed"]) for t in timelines],
            np.array([bool(t["complete"]) for t in timelines]),
        )


def timeline(placed: tuple[Placed, ...], first_row: int, last_row: int) -> Timeline:
    """What could be heard in rows [first_row, last_row) of a scene, for the grammar."""
    low, high = first_row * ROW_SECONDS, last_row * ROW_SECONDS
    events: list[SceneEvent] = []
    for sound in placed:
        heard = [(a, b) for a, b in sound.stretches if b > low + 0.05 and a < high - 0.15]
        if not heard or (sound.role == "event" and sound.level_db < QUIET_DB):
            continue
        whole = len(heard) == len(sound.stretches)
        events.append(
            SceneEvent(
                label=sound.label,
                onset=max(0.0, heard[0][0] - low),
                end=min(high, heard[-1][1]) - low,
                level_db=sound.level_db,
                count=sound.count if whole else None,
                role="background" if sound.role == "background" else "event",
                distance=sound.distance,
            )
        )
    return Timeline(high - low, tuple(events))

"""Blocks at the pace of the sound they hold.

In: blocks made as fast as they can be. Out: the same, none before its last sample
would have been played. Never does: dropping; who is late is not waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from edge_aac.types import SAMPLE_RATE, Block


def paced(
    blocks: Iterable[Block],
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Block]:
    """Hold each block back until the clock has reached its end."""
    began = now()
    for block in blocks:
        ahead = began + (block.start + len(block.samples)) / SAMPLE_RATE - now()
        if ahead > 0:
            sleep(ahead)
        yield block

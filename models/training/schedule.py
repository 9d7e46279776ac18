"""The learning rate over a run: linear warm-up, then half a cosine to zero."""

from __future__ import annotations

import math


def learning_rate(step: int, total: int, peak: float, warmup: int) -> float:
    """Learning rate at a step.

    Parameters
    ----------
    step, total, warmup : int
        Optimiser steps.
    peak : float
        The highest rate, reached after the warm-up.
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(1, total - warmup)
    return peak * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))

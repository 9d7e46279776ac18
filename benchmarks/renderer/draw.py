"""Chance that remembers what it decided.

In: a generator. Out: numbers, and the record of them. Never does: anything else by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Draw:
    """Draws by name; `drawn` holds what came out, for the report."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.drawn: dict[str, float] = {}

    def between(self, name: str, low: float, high: float) -> float:
        """Evenly between two numbers."""
        return self._keep(name, float(self.rng.uniform(low, high)))

    def octaves(self, name: str, low: float, high: float) -> float:
        """Between two positive numbers, evenly by ratio."""
        return self._keep(name, float(np.exp(self.rng.uniform(np.log(low), np.log(high)))))

    def about(self, name: str, value: float, part: float) -> float:
        """A nominal value, off by at most so large a part of it."""
        return self.between(name, value * (1.0 - part), value * (1.0 + part))

    def one_of(self, name: str, values: Sequence[float]) -> float:
        """One of some numbers."""
        return self._keep(name, float(values[int(self.rng.integers(len(values)))]))

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return int(self._keep(name, float(self.rng.integers(low, high + 1))))

    def happens(self, name: str, chance: float) -> bool:
        """Whether something happens."""
        return bool(self._keep(name, float(self.rng.random() < chance)))

    def _keep(self, name: str, value: float) -> float:
        self.drawn[name] = round(value, 4)
        return value

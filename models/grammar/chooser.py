"""How one phrase is drawn from several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.grammar.vocabulary import count_words


@dataclass(frozen=True)
class Chooser:
    """Draws phrases; with no generator, takes the shortest and leaves out what can be."""

    rng: np.random.Generator | None

    def pick(self, phrases: Sequence[str], usual: float = 0.75) -> str:
        """One phrase: the first with chance `usual`, the others alike."""
        if self.rng is None:
            return min(phrases, key=count_words)
        drawn = self.rng.random()
        if drawn < usual or len(phrases) == 1:
            return phrases[0]
        place = int((drawn - usual) / (1.0 - usual) * (len(phrases) - 1))
        return phrases[1 + min(place, len(phrases) - 2)]

    def chance(self, share: float) -> bool:
        """True in a `share` of the draws."""
        return self.rng is not None and bool(self.rng.random() < share)

"""How near captions come to reference sentences: CIDEr, ROUGE-L, BLEU, and METEOR if it runs.

In: captions and reference sentences by key. Out: a frozen `Wording`. The scorers are
pycocoevalcap's. Every system and every reference is parted into words alike: by blanks unless asked
otherwise, so that figures compare with each other here, and only roughly with published ones; by
`tokens.penn` they compare with those, too.

Document frequencies of CIDEr come from *all* references given, also where only some keys have
captions: few references would make every word look rare. The others get an empty
caption, whose score nobody counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.rouge.rouge import Rouge

from edge_aac_score.tokens import Tokeniser, java_runs, plain_all

METEOR_MISSING = "not available here (Java is missing)"


@dataclass(frozen=True, slots=True)
class Wording:
    """Closeness of a system's captions to the references."""

    keys: tuple[str, ...]
    cider: tuple[float, ...]
    """Per key, in the same order; 0 to 10."""
    rouge_l: float
    bleu: tuple[float, float, float, float]
    """BLEU-1 to BLEU-4 of all captions together."""
    meteor: float | None
    """None: not computed, or Java is missing."""

    @property
    def mean_cider(self) -> float:
        """CIDEr of the chosen captions."""
        return float(np.mean(self.cider))

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        row: dict[str, Any] = {"n": len(self.keys), "cider": round(self.mean_cider, 4)}
        row["rouge_l"] = round(self.rouge_l, 4)
        row |= {f"bleu_{i}": round(figure, 4) for i, figure in enumerate(self.bleu, 1)}
        if self.meteor is not None:
            row["meteor"] = round(self.meteor, 4)
        return row


def compare(
    captions: Mapping[str, str],
    references: Mapping[str, Sequence[str]],
    *,
    meteor: bool = False,
    tokens: Tokeniser = plain_all,
) -> Wording:
    """Score captions against references.

    Parameters
    ----------
    captions : mapping of str to str
        At least one; every key has references.
    references : mapping of str to sequence of str
        All of them count for CIDEr's document frequencies. Formulas: Vedantam et al. 2015
        (CIDEr-D, sigma 6, as pycocoevalcap has it), Lin 2004 (ROUGE-L, beta 1.2),
        Papineni et al. 2002 (BLEU, closest length), Denkowski and Lavie 2014 (METEOR 1.5).
    meteor : bool
        Compute METEOR too, if Java is there.
    tokens : callable
        Parts sentences into words, all in one call.

    Raises
    ------
    ValueError
        There is no caption, or one has no reference.
    """
    keys = tuple(sorted(captions))
    strangers = [key for key in keys if not references.get(key)]
    if not keys or strangers:
        problem = f"{strangers[0]} has no reference" if strangers else "There is no caption"
        raise ValueError(f"{problem}: nothing can be compared.")
    everything = _parted(references, tokens)
    said = _parted({key: [captions.get(key, "")] for key in references}, tokens)
    _, ciders = Cider().compute_score(everything, said)
    by_key = dict(zip(everything, ciders, strict=True))
    chosen = {key: everything[key] for key in keys}
    ours = {key: said[key] for key in keys}
    rouge, _ = Rouge().compute_score(chosen, ours)
    bleu, _ = Bleu(4).compute_score(chosen, ours, verbose=0)
    score = _meteor(chosen, ours) if meteor and java_runs() else None
    one, two, three, four = (float(figure) for figure in bleu)
    return Wording(
        keys,
        tuple(float(by_key[key]) for key in keys),
        float(rouge),
        (one, two, three, four),
        score,
    )


def _parted(texts: Mapping[str, Sequence[str]], tokens: Tokeniser) -> dict[str, list[str]]:
    """Words of all sentences by key: the tokeniser is called once."""
    words = iter(tokens([one for several in texts.values() for one in several]))
    return {key: [next(words) for _ in several] for key, several in texts.items()}


def _meteor(references: Mapping[str, list[str]], said: Mapping[str, list[str]]) -> float:
    scorer = Meteor()
    try:
        score, _ = scorer.compute_score(references, said)
        return float(score)
    finally:
        # The library leaves its pipes open; Python warns of that.
        for pipe in (scorer.meteor_p.stdin, scorer.meteor_p.stdout, scorer.meteor_p.stderr):
            pipe.close()
        scorer.meteor_p.kill()
        scorer.meteor_p.wait()

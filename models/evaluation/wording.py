"""How near captions come to reference sentences: CIDEr, ROUGE-L, BLEU, and METEOR if it runs.

In: captions and reference sentences by key. Out: a frozen `Wording`. The scorers are
pycocoevalcap's. Never does: PTB tokenising (it needs Java): every system and every reference
is lower-cased and stripped of punctuation alike, so figures compare with each other here,
and only roughly with published ones.

Document frequencies of CIDEr come from *all* references given, also where only some keys have
captions: few references would make every word look rare. The others get an empty
caption, whose score nobody counts.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.rouge.rouge import Rouge

METEOR_MISSING = "not available here (Java is missing)"
_WORD = re.compile(r"[a-z0-9']+")


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


def plain(text: str) -> str:
    """Lower case, no punctuation, single blanks: what every scorer is given."""
    return " ".join(_WORD.findall(text.lower()))


def compare(
    captions: Mapping[str, str], references: Mapping[str, Sequence[str]], *, meteor: bool = False
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
    everything = {key: [plain(text) for text in texts] for key, texts in references.items()}
    said = {key: [plain(captions.get(key, ""))] for key in everything}
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


def java_runs() -> bool:
    """Whether METEOR can be computed here."""
    java = shutil.which("java")
    if java is None:
        return False
    asked = subprocess.run([java, "-version"], capture_output=True, check=False, timeout=60)
    return asked.returncode == 0


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

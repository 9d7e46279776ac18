"""How varied captions are: distinct n-grams, the words that are used, and likeness to each other.

In: captions. Out: figures. distinct-n is Li et al. 2016: different n-grams by all n-grams.
Self-BLEU is Zhu et al. 2018: the mean BLEU-4 of a caption against all others; lower is more varied.
Never does: references; a caption may be varied and wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edge_aac_score.tokens import plain

MOST = 300
"""Captions that self-BLEU compares, evenly drawn: its cost grows with their square."""


def distinct(captions: Iterable[str], n: int) -> float:
    """Different n-grams by all n-grams, 0 to 1; 0 where there is none."""
    grams = []
    for caption in captions:
        words = plain(caption).split()
        grams += [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 0.0


def vocabulary_size(captions: Iterable[str]) -> int:
    """How many different words are used."""
    return len({word for caption in captions for word in plain(caption).split()})


def self_bleu(captions: Sequence[str]) -> float:
    """Mean BLEU-4 of each caption against all others, 0 to 1; 0 for fewer than two."""
    from pycocoevalcap.bleu.bleu import Bleu

    step = max(1.0, len(captions) / MOST)
    chosen = [plain(captions[int(i * step)]) for i in range(min(MOST, len(captions)))]
    if len(chosen) < 2:
        return 0.0
    said = {str(i): [text] for i, text in enumerate(chosen)}
    others = {str(i): chosen[:i] + chosen[i + 1 :] for i in range(len(chosen))}
    _, each = Bleu(4).compute_score(others, said, verbose=0)
    return float(sum(each[3]) / len(chosen))

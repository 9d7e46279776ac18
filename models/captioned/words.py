"""Which words of people's captions the model learns, beside those of the grammar.

In: tokenised sentences. Out: the words that are frequent enough, and the sentences that
can be said with the words there are. Never does: a token for unknown words.

A sentence with a word that is not known is left out whole. To leave out the word would
teach the model broken sentences ("a dog barks at a"), and a token for "some word" would be
spoken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

Tokens = tuple[str, ...]


def new_words(
    sentences: Iterable[Tokens], known: Sequence[str], least: int = 5, most: int = 2000
) -> list[str]:
    """Words to append to a vocabulary, the most frequent first.

    Parameters
    ----------
    sentences : iterable of tuple of str
    known : sequence of str
        The vocabulary so far; nothing of it comes back.
    least : int
        How often a word has to occur.
    most : int
        Tokens that the whole vocabulary may have: each costs the decoder half a kilobyte.
    """
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in known:
        counts.pop(token, None)
    # By name where they are equally frequent, so that the order of the clips does not matter.
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return [word for word in ranked if counts[word] >= least][: max(0, most - len(known))]


def sayable(sentences: Iterable[Tokens], words: Collection[str]) -> tuple[Tokens, ...]:
    """The sentences all of whose tokens are among the words."""
    known = frozenset(words)
    return tuple(sentence for sentence in sentences if known.issuperset(sentence))

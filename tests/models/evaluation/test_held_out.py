"""Phrasings that training never says, and that judge."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Style
from models.grammar import Grammar, SceneEvent, Timeline, count_words, tokenize
from models.grammar.mentions import ARTICLES
from models.grammar.phrases import HELD_OUT, SPOKEN, load_phrases

TRAINED, JUDGING = load_phrases(SPOKEN), load_phrases(HELD_OUT)
LABELS = load_taxonomy().names


def bare(phrase: str) -> str:
    """Tokens with blanks around each, without a leading article."""
    tokens = tokenize(phrase)
    kept = tokens[1:] if tokens[0] in ARTICLES and len(tokens) > 1 else tokens
    return f" {' '.join(kept)} "


SAID = [
    bare(phrase)
    for entry in (*TRAINED.labels.values(), *TRAINED.kinds.values())
    for phrase in entry.said()
]


def test_every_label_has_held_out_words_and_no_other_has() -> None:
    assert set(JUDGING.labels) == set(LABELS)
    for label, entry in JUDGING.labels.items():
        assert len(entry.clauses) >= 2, label
        assert len(entry.nouns) >= 2, label
        assert entry.terse, label


@pytest.mark.parametrize("label", LABELS)
def test_no_held_out_phrase_is_said_in_training_not_even_within_another(label: str) -> None:
    for phrase in JUDGING.labels[label].said():
        assert not [said for said in SAID if bare(phrase) in said], phrase


@pytest.mark.parametrize("label", LABELS)
def test_each_held_out_phrase_has_a_word_that_training_never_uses_of_that_sound(
    label: str,
) -> None:
    used = {word for said in TRAINED.labels[label].said() for word in tokenize(said)}
    for phrase in JUDGING.labels[label].said():
        assert set(bare(phrase).split()) - used, phrase


def test_no_join_adverb_or_empty_sentence_is_shared() -> None:
    for table in ("join", "brief", "say", "empty"):
        trained, judging = getattr(TRAINED, table), getattr(JUDGING, table)
        assert set(trained) == set(judging)
        if table != "say":
            assert all(not set(trained[key]) & set(judging[key]) for key in trained), table
    # A number has one word.
    adverbs = set(TRAINED.say) - {"two", "three"}
    assert all(not set(TRAINED.say[key]) & set(JUDGING.say[key]) for key in adverbs)


def test_two_held_out_sounds_fit_a_sentence_of_eight_words() -> None:
    """References must not lose an event for want of short words."""
    grammar = Grammar(JUDGING)
    shortest = {n: min(map(count_words, e.clauses)) for n, e in JUDGING.labels.items()}
    assert max(shortest.values()) <= 4
    assert sum(n <= 3 for n in shortest.values()) >= 0.9 * len(shortest)
    events = (
        SceneEvent("dog", 0.0, 1.0, 12.0, None, "event"),
        SceneEvent("rain", 4.0, 6.0, 12.0, None, "event"),
    )
    rng = np.random.default_rng(1)
    for _ in range(50):
        text = grammar.describe(Timeline(10.0, events), Style.NORMAL, rng)
        assert count_words(text) <= 8
        words = {w for label in ("dog", "rain") for p in JUDGING.labels[label].said()
                 for w in tokenize(p)}  # fmt: skip
        assert len(set(tokenize(text)) & words) >= 3, text

"""Which sound a sentence says came first."""

from __future__ import annotations

import pytest

from models.evaluation.order import told_ranks
from models.grammar import mentions
from models.grammar.phrases import load_phrases


def ranks(text: str) -> tuple[int, ...]:
    """Of a sentence's mentions, in the order in which they are named."""
    return told_ranks(text, [m.at for m in mentions(text)])


@pytest.mark.parametrize(
    "text",
    [
        "A dog barks, then rain falls.",
        "A dog barks before rain falls.",
        "A dog barks, followed by rain.",
        "A dog barks, afterwards rain falls.",
        "A dog barks until rain falls.",
        "A dog barks, after which rain falls.",
        "After a dog barks, rain falls.",
    ],
)
def test_the_dog_came_first(text: str) -> None:
    assert ranks(text) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "A dog barks after rain falls.",
        "A dog barks, preceded by rain.",
        "Before a dog barks, rain falls.",
    ],
)
def test_the_dog_is_named_first_but_came_second(text: str) -> None:
    assert ranks(text) == (0, -1)


@pytest.mark.parametrize(
    "text",
    [
        "A dog barks while rain falls.",
        "A dog barks and rain falls.",
        "A dog barks as rain falls.",
        "A dog barks over rain.",
        "Dog barking, rain.",
    ],
)
def test_no_order_is_stated(text: str) -> None:
    assert ranks(text) == (0, 0)


def test_three_sounds_stand_in_line() -> None:
    assert ranks("A dog barks, then a cat meows, and then a bell rings.") == (0, 1, 2)
    assert ranks("A dog barks, then a cat meows while a bell rings.") == (0, 1, 1)
    assert ranks("A dog barks while a cat meows, then a bell rings.") == (0, 0, 1)


def test_nothing_named_has_no_rank() -> None:
    assert told_ranks("It is quiet.", []) == ()


def test_every_join_of_the_grammar_is_read_as_it_is_meant() -> None:
    """A join that says "then" puts its pieces in line; one that says "while" does not."""
    pieces = {"1": "a dog barks", "2": "a cat meows", "3": "a cow moos"}
    nouns = {2: "a cat meowing", 3: "a cow mooing"}
    joins = load_phrases().join
    for key in ("then", "while", "then_then", "then_while", "while_then", "while_while"):
        expected = [0]
        for step in key.split("_"):
            expected.append(expected[-1] + (step == "then"))
        for template in joins[key]:
            text = template.replace("{noun}", nouns[len(expected)])
            for slot, said in pieces.items():
                text = text.replace(f"{{{slot}}}", said)
            # A bare comma states nothing: "a, b, then c".
            if key == "then_then" and "then" not in template.split("{2}")[0]:
                expected = [0, 0, 1]
            assert ranks(text) == tuple(expected), text

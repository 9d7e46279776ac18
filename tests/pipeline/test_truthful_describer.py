"""A description names what is heard, and nothing else."""

from __future__ import annotations

import pytest

from edge_aac.pipeline.truthful_describer import TruthfulDescriber
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def describer() -> TruthfulDescriber:
    return TruthfulDescriber(load_catalogue("en"), load_taxonomy())


@pytest.mark.parametrize(
    ("text", "supported", "said"),
    [
        ("Rain falls, and a dog barks.", ["rain", "dog"], "Rain falls, and a dog barks."),
        ("A dog barks.", ["dog"], "A dog barks."),
        ("Rain falls, and a dog barks.", ["rain", "dog", "wind"], "Rain falls, and a dog barks."),
        # The rain stands out as well.
        ("A dog barks.", ["rain", "dog"], "Rain, and a dog barking."),
        ("An alarm sounds.", ["smoke_alarm"], "An alarm sounds."),
        ("Something hums.", ["fan"], "A fan."),
        # Wind chimes were heard by nobody but the decoder.
        ("Wind chimes ring, and it rains.", ["rain"], "Rain."),
        ("Wind chimes ring.", ["doorbell", "rain"], "A doorbell, and rain."),
        ("", ["rain"], "Rain."),
    ],
)
def test_only_what_labels_support_is_named(
    describer: TruthfulDescriber, text: str, supported: list[str], said: str
) -> None:
    assert describer.describe(text, supported, supported) == said


def test_what_a_rule_may_not_name_is_not_put_in_its_place(describer: TruthfulDescriber) -> None:
    assert describer.describe("Wind chimes ring.", ["gunshot"], []) == ""


def test_silence_may_be_spoken_of_when_nothing_stands_out(describer: TruthfulDescriber) -> None:
    assert describer.describe("It is quiet.", [], []) == "It is quiet."

"""Our captions beside the baselines, against what people wrote."""

from __future__ import annotations

import pytest

from edge_aac.taxonomy import load_taxonomy
from edge_aac_score import wording
from models.evaluation.references import (
    References,
    fixed_sentence,
    load_references,
    score_references,
    usual_name,
)
from models.ground.corpus import Corpus

SENTENCES = {
    f"{i}.ogg": (f"The {animal} is calling from its {home}.", f"Some {animal} calls.")
    for i, (animal, home) in enumerate(
        [("dog", "kennel"), ("cat", "house"), ("cow", "meadow"), ("pig", "sty"), ("hen", "coop")]
    )
}
REFERENCES = References(SENTENCES, {path: f"group {path}" for path in SENTENCES})
SOME = sorted(SENTENCES)[:4]


@pytest.fixture(autouse=True)
def without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "java_runs", lambda: False)


def systems() -> dict[str, dict[str, str]]:
    ours = {path: SENTENCES[path][0] for path in SOME}
    return {"ours": ours, "top-1": {path: fixed_sentence("a dog barking") for path in SOME}}


def test_systems_stand_in_one_table_with_paired_differences() -> None:
    table = score_references(systems(), REFERENCES)
    assert (table.n, table.groups, table.corpus) == (4, 4, 5)
    difference = table.differences["top-1"]
    assert set(table.differences) == {"top-1"}
    ours, theirs = table.wordings["ours"], table.wordings["top-1"]
    assert difference.mean == pytest.approx(ours.mean_cider - theirs.mean_cider)
    assert 0 < difference.low <= difference.mean <= difference.high
    row = table.as_json()["systems"]["top-1"]
    assert set(row["first_less_this"]) == {"cider_difference", "interval95"}


def test_without_java_the_table_says_so() -> None:
    rows = score_references(systems(), REFERENCES).as_json()["systems"]
    assert rows["ours"]["meteor"] == "not available here (Java is missing)"


def test_a_clip_scores_the_same_whichever_others_are_scored() -> None:
    """Document frequencies come from all references, not from the chosen clips."""
    few = score_references({"ours": {SOME[0]: SENTENCES[SOME[0]][1]}}, REFERENCES)
    more = score_references({"ours": {p: SENTENCES[p][1] for p in SOME}}, REFERENCES)
    assert few.wordings["ours"].cider[0] == more.wordings["ours"].cider[0]


def test_systems_that_captioned_other_clips_are_not_compared() -> None:
    both = systems()
    del both["top-1"][SOME[0]]
    with pytest.raises(ValueError, match="top-1 captioned other clips"):
        score_references(both, REFERENCES)
    with pytest.raises(ValueError, match="no system"):
        score_references({}, REFERENCES)
    with pytest.raises(ValueError, match="no caption"):
        score_references({"ours": {}}, REFERENCES)


def test_every_label_can_stand_in_the_fixed_sentence() -> None:
    said = {fixed_sentence(usual_name(label)) for label in load_taxonomy().names}
    assert "This is the sound of a dog barking." in said
    assert all(text[-1] == "." and "_" not in text for text in said)


@pytest.mark.data
def test_there_are_five_sentences_for_each_of_73_clips(corpus: Corpus) -> None:
    references = load_references(corpus)
    assert len(references.sentences) == 73
    assert all(len(texts) == 5 for texts in references.sentences.values())
    assert set(references.groups) == set(references.sentences)

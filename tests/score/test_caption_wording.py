"""CIDEr, ROUGE-L, BLEU and METEOR against reference sentences."""

from __future__ import annotations

import pytest

from edge_aac_score.tokens import java_runs, plain
from edge_aac_score.wording import compare
from tests.needs import lacking

REFERENCES = {
    "a": ["A dog barks loudly at somebody.", "The dog is barking."],
    "b": ["Rain falls on a roof.", "Heavy rain is falling."],
    "c": ["A train passes by quickly.", "Some train rolls past."],
}


def test_case_and_punctuation_make_no_difference() -> None:
    assert plain("  A dog's BARK, then -- rain!") == "a dog's bark then rain"
    one = compare({"a": "a dog barks LOUDLY at somebody"}, REFERENCES)
    other = compare({"a": "A dog barks, loudly, at somebody."}, REFERENCES)
    assert one == other


def test_the_words_of_a_reference_score_best() -> None:
    right = compare({"a": "The dog is barking."}, REFERENCES)
    wrong = compare({"a": "Rain falls on a roof."}, REFERENCES)
    assert right.rouge_l == pytest.approx(1.0)
    assert right.bleu[0] == pytest.approx(1.0)
    assert right.mean_cider > 3 > wrong.mean_cider


def test_document_frequencies_come_from_all_references_whichever_are_scored() -> None:
    alone = compare({"a": "The dog is barking."}, REFERENCES)
    among = compare({"a": "The dog is barking.", "b": "It rains.", "c": "A train."}, REFERENCES)
    assert alone.cider[0] == among.cider[0] > 0
    # Over its own references only, no word could be rare: CIDEr would be nought.
    assert compare({"a": "The dog is barking."}, {"a": REFERENCES["a"]}).cider == (0.0,)


def test_a_caption_without_words_scores_nothing() -> None:
    assert compare({"a": "."}, REFERENCES).cider == (0.0,)


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    compare({"a": "A dog."}, REFERENCES)
    assert capsys.readouterr().out == ""


def test_no_caption_or_no_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="no caption"):
        compare({}, REFERENCES)
    with pytest.raises(ValueError, match="z has no reference"):
        compare({"z": "A dog."}, REFERENCES)


def test_meteor_is_left_out_unless_asked_for() -> None:
    wording = compare({"a": "The dog is barking."}, REFERENCES)
    assert wording.meteor is None
    assert "meteor" not in wording.as_json()


def test_meteor_knows_other_forms_of_a_word() -> None:
    if not java_runs():
        lacking("METEOR needs Java.")
    wording = compare({"a": "The dogs bark.", "b": "Rain."}, REFERENCES, meteor=True)
    assert wording.meteor is not None
    assert 0.1 < wording.meteor < 1.0

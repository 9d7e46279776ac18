"""Announced sounds are counted by what would have been announced."""

from __future__ import annotations

import json

from models.evaluation.confusion import NONE, announced, confusion
from tests.models.evaluation.conftest import MakeClip, MakeHeard


def test_the_matrix_has_a_row_per_announced_label_and_a_column_more() -> None:
    table = confusion([], {})
    count = len(announced())
    assert table.counts.shape == (count, count + 1)
    assert "siren" in table.labels
    assert "rain" not in table.labels


def test_a_clip_counts_as_the_strongest_label_above_its_threshold(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    heard = [
        make_heard(make_clip("dog", 1), {"dog": 0.9, "siren": 0.6}),
        make_heard(make_clip("dog", 2), {"dog": 0.6, "siren": 0.8}),
        # The siren is stronger, but would not be announced.
        make_heard(make_clip("dog", 3), {"dog": 0.65, "siren": 0.69}),
        make_heard(make_clip("dog", 4), {"dog": 0.5, "siren": 0.6}),
    ]
    table = confusion(heard, {"dog": 0.6, "siren": 0.7})
    row = dict(
        zip(table.as_json()["columns"], table.counts[table.labels.index("dog")], strict=True)
    )
    assert {name: int(n) for name, n in row.items() if n} == {"dog": 2, "siren": 1, NONE: 1}
    assert table.counts.sum() == 4


def test_a_threshold_is_reached_by_a_score_equal_to_it(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    table = confusion([make_heard(make_clip("dog"), {"dog": 0.5})], {})
    place = table.labels.index("dog")
    assert table.counts[place, place] == 1


def test_clips_of_labels_that_are_not_announced_are_passed_over(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    assert confusion([make_heard(make_clip("rain"), {"dog": 0.9})], {}).counts.sum() == 0


def test_it_can_be_written_down() -> None:
    told = json.loads(json.dumps(confusion([], {}).as_json()))
    assert told["columns"] == [*told["labels"], NONE]
    assert len(told["counts"]) == len(told["labels"])

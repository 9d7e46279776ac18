"""The lab's diary: each experiment has a question, a result and an end, and is in the contents."""

from __future__ import annotations

import re

import pytest

from tests.documents import ROOT, broken

DIARY = ROOT / "models" / "LOG.md"
ENTRIES = re.split(r"^## ", DIARY.read_text(encoding="utf-8"), flags=re.M)[2:]
CONTENTS = DIARY.read_text(encoding="utf-8").partition("## Contents\n")[2].partition("\n## ")[0]
MOST_CHARACTERS = 2_500
"""Of an entry: what is longer holds more than one experiment."""


def _title(entry: str) -> str:
    return entry.partition("\n")[0]


@pytest.mark.parametrize("entry", ENTRIES, ids=_title)
def test_an_entry_has_a_day_a_question_a_result_and_an_end(entry: str) -> None:
    assert re.match(r"20\d\d-\d\d-\d\d: \S", entry)
    assert re.findall(r"^- \*\*(\w+)\*\*: ", entry, re.M) == ["Question", "Result", "Kept"]
    assert len(entry) <= MOST_CHARACTERS


def test_entries_are_newest_first() -> None:
    days = [entry[:10] for entry in ENTRIES]
    assert days == sorted(days, reverse=True)


def test_the_contents_list_every_entry_in_order() -> None:
    assert re.findall(r"^- \[(.+)\]\(", CONTENTS, re.M) == [_title(entry) for entry in ENTRIES]
    assert broken(DIARY) == []

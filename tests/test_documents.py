"""The pages: links lead somewhere, the index lists every page, a screen reader can bear them."""

from __future__ import annotations

import importlib.util
import re
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from tests.documents import (
    PAGES,
    ROOT,
    abbreviations,
    anchors,
    broken,
    headings,
    links,
    prose,
    rows,
    sentences,
    without_generated,
)

README = ROOT / "README.md"
INDEX = ROOT / "docs" / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
MOST_LINES = 200
ABBREVIATIONS = ROOT / "docs" / "abbreviations.md"
WORDS_IN_CAPITALS = {"ATTRIBUTION"}
"""Names of files elsewhere."""
HALF_A_PAGE = 30
"""Lines of a decision."""
MOST_CHARACTERS = 160
"""Of a line outside code and tables: who reads line by line hears one idea, not a paragraph."""
MOST_IN_A_SENTENCE = 200
"""Characters: what is longer has to be listened to twice."""
MOST_COLUMNS = 4
DRAWN = re.compile("->|<-|=>|\\|-|[\u2190-\u21ff\u2500-\u259f\u2794-\u27bf]")
"""Arrows and boxes: read aloud sign by sign, or left out."""
SAYS_NOTHING = {"here", "this", "link", "more", "read more", "click here"}


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def package_page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("package_page", ROOT / "docs/package_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_page_named_without_a_link_is_there(page: Path) -> None:
    found = re.findall(
        r"`((?:docs|models|benchmarks|deploy|tests|edge_aac)/[\w./-]+\.\w+)`",
        page.read_text(encoding="utf-8"),
    )
    assert [name for name in found if not (ROOT / name).exists()] == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# One\n\n## It's `two`, no?\n\n## One\n", encoding="utf-8")
    good = "[a](other.md) [b](other.md#its-two-no) [c](other.md#one-1) [d](#e) [f](https://g.org)"
    bad = "[h](none.md) [i](other.md#three) [j](#k) [l](..)"
    page.write_text(f"# E\n\n{good}\n{bad}\n\n    [l](m.md)\n", encoding="utf-8")
    assert broken(page, tmp_path) == ["none.md", "other.md#three", "#k", ".."]


def test_the_index_lists_every_page() -> None:
    listed = {target.partition("#")[0] for _, target in links(INDEX.read_text(encoding="utf-8"))}
    assert {path.name for path in DOCS} - {INDEX.name} - listed == set()


def test_the_decisions_that_stand_are_listed_in_order_with_their_numbers() -> None:
    listed = re.findall(
        r"^- \[(.+)\]\((.+)\), (\d+)$", (DECISIONS / "README.md").read_text("utf-8"), re.M
    )
    assert [name for _, name, _ in listed] == [path.name for path in RECORDS]
    for title, name, number in listed:
        head = (DECISIONS / name).read_text(encoding="utf-8").partition("\n")[0]
        assert head == f"# {number}. {title}" and name.startswith(f"{int(number):04d}-")


@pytest.mark.parametrize("record", RECORDS, ids=_named)
def test_a_decision_is_half_a_page_and_says_why_what_and_what_follows(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    parts = [words for level, words in headings(text) if level > 1]
    assert parts[:2] == ["Context", "Decision"] and "Consequences" in parts
    assert len(text.splitlines()) <= HALF_A_PAGE


def test_the_readme_leads_to_the_index() -> None:
    assert "docs/README.md" in {t for _, t in links(README.read_text(encoding="utf-8"))}


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_line_of_the_readme_is_long_whoever_wrote_it() -> None:
    text = prose(README.read_text(encoding="utf-8"))
    assert [line for line in text.splitlines() if len(line) > MOST_CHARACTERS] == []


@pytest.mark.parametrize("page", [README, *DOCS], ids=_named)
def test_a_screen_reader_can_bear_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    own = prose(without_generated(text)).splitlines()
    long = [x for x in own if len(x) > MOST_CHARACTERS and not x.lstrip().startswith("|")]
    assert long == []
    assert [row for row in rows(text) if row.strip().strip("|").count("|") >= MOST_COLUMNS] == []
    # Code too, where drawings hide.
    shown = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    assert [line for line in shown.splitlines() if DRAWN.search(line)] == []
    assert [words for words, _ in links(text) if words.strip().lower() in SAYS_NOTHING] == []
    assert "![](" not in text


@pytest.mark.parametrize("page", [README, *DOCS], ids=_named)
def test_no_sentence_of_a_page_is_long(page: Path) -> None:
    own = without_generated(page.read_text(encoding="utf-8"))
    assert [x for x in sentences(own) if len(x) > MOST_IN_A_SENTENCE] == []


@pytest.mark.parametrize("page", [README, *DOCS], ids=_named)
def test_every_abbreviation_of_a_page_is_explained(page: Path) -> None:
    listed = " ".join(re.findall(r"^- (.+?):", ABBREVIATIONS.read_text(encoding="utf-8"), re.M))
    known = set(re.findall(r"\w+", listed)) | WORDS_IN_CAPITALS
    assert abbreviations(_without_tables(page.read_text(encoding="utf-8"))) - known == set()


def _without_tables(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("|"))


def test_an_abbreviation_is_found_in_prose_alone() -> None:
    text = "An FFT of `GPU`, T3.\n\n    USB\n\n[a](XYZ.md) README\nMeasured by AMD.\n"
    assert abbreviations(text) == {"FFT", "T3"}


def test_every_explained_abbreviation_is_used() -> None:
    pages = [README, *(page for page in DOCS if page != ABBREVIATIONS)]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    listed = re.findall(r"^- (.+?):", ABBREVIATIONS.read_text(encoding="utf-8"), re.M)
    short = [word for names in listed for word in re.findall(r"[A-Z]\w*", names)]
    assert [word for word in short if not re.search(rf"\b{word}\b", text)] == []


def test_a_sentence_ends_at_its_stop_at_a_heading_and_at_an_item() -> None:
    text = "# A\nOne\ntwo. Three: four.\n- five\n  six\n1. seven\n\n    code. code.\n"
    assert sentences(text) == ["A", "One two.", "Three:", "four.", "five six", "seven"]


@pytest.mark.parametrize("page", [README, *DOCS], ids=_named)
def test_headings_of_a_page_are_a_table_of_contents(page: Path) -> None:
    levels = [level for level, _ in headings(page.read_text(encoding="utf-8"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_headings_are_spelt_in_links_as_the_readers_of_markdown_do() -> None:
    text = "# A `b`, c_d\n\n## E-f (g)?\n\n```text\n# no heading\n```\n## A b c_d\n"
    assert anchors(text) == {"a-b-c_d", "e-f-g", "a-b-c_d-1"}


def test_the_page_of_the_package_has_no_link_that_leads_nowhere(package_page: ModuleType) -> None:
    text = package_page.page(README.read_text(encoding="utf-8"))
    assert [target for _, target in links(text) if not target.startswith(("https:", "#"))] == []
    assert "what it cannot do (`docs/limits.md` in the source)" in text


def test_links_of_the_web_and_of_the_page_itself_stay(package_page: ModuleType) -> None:
    text = "[a](https://b.org/c.md) [d](#e) [f](g.md#h)"
    assert package_page.page(text) == "[a](https://b.org/c.md) [d](#e) f (`g.md` in the source)"

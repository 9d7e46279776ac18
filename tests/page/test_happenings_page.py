"""The page: whole in one file, its table first, nothing from elsewhere, nothing by colour alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.cli.main import main
from edge_aac.cli.report_verb import page_words
from edge_aac.journal.entries import Happened
from edge_aac.page.document import MOST_ROWS
from edge_aac.page.happenings_page import page
from edge_aac.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
VOID = {"meta", "rect"}


class Outline(HTMLParser):
    """The elements of a page, in order, each closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def happened(label: str, start: float, length: float) -> Happened:
    one = TAXONOMY[label]
    return Happened(label, one.group, one.priority, start, start + length)


SOUNDS = [happened("rain", 1.0, 50.0), happened("smoke_alarm", 20.0, 12.0)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_is_whole_and_its_table_comes_first(language: str) -> None:
    words = page_words(language, in_recording=True)
    outline = Outline(page(SOUNDS, words, "<Night> & more", "A summary.", 0.0, 60.0))
    assert outline.open == []
    names = [tag for tag, _ in outline.seen]
    assert names.index("h1") < names.index("table") < names.index("svg")
    assert names.count("h1") == 1 and names.count("main") == 1
    assert dict(outline.seen)["html"]["lang"] == language
    assert [told["scope"] for tag, told in outline.seen if tag == "th"] == [
        *["col"] * 4,
        "row",
        "row",
    ]
    (picture,) = [told for tag, told in outline.seen if tag == "svg"]
    assert picture["role"] == "img" and picture["aria-label"]


def test_a_page_needs_nothing_from_elsewhere() -> None:
    text = page(SOUNDS, page_words("en", in_recording=True), "Night", "A summary.", 0.0, 60.0)
    assert "<script" not in text and "src=" not in text and "@import" not in text
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}


def test_names_that_others_chose_are_only_text() -> None:
    text = page([], page_words("en", in_recording=True), '"><script>\x1b[2J', "x", 0.0, 1.0)
    assert "<script" not in text and "\x1b" not in text
    assert Outline(text).open == []


def test_a_long_night_is_cut_and_says_so() -> None:
    many = [happened("dog", float(k), 1.0) for k in range(MOST_ROWS + 7)]
    text = page(many, page_words("en", in_recording=True), "Night", "x", 0.0, 9_000.0)
    assert text.count("<tr>") == MOST_ROWS + 1
    assert "Sounds that are not in the table: 7." in text


def test_both_languages_have_the_same_words() -> None:
    assert page_words("en", True).table.keys() == page_words("de", True).table.keys()


def test_the_verb_writes_the_page_of_a_recording(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    t = np.arange(8 * 16_000) / 16_000
    bell = tmp_path / "bell.wav"
    soundfile.write(bell, np.where(t > 2.0, 0.3 * np.sin(2 * np.pi * 800.0 * t), 0.0), 16_000)
    out = tmp_path / "page.html"
    line = ["report", str(out), "--file", str(bell), "--model", str(tiny_bundle)]
    assert main(line) == 0
    assert capsys.readouterr().out == f"Written: {out}\n"
    text = out.read_text(encoding="utf-8")
    assert "a doorbell" in text and "bell.wav" in text
    assert main([*line[:1], str(tmp_path), *line[2:]]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["report", str(out)]) == 1
    assert "No journal is named" in capsys.readouterr().err

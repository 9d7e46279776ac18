"""Listening sheets: blinded, in a random order, and usable by keyboard and screen reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.errors import EdgeAacError
from models.human import sheets
from models.raters.page import page
from models.raters.questions import QUESTIONS, SCALE
from models.raters.trials import MOST, drawn, read_key, write_key

CAPTIONS = {
    system: {f"clip{i}.wav": f'{word} <{i}> & "more"' for i in range(4)}
    for system, word in (("lemon", "A dog"), ("quince", "Some dog"), ("medlar", "It barks"))
}
SOUNDS = {f"clip{i}.wav": ("audio/wav", bytes([i] * 30)) for i in range(4)}


class Reader(HTMLParser):
    """What a browser would make of a page, as far as it is asked here."""

    EMPTY = frozenset({"meta", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.labelled = 0
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "input" and "label" in self.open:
            self.labelled += 1
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def made() -> str:
    return page("A title", drawn(CAPTIONS, 1), SOUNDS)


def test_every_caption_of_every_system_is_met_once_in_an_order_of_its_own() -> None:
    one, other = drawn(CAPTIONS, 1), drawn(CAPTIONS, 2)
    assert {(t.system, t.sound) for t in one} == {(s, c) for s in CAPTIONS for c in CAPTIONS[s]}
    assert len(one) == len({t.name for t in one}) == 12
    assert [t.name for t in one] != [t.name for t in other]
    assert {t.name: t for t in one} == {t.name: t for t in other}
    assert one == drawn(CAPTIONS, 1)


@pytest.mark.parametrize("seed", range(20))
def test_no_sound_comes_twice_in_turn(seed: int) -> None:
    order = [trial.sound for trial in drawn(CAPTIONS, seed)]
    assert all(a != b for a, b in pairwise(order))


def test_systems_are_mixed_over_the_sheet() -> None:
    first = [drawn(CAPTIONS, seed)[0].system for seed in range(40)]
    assert set(first) == set(CAPTIONS)


def test_the_sheet_names_no_system_and_no_file(made: str) -> None:
    assert not [word for word in (*CAPTIONS, "clip0", "clip3") if word in made]


def test_the_sheet_loads_and_sends_nothing(made: str) -> None:
    read = Reader(made)
    policy = next(m["content"] for m in read.all("meta") if m.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none'")
    assert "connect-src" not in policy and "http" not in policy
    sources = [a["src"] or "" for _, a in read.tags if "src" in a]
    assert len(sources) == 12 and all(source.startswith("data:audio/") for source in sources)
    assert not re.findall(r"https?:|fetch\(|XMLHttpRequest|sendBeacon|@import|url\(", made)


def test_every_control_has_a_name_and_every_group_a_question(made: str) -> None:
    read = Reader(made)
    assert read.open == []
    inputs = read.all("input")
    assert len(inputs) == read.labelled == 1 + 12 * len(QUESTIONS) * len(SCALE)
    groups = read.all("fieldset")
    assert len(groups) == 12 * len(QUESTIONS) == len(read.all("legend"))
    assert len({(g["data-trial"], g["data-question"]) for g in groups}) == len(groups)
    assert all(a["aria-label"] and "controls" in a for a in read.all("audio"))
    assert read.all("html")[0]["lang"] == "en" and len(read.all("h1")) == 1
    ids = [a["id"] for _, a in read.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {s["aria-labelledby"] for s in read.all("section")} <= set(ids)
    assert any(a.get("role") == "status" and a.get("aria-live") == "polite" for _, a in read.tags)
    assert not [a for _, a in read.tags if "tabindex" in a or "autoplay" in a]


def test_a_caption_is_shown_as_it_is_and_is_no_markup(made: str) -> None:
    assert 'A dog <0> & "more"' in Reader(made).text


def test_the_key_comes_back_as_it_was(tmp_path: Path) -> None:
    trials = drawn(CAPTIONS, 1)
    write_key(tmp_path / "key.csv", trials)
    assert read_key(tmp_path / "key.csv") == {trial.name: trial for trial in trials}
    (tmp_path / "no.csv").write_text("a,b\n1,2\n")
    with pytest.raises(EdgeAacError, match="no key of a sheet"):
        read_key(tmp_path / "no.csv")


@pytest.mark.parametrize(
    ("captions", "words"),
    [
        ({}, "no captions"),
        ({"one": {}}, "no captions"),
        ({"one": {"a": "A."}, "two": {"b": "B."}}, "two captions other sounds"),
        ({"one": {str(i): "A." for i in range(MOST + 1)}}, "too many"),
    ],
)
def test_what_cannot_be_judged_is_refused(captions: dict[str, dict[str, str]], words: str) -> None:
    with pytest.raises(EdgeAacError, match=words):
        drawn(captions, 1)


def test_a_sheet_a_person_and_one_key(tmp_path: Path) -> None:
    for name in SOUNDS:
        soundfile.write(tmp_path / name, np.zeros(160, np.float32), 16_000)
    paths = sheets(CAPTIONS, tmp_path, tmp_path / "out", people=2, seed=1)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert len(texts) == 2 and texts[0] != texts[1]
    for name in read_key(tmp_path / "out" / "key.csv"):
        assert all(f"trial-{name}" in text for text in texts)
    with pytest.raises(EdgeAacError, match="cannot be read"):
        sheets(CAPTIONS, tmp_path / "none", tmp_path / "out", people=1, seed=1)
    odd = {"one": {"a.aiff": "A."}}
    with pytest.raises(EdgeAacError, match="no type that browsers play"):
        sheets(odd, tmp_path, tmp_path / "out", people=1, seed=1)

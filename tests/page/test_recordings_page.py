"""The page about an index: every recording in its table, every sound in words and as a bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_aac.cli.main import main
from edge_aac.cli.report_verb import page_words
from edge_aac.library.contents import Contents, HeldRecording
from edge_aac.library.passage import Passage
from edge_aac.library.sound_index import FileState, SoundIndex
from edge_aac.page.recordings_page import recordings_page
from tests.page.test_happenings_page import Outline

HELD = Contents(
    7,
    3_600.0,
    tuple(
        HeldRecording(f"/a/long/way/to/a/{name}/{name * 9}.wav", 60.0, labels, "Something sounds.")
        for name, labels in (("night", ("dog", "rain")), ("day", ()), ("noon", ("music",)))
    ),
    (("dog", 5), ("rain", 2), ("music", 1)),
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_table_comes_first_and_the_picture_says_no_more_than_the_list(language: str) -> None:
    words = page_words(language, in_recording=True)
    written = recordings_page(HELD, words, "Index")
    outline = Outline(written)
    assert outline.open == []
    names = [tag for tag, _ in outline.seen]
    assert names.index("h1") < names.index("table") < names.index("svg") < names.index("ul")
    assert names.count("li") == len(HELD.labels) and names.count("rect") == len(HELD.labels)
    assert words["more_recordings"].format(count=4) in written
    (picture,) = [told for tag, told in outline.seen if tag == "svg"]
    assert f"{words.noun('dog')}: 5" in str(picture["aria-label"])
    assert "<script" not in written and "src=" not in written


def test_names_that_others_chose_are_only_text() -> None:
    held = Contents(1, 1.0, (HeldRecording('"><script>\udcff', 1.0, (), "<b>"),), ())
    written = recordings_page(held, page_words("en", in_recording=True), "Index")
    assert "<script" not in written and "<b>" not in written
    written.encode()
    assert Outline(written).open == []


def test_what_an_index_holds(tmp_path: Path) -> None:
    index = SoundIndex(tmp_path / "index")
    for number, (name, score) in enumerate((("b", 0.9), ("a", 0.6), ("c", 0.1))):
        some = [
            Passage(10.0, 20.0, "Later.", (("dog", score), ("rain", 0.7))),
            Passage(0.0, 10.0, "First.", (("dog", score),)),
        ]
        index.put(FileState(f"/{name}", number, 0, name.encode()), some)
    index.put(FileState("/broken", 9, 0, b"x"), [], fault="It is damaged.")
    held = index.contents(2)
    index.close()
    assert (held.count, held.seconds) == (3, 60.0)
    assert held.recordings == (
        HeldRecording("/a", 20.0, ("dog", "rain"), "First."),
        HeldRecording("/b", 20.0, ("dog", "rain"), "First."),
    )
    assert held.labels == (("rain", 3), ("dog", 2))


def test_the_verb_writes_the_page_of_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, out = tmp_path / "index", tmp_path / "page.html"
    index = SoundIndex(place)
    index.put(FileState("/a.wav", 1, 0, b"a"), [Passage(0.0, 4.0, "A dog.", (("dog", 0.9),))])
    index.close()
    assert main(["report", str(out), "--index", str(place)]) == 0
    assert capsys.readouterr().out == f"Written: {out}\n"
    assert "/a.wav" in out.read_text(encoding="utf-8")
    assert main(["report", str(out), "--index", str(place), "--file", "a.wav"]) == 2
    assert "Leave --since and --file out" in capsys.readouterr().err
    assert main(["report", str(out), "--index", str(tmp_path / "none")]) == 1
    assert "There is no index at" in capsys.readouterr().err

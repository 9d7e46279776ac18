"""The picture of the rooms: it shows the code, and says in words what it shows."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from tests.documents import ROOT

DOCS = ROOT / "docs"
MOST_LINES = 90
"""Of the page with its lists."""


@pytest.fixture(scope="module")
def rooms() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("rooms_of_the_code", DOCS / "rooms.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.slow
def test_the_picture_shows_the_code(rooms: ModuleType) -> None:
    assert (DOCS / "architecture.svg").read_text(encoding="utf-8") == rooms.picture()


@pytest.mark.slow
def test_the_page_says_in_words_what_the_picture_shows(rooms: ModuleType) -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert rooms.words() in page
    assert len(page.splitlines()) <= MOST_LINES
    root = ElementTree.fromstring((DOCS / "architecture.svg").read_text(encoding="utf-8"))
    name = "{http://www.w3.org/2000/svg}"
    title, description = (root.findtext(f"{name}{part}") or "" for part in ("title", "desc"))
    assert title and all(house.title in description for house in (rooms.device(), rooms.lab()))
    shown = [text.text or "" for text in root.iter(f"{name}text")]
    for house in (rooms.device(), rooms.lab()):
        for room in house.rooms:
            assert room.name in shown and f"`{room.name}`" in page and room.name in description


@pytest.mark.slow
def test_every_room_says_what_it_is_for(rooms: ModuleType) -> None:
    for house in (rooms.device(), rooms.lab()):
        assert [room.name for room in house.rooms if not room.purpose.endswith(".")] == []


def test_a_floor_is_above_all_that_it_imports(
    rooms: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, line in (("low", ""), ("mid", "import edge_aac.low.a"), ("high", "")):
        folder = tmp_path / "edge_aac" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(f'"""{name}."""\n', encoding="utf-8")
        (folder / "a.py").write_text(f"{line}\n", encoding="utf-8")
    (tmp_path / "edge_aac" / "types.py").write_text("", encoding="utf-8")
    top = tmp_path / "edge_aac" / "high" / "a.py"
    top.write_text("def f():\n    from edge_aac.mid import a\n", encoding="utf-8")
    monkeypatch.setattr(rooms, "ROOT", tmp_path)
    floors = {room.name: room.floor for room in rooms.device().rooms}
    assert floors == {"ground": 0, "low": 0, "mid": 1, "high": 2}
    low = tmp_path / "edge_aac" / "low" / "a.py"
    low.write_text("from edge_aac.high.a import f\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape("['high', 'low', 'mid']")):
        rooms.device()

"""The README and the pages say what the program says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel, Field

from models.ground.result import Result

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = {"one": lambda: "new", "two": lambda: "same"}
TEXT = (
    "before\n<!-- begin one -->\n\nold\n\n<!-- end one -->\n"
    "between\n<!-- begin two -->\n\nsame\n\n<!-- end two -->\nafter\n"
)


@pytest.fixture(scope="module")
def blocks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("blocks", ROOT / "docs" / "blocks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_document_is_up_to_date(blocks: ModuleType) -> None:
    for path, own in blocks.DOCUMENTS.items():
        assert blocks.stale(path.read_text(encoding="utf-8"), own) == []


def test_every_mark_in_a_page_belongs_to_a_block_that_is_written(blocks: ModuleType) -> None:
    marked = {
        path: blocks.names(path.read_text(encoding="utf-8"))
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    }
    assert {path: set(names) for path, names in marked.items() if names} == {
        path: set(own) for path, own in blocks.DOCUMENTS.items()
    }


def test_only_what_stands_between_the_markers_is_written(blocks: ModuleType) -> None:
    assert blocks.render(TEXT, BLOCKS) == TEXT.replace("old", "new")


def test_a_block_that_differs_is_named(blocks: ModuleType) -> None:
    assert blocks.stale(TEXT, BLOCKS) == ["one"]
    assert blocks.stale(blocks.render(TEXT, BLOCKS), BLOCKS) == []


@pytest.mark.parametrize("text", ["", TEXT + TEXT, TEXT.replace("two", "three")])
def test_a_block_that_is_missing_or_unknown_or_there_twice_is_refused(
    blocks: ModuleType, text: str
) -> None:
    with pytest.raises(ValueError, match="each of"):
        blocks.render(text, BLOCKS)


def test_settings_give_name_default_and_meaning(blocks: ModuleType) -> None:
    class Section(BaseModel):
        input: str = Field("mic", description="Where sound comes from.")
        realtime: bool = Field(True, description="Keep to the clock.")
        model: Path | None = Field(None, description="Another bundle.")
        thresholds: dict[str, float] = Field(default_factory=dict, description="Own scores.")

    class Root(BaseModel):
        audio: Section = Section()

    assert blocks.settings(Root).splitlines() == [
        "`[audio]`",
        "",
        "- `input` (default `mic`): Where sound comes from.",
        "- `realtime` (default `true`): Keep to the clock.",
        "- `model`: Another bundle.",
        "- `thresholds`: Own scores.",
    ]


def test_every_setting_is_described(blocks: ModuleType) -> None:
    assert ": None" not in blocks.settings()


def test_without_results_the_readme_says_so(blocks: ModuleType, tmp_path: Path) -> None:
    assert blocks.results(tmp_path) == "No results yet."


def test_a_result_is_told_with_command_day_and_machine(blocks: ModuleType, tmp_path: Path) -> None:
    run = Result(
        "Heard?", "python -m benchmarks.heard", [("bells", "3 of 4")], "2026-01-31", "a board"
    )
    run.write(tmp_path / "heard.json")
    assert blocks.results(tmp_path).splitlines() == [
        "**Heard?**",
        "",
        "- bells: 3 of 4",
        "",
        "Measured by `python -m benchmarks.heard` on 2026-01-31; a board.",
    ]


def test_what_listening_costs_stands_in_its_own_block_alone(
    blocks: ModuleType, tmp_path: Path
) -> None:
    run = Result("What?", "python -m benchmarks.cost", [("CPU", "31 ms")], "2026-01-31", "a board")
    run.write(tmp_path / "cost.json")
    assert blocks.cost(tmp_path).splitlines()[:3] == ["**What?**", "", "- CPU: 31 ms"]
    assert blocks.results(tmp_path) == "No results yet."


def test_the_first_figure_of_what_listening_costs_is_the_cpu_of_the_whole(
    blocks: ModuleType,
) -> None:
    first = next(line for line in blocks.cost().splitlines() if line.startswith("- "))
    assert first.startswith("- CPU of the whole listener")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("14.7% (n=34, 95 % 2.9% to 27.3%); also shot 2", "5 of 34; also shot 2"),
        ("100.0 % (100 of 100, 96.3 to 100.0)", "100 of 100"),
        ("7 of 24 (5 recordings)", "7 of 24 (5 recordings)"),
        (
            "p50 621 ms, p95 1510 ms, longest 1952 ms (n=40)",
            "half within 621 ms, 95 of 100 within 1510 ms (40 sounds)",
        ),
        (
            "p50 1.23 s, p95 1.35 s (n=400)",
            "half within 1.23 s, 95 of 100 within 1.35 s (400 sounds)",
        ),
        ("80.4 ms, 8.0 % of one core (n=375 hops)", "80.4 ms, 8.0 % of one core (375 hops)"),
        ("1.40 MB", "1.40 MB"),
    ],
)
def test_a_figure_of_the_readme_counts(blocks: ModuleType, figure: str, words: str) -> None:
    assert blocks.aloud(figure) == words


def test_the_readme_has_five_figures_of_the_results(blocks: ModuleType) -> None:
    lines = blocks.figures().splitlines()
    assert [line for line in lines if line.startswith("- ")] == [
        "- **Hazards**",
        "- **Doorbells**",
        "- **Latency**",
        "- **CPU of the whole listener**",
        "- **Size**",
    ]
    assert all(re.search(r": .*\d", line) for line in lines if line.startswith("  - "))


def test_a_figure_that_no_result_has_is_named(
    blocks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        blocks, "FIGURES", {"Size": [blocks.Figure("all: {}", "size", "everything")]}
    )
    run = Result("How large?", "python -m size", [("one", "1 MB")], "2026-01-31", "a board")
    run.write(tmp_path / "size.json")
    with pytest.raises(ValueError, match="size has no row 'everything'"):
        blocks.figures(tmp_path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "is no benchmark result"),
        ('{"rows": []}', "question"),
        ('{"rows": [["a"]]}', "values"),
    ],
)
def test_a_file_that_is_no_result_is_named(
    blocks: ModuleType, tmp_path: Path, text: str, fault: str
) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"broken\.json.*{fault}"):
        blocks.results(tmp_path)

"""One definition of a run gives its flags and its recipe."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from pydantic.dataclasses import dataclass

from models.ground.options import FROZEN, RecipeError, read_run
from models.training.decoder_run import DecoderRun
from models.training.encoder_run import EncoderRun
from models.trunk.run import TrunkRun


@dataclass(frozen=True, config=FROZEN)
class Small:
    """A run."""

    out: str
    steps: int = 3
    """How long."""
    pools: tuple[str, ...] = ("a",)
    sure: bool = False
    least_count: int = 5
    init: str | None = None


def test_a_field_is_a_flag() -> None:
    given = ["--out", "x", "--steps", "7", "--pools", "b", "c", "--sure", "--least-count", "2"]
    assert read_run(Small, None, given) == Small("x", 7, ("b", "c"), True, 2)
    assert read_run(Small, None, ["--out", "x"]) == Small("x")


def test_what_a_run_wrote_is_a_recipe_and_a_flag_goes_before_it(tmp_path: Path) -> None:
    recipe = tmp_path / "config.json"
    recipe.write_text(json.dumps(asdict(Small("old", 9, ("d",), True))), encoding="utf-8")
    given = ["--out", "new", "--recipe", str(recipe)]
    assert read_run(Small, None, given) == Small("new", 9, ("d",), True)
    again = read_run(Small, None, [*given, "--steps", "1", "--no-sure"])
    assert again == Small("new", 1, ("d",), False)


def test_a_recipe_never_says_where_a_run_goes(tmp_path: Path) -> None:
    recipe = tmp_path / "config.json"
    recipe.write_text('{"out": "old"}', encoding="utf-8")
    with pytest.raises(SystemExit):
        read_run(Small, None, ["--recipe", str(recipe)])


@pytest.mark.parametrize("text", ["{", "[1]", None])
def test_a_recipe_that_cannot_be_read_is_one_sentence(text: str | None, tmp_path: Path) -> None:
    recipe = tmp_path / "config.json"
    if text is not None:
        recipe.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match="is no recipe"):
        read_run(Small, None, ["--out", "x", "--recipe", str(recipe)])


@pytest.mark.parametrize("given", [["--steps", "many"], ["--stepps", "3"], ["--pools"]])
def test_a_wrong_flag_ends_the_command(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_run(Small, None, ["--out", "x", *given])
    assert ended.value.code == 2
    assert given[0] in capsys.readouterr().err


def test_help_says_what_a_field_says(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_run(Small, "It trains.", ["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "It trains." in shown and "How long. (default 3)" in shown


@pytest.mark.parametrize("kind", [EncoderRun, DecoderRun, TrunkRun])
def test_every_option_of_a_trainer_is_explained(kind: type) -> None:
    explained = {name: one.description for name, one in kind.__pydantic_fields__.items()}  # type: ignore[attr-defined]
    assert [name for name, words in explained.items() if not words] == []


@pytest.mark.parametrize("path", sorted(Path("models/checkpoint").glob("*config.json")), ids=str)
def test_every_kept_recipe_can_be_run_again(path: Path) -> None:
    kind = TrunkRun if "trunk" in path.name else EncoderRun
    run = read_run(kind, None, ["--out", "again", "--recipe", str(path)])
    assert asdict(run)["steps"] == json.loads(path.read_text(encoding="utf-8"))["steps"]

"""Which examples are tried: few at a desk, all in CI, all damaged inputs where somebody asks."""

from __future__ import annotations

import pytest

from tests import thoroughness
from tests.thoroughness import profile


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "quick"),
        ({"CI": ""}, "quick"),
        ({"CI": "true"}, "ci"),
        ({"CI": "true", "HYPOTHESIS_PROFILE": "quick"}, "quick"),
        ({"HYPOTHESIS_PROFILE": "thorough"}, "thorough"),
    ],
)
def test_the_profile_follows_the_environment(environment: dict[str, str], name: str) -> None:
    assert profile(environment) == name


def test_a_profile_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="HYPOTHESIS_PROFILE is fast"):
        profile({"HYPOTHESIS_PROFILE": "fast"})


@pytest.mark.parametrize(
    ("name", "tried", "inputs"), [("quick", 25, 25), ("ci", 100, 25), ("thorough", 100, 1000)]
)
def test_each_profile_tries_no_less_than_the_one_before(
    name: str, tried: int, inputs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thoroughness, "PROFILE", name)
    monkeypatch.setattr(thoroughness, "THOROUGH", name == "thorough")
    assert thoroughness.examples(100) == tried
    assert len(thoroughness.numbers(1000)) == inputs
    assert thoroughness.examples(3) == 3

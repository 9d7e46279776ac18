"""Why a listener ends is said aloud, and not every two seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge_aac.service.last_words import forget, say_last
from edge_aac.types import Priority, Utterance


class Mouth:
    """Remembers what it was to say."""

    def __init__(self) -> None:
        self.said: list[Utterance] = []
        self.waited = self.closed = False

    def say(self, utterance: Utterance, earcon: object = None) -> None:
        assert not self.closed and earcon is None
        self.said.append(utterance)

    def wait(self, timeout: float) -> bool:
        assert 0.0 < timeout < 60.0
        self.waited = True
        return False

    def close(self) -> None:
        self.closed = True


def said_at(memory: Path | None, *times: float) -> list[float]:
    """When it is said by processes that are started at these times."""
    return [t for t in times if say_last(Mouth, "No model.", memory, lambda t=t: t)]


def test_it_is_said_to_the_end_and_the_voice_is_let_go(tmp_path: Path) -> None:
    mouth = Mouth()
    assert say_last(lambda: mouth, "No model.", tmp_path / "m", lambda: 1.0)
    assert [(one.text, one.priority) for one in mouth.said] == [("No model.", Priority.CRITICAL)]
    assert mouth.waited and mouth.closed


def test_a_service_that_is_started_again_and_again_says_it_less_and_less(tmp_path: Path) -> None:
    times = [1_000.0 + 2.0 * n for n in range(400)]
    assert said_at(tmp_path / "m", *times) == [1_000.0, 1_060.0, 1_180.0, 1_420.0]


def test_after_a_long_time_it_is_new(tmp_path: Path) -> None:
    assert said_at(tmp_path / "m", 0.0, 2.0, 2_000.0) == [0.0, 2_000.0]


def test_once_it_listened_it_is_new(tmp_path: Path) -> None:
    assert said_at(tmp_path / "m", 0.0, 2.0) == [0.0]
    assert forget(tmp_path / "m")
    assert not forget(tmp_path / "m")
    assert not forget(None)
    assert said_at(tmp_path / "m", 4.0) == [4.0]


def test_without_a_memory_it_is_always_said(tmp_path: Path) -> None:
    assert said_at(None, 0.0, 1.0) == [0.0, 1.0]
    assert said_at(tmp_path / "none" / "m", 0.0, 1.0) == [0.0, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"seen": "x", "told_at": 1, "pause": 1}',
        '{"seen": NaN, "told_at": NaN, "pause": NaN}',
        # The clock was set back since.
        json.dumps({"seen": 9e9, "told_at": 9e9, "pause": 60.0}),
        json.dumps({"seen": 1.0, "told_at": 1.0, "pause": 1e9}),
    ],
)
def test_a_memory_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "m").write_text(text, encoding="utf-8")
    assert said_at(tmp_path / "m", 10.0, 12.0) == [10.0]


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    (tmp_path / "m").symlink_to(tmp_path / "precious")
    assert said_at(tmp_path / "m", 1.0) == [1.0]
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "precious"

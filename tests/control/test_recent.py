"""What was heard just now: bounded, in decibels, with the newest lines that fit."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.control.command import parse_command
from edge_aac.control.recent import LOUDNESS, MOST_LINES, QUIETEST_DB, ROOM, Recent, loudness
from edge_aac.control.request_queue import Answer, Request
from edge_aac.report import HEARD
from edge_aac.types import Event, EventEnd, Priority
from tests.live.desk import HERE, NAMES, Desk, caption, hop


@pytest.mark.parametrize("amplitude", [0.5, 0.1, 0.003])
def test_the_level_of_a_tone_is_that_of_its_power(amplitude: float) -> None:
    recent = Recent(NAMES)
    assert recent.level() is None
    recent.hear(hop(amplitude))
    level = recent.level()
    assert level is not None
    # A sine of amplitude 1 has a mean square of one half, -3 dB.
    decibels = 20.0 * math.log10(amplitude) - 3.01
    assert level == pytest.approx(decibels, abs=0.3)


def test_silence_is_the_quietest_there_is() -> None:
    recent = Recent(NAMES)
    recent.hear(hop(0.0))
    assert recent.level() == QUIETEST_DB


def test_levels_are_called_by_words_that_each_language_has() -> None:
    assert [loudness(level) for level in (-5.0, -20.0, -30.0, -50.0, -80.0, -200.0)] == [
        "very_loud", "loud", "moderate", "quiet_level", "very_quiet", "very_quiet",
    ]  # fmt: skip
    for language in ("en", "de"):
        for _, name in LOUDNESS:
            assert "50" in load_wording(language).answer(name, decibels=50)


def test_the_likeliest_labels_come_first_and_faint_ones_not_at_all() -> None:
    recent = Recent(NAMES)
    assert recent.sounds() == []
    recent.hear(hop(rain=0.5, dog=0.9, cat=0.05))
    assert [name for name, _ in recent.sounds()] == ["dog", "rain"]


def test_lines_are_numbered_and_the_oldest_make_room() -> None:
    recent = Recent(NAMES)
    recent.report(Event(1, 1.0, 1.0, "dog", "dog", Priority.ATTENTION, 0.9))  # has no line
    for number in range(MOST_LINES + 5):
        recent.report(caption(f"Line {number}.", t=float(number)))
    recent.report(EventEnd(1, 50.0, 1.0, "dog", "dog"))
    figures = recent.figures(60.0)
    lines = figures["lines"]
    assert isinstance(lines, list)
    assert figures["last"] == MOST_LINES + 6
    assert [one["n"] for one in lines] == list(range(lines[0]["n"], MOST_LINES + 7))
    assert lines[-1] == {"n": MOST_LINES + 6, "ago": 10.0, "text": "dog: over."}
    assert lines[-2]["priority"] == "attention"


def test_long_lines_never_make_an_answer_too_long() -> None:
    recent = Recent(NAMES)
    for _ in range(MOST_LINES):
        recent.report(caption("ö" * 300))
    text = json.dumps(recent.figures(100.0))
    assert len(text) < ROOM + 500
    recent.report(caption("x" * 5_000))
    assert recent.figures(100.0)["lines"] == []


def test_the_command_says_it_in_words_and_gives_a_program_figures(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.recent.hear(hop(0.1, dog=0.93))
    desk.recent.report(caption("A dog is barking."))
    desk.ear.output_filter.quiet(100.0, 60.0)
    request = Request(parse_command("heard"))
    desk.inbox.put(request)
    # Nothing is shown of it, nor said: a program asks again and again.
    assert desk.replies.serve(HERE) == []
    answer = request.wait(0.0)
    assert answer == Answer("Loud, 23 decibels below full scale. A dog barking: 93 percent.")
    figures = json.loads(answer.figures)
    assert set(figures) == set(HEARD)
    assert figures["sounds"] == [{"label": "dog", "score": 0.93}]
    assert (figures["quiet"], figures["muted"], figures["lost"]) == (60.0, False, False)


def test_whoever_presses_a_key_hears_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.inbox.put(Request(parse_command("heard"), aloud=True))
    shown, said = desk.replies.serve(HERE)
    assert getattr(said, "text", "") == "No sound has come yet."
    assert "I recognise no sound just now." in getattr(shown, "detail", "")

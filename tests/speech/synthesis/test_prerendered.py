from __future__ import annotations

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.speech.sound import Sound
from edge_aac.speech.synthesis.prerendered import MOST_SECONDS, MOST_TEXTS, PrerenderedTexts


class Reader:
    """Renders one second for each text, or nothing where it is asked to fail."""

    warning = ""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self.rendered: list[str] = []
        self.rate = 210

    def speak(self, text: str) -> Sound:
        if text == "bad":
            raise EdgeAacError("nothing")
        self.rendered.append(text)
        return Sound(np.full(int(100 * self.seconds), self.rate, np.float32), 100)

    def set_rate(self, rate: int) -> None:
        self.rate = rate


def prepared(reader: Reader, *texts: str) -> PrerenderedTexts:
    words = PrerenderedTexts(reader, 210)
    for text in texts:
        words.want(text)
    while words.prepare():
        pass
    return words


def test_what_is_ready_is_not_rendered_again() -> None:
    reader = Reader()
    words = prepared(reader, "fire", "smoke", "fire")
    assert reader.rendered == ["fire", "smoke"]
    assert len(words.sound("fire").samples) == 100
    assert reader.rendered == ["fire", "smoke"]
    words.sound("bell")
    assert reader.rendered == ["fire", "smoke", "bell"]
    assert words.ready == 2, "only what is wanted is kept"


def test_at_another_rate_everything_is_rendered_anew_and_at_the_same_nothing() -> None:
    reader = Reader()
    words = prepared(reader, "fire")
    words.set_rate(210)
    assert words.ready == 1
    words.set_rate(300)
    assert words.ready == 0
    assert words.prepare()
    assert not words.prepare()
    assert words.sound("fire").samples[0] == 300
    assert reader.rendered == ["fire", "fire"]


def test_no_more_is_kept_than_fits() -> None:
    assert prepared(Reader(), *map(str, range(200))).ready == MOST_TEXTS
    long = prepared(Reader(60.0), *map(str, range(50)))
    assert long.ready == MOST_SECONDS / 60.0


def test_a_text_that_cannot_be_rendered_keeps_no_other_waiting() -> None:
    words = prepared(Reader(), "bad", "fire")
    assert words.ready == 1
    with pytest.raises(EdgeAacError):
        words.sound("bad")


def test_without_a_voice_there_are_no_words() -> None:
    words = PrerenderedTexts(None, 210)
    words.want("fire")
    assert not words.able
    assert not words.prepare()
    words.set_rate(300)
    with pytest.raises(EdgeAacError, match="only signals"):
        words.sound("fire")

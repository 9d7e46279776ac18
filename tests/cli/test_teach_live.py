"""A lesson by ear: prompts, rings, an answer; and what ends it without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.answers.wording import load_wording
from edge_aac.cli.live_lesson import PROMPTS, LiveLesson
from edge_aac.cli.main import main
from edge_aac.errors import EdgeAacError
from edge_aac.taught.sound_store import SoundStore
from edge_aac.types import SAMPLE_RATE, Block, FloatArray
from tests.taught.chimes import FRONT, chime

pytestmark = pytest.mark.slow

ENGLISH = load_wording("en")


class Played:
    """A source that gives a wave."""

    name, live = "played", False

    def __init__(self, wave: FloatArray) -> None:
        self._wave = wave

    def blocks(self) -> Iterator[Block]:
        for at in range(0, len(self._wave), 2_560):
            yield Block(self._wave[at : at + 2_560], at)

    def close(self) -> None:
        pass


class Voice:
    """A voice that takes some blocks to say each sentence."""

    def __init__(self, blocks: int = 0) -> None:
        self.said: list[str] = []
        self._blocks, self._left = blocks, 0

    def say(self, text: str) -> None:
        self.said.append(text)
        self._left = self._blocks

    def silent(self) -> bool:
        self._left -= 1
        return self._left < 0


def five() -> FloatArray:
    return np.concatenate([chime(FRONT, take) for take in range(len(PROMPTS))])


def test_it_says_what_to_do_next_and_takes_each_ring() -> None:
    voice = Voice()
    examples = LiveLesson(Played(five()), voice.say, voice.silent, ENGLISH).examples()
    assert len(examples) == len(PROMPTS)
    assert voice.said == [ENGLISH.answer(one) for one in PROMPTS]
    assert voice.said[0] == "Ring it now."


def test_while_it_speaks_it_takes_nothing_for_a_ring() -> None:
    voice = Voice(blocks=10**6)
    with pytest.raises(EdgeAacError, match="0 of 5 rings"):
        LiveLesson(Played(five()), voice.say, voice.silent, ENGLISH).examples()


def test_a_minute_in_which_nobody_rings_ends_it() -> None:
    voice = Voice()
    wave = np.zeros(70 * SAMPLE_RATE, np.float32)
    with pytest.raises(EdgeAacError, match="0 of 5 rings"):
        LiveLesson(Played(wave), voice.say, voice.silent, ENGLISH).examples()
    assert voice.said == ["Ring it now."]


def test_the_verb_learns_by_ear_and_keeps_no_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "room.wav", five(), SAMPLE_RATE)
    kept = tmp_path / "kept"
    words = ["teach", "front door", "--live", "--group", "doorbell", "--no-speech"]
    words += ["--input", str(tmp_path / "room.wav"), "--no-realtime", "--sounds", str(kept)]
    assert main(words) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Ring it now."
    assert printed[-1] == "Enough. I will say: The doorbell is ringing."
    (sound,) = SoundStore(kept).read().sounds
    assert (sound.name, sound.like, sound.count) == ("front_door", "doorbell", 5)
    assert [path.name for path in kept.iterdir()] == ["front_door.json"]


def test_files_or_the_microphone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", "x", "a.wav", "--live"]) == 2
    assert main(["teach", "x"]) == 2
    assert "--live" in capsys.readouterr().err

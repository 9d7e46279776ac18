"""The system's real voice, as far as a program can judge it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.speech.sound import Sound
from edge_aac.speech.synthesis.synthesiser import Synthesiser
from edge_aac.speech.voice_faults import VoiceFault
from tests.speech.recorder import level, words_likeness

SENTENCES = [
    "The doorbell is ringing.",
    "A smoke alarm is sounding.",
    "Rain, and a dog barking outside.",
]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Synthesiser:
    return Synthesiser(tmp_path_factory.mktemp("voice"))


def seconds(sound: Sound) -> float:
    return len(sound.samples) / sound.rate


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_has_the_length_and_loudness_of_speech(voice: Synthesiser, text: str) -> None:
    sound = voice.speak(text)
    # 210 words a minute are 0.29 s a word; short words and pauses make a wide margin.
    assert 0.5 < seconds(sound) / (0.29 * len(text.split())) < 1.6
    assert 0.03 < level(sound.samples) < 0.3
    assert np.abs(sound.samples).max() <= 1.0
    # Speech has its power below 4 kHz, and pauses and syllables rather than one level.
    power = np.abs(np.fft.rfft(sound.samples)) ** 2
    hertz = np.fft.rfftfreq(len(sound.samples), 1 / sound.rate)
    assert power[(hertz > 80) & (hertz < 4000)].sum() > 0.8 * power.sum()
    size = sound.rate // 50
    levels = [level(sound.samples[i : i + size]) for i in range(0, len(sound.samples), size)]
    assert np.std(levels) > 0.3 * np.mean(levels)


def test_different_sentences_sound_different_and_the_same_one_the_same(voice: Synthesiser) -> None:
    # The comparison counts in samples, so that the rate does not matter.
    bell, again = voice.speak(SENTENCES[0]).samples, voice.speak(SENTENCES[0]).samples
    rain = voice.speak(SENTENCES[2]).samples
    around = np.zeros(8000, np.float32)
    assert words_likeness(np.concatenate([around, again, around]), bell)[0] > 0.95
    assert words_likeness(np.concatenate([around, rain, around]), bell)[0] < 0.8


@pytest.mark.slow
def test_the_first_sentence_after_the_start_is_as_long_as_the_next(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from edge_aac.speech.synthesis.synthesiser import Synthesiser;"
        "voice = Synthesiser(Path(sys.argv[1]));"
        "a, b = (len(voice.speak('A smoke alarm is sounding.').samples) for _ in range(2));"
        "assert 0.95 < a / b < 1.05, (a, b)"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)


def test_many_sentences_in_a_row_are_all_whole(voice: Synthesiser) -> None:
    lengths = [seconds(voice.speak(SENTENCES[i % 3])) for i in range(30)]
    for kind in range(3):
        assert max(lengths[kind::3]) < 1.05 * min(lengths[kind::3])


@pytest.mark.parametrize("text", ["", "?!...", "  "])
def test_nothing_to_say_is_no_sound(voice: Synthesiser, text: str) -> None:
    assert len(voice.speak(text).samples) == 0


def test_no_markup_and_no_shell_are_understood(voice: Synthesiser, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    line = f"x; touch {trap}; $(touch {trap}) `touch {trap}` "
    plain = voice.speak(line)
    sound = voice.speak(f"{line}<break time='60s'/>")
    # How long a path takes to read aloud is the machine's affair; the pause must not be obeyed.
    assert seconds(sound) < seconds(plain) + 20.0
    assert not trap.exists()


def test_the_rate_is_obeyed(tmp_path: Path) -> None:
    # In one process: the engine exists once.
    slow = Synthesiser(tmp_path, rate=120).speak(SENTENCES[0])
    fast = Synthesiser(tmp_path, rate=360).speak(SENTENCES[0])
    Synthesiser(tmp_path, rate=210)
    assert seconds(slow) > 2.0 * seconds(fast)


@pytest.mark.parametrize("name", ["en-us", "gmw/en-US", "English (America)"])
def test_a_voice_is_found_by_name_language_or_identifier(tmp_path: Path, name: str) -> None:
    assert Synthesiser(tmp_path, voice=name).warning is None
    assert Synthesiser(tmp_path, voice="en-gb").warning is None


def test_an_unknown_voice_is_told_and_the_usual_one_speaks(tmp_path: Path) -> None:
    voice = Synthesiser(tmp_path, voice="nobody")
    assert "no voice called nobody" in str(voice.warning)
    assert level(voice.speak(SENTENCES[0]).samples) > 0.03


def test_a_system_without_a_voice_is_one_sentence(tmp_path: Path) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path\n"
        "def missing(self, name): raise OSError(name)\n"
        "ctypes.LibraryLoader.LoadLibrary = missing\n"
        "from edge_aac.speech.synthesis.synthesiser import Synthesiser\n"
        "from edge_aac.errors import EdgeAacError\n"
        "try: Synthesiser(Path(sys.argv[1]))\n"
        "except EdgeAacError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == VoiceFault.NO_VOICE.sentence


class Dumb:
    """An engine that says it is done and renders nothing."""

    def __init__(self) -> None:
        self.asked = 0

    def connect(self, topic: str, cb: object) -> None:
        assert topic == "finished-utterance"
        self.finished = cb

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802
        pass

    def getProperty(self, name: str) -> list[object]:  # noqa: ARG002, N802
        return []

    def save_to_file(self, text: str, filename: str) -> None:  # noqa: ARG002
        self.asked += 1

    def runAndWait(self) -> None:  # noqa: N802
        assert callable(self.finished)
        self.finished(completed=True, name=None)


def test_an_engine_that_renders_nothing_is_asked_again_and_then_given_up(tmp_path: Path) -> None:
    dumb = Dumb()
    with pytest.raises(EdgeAacError, match="no sound"):
        Synthesiser(tmp_path, engine=dumb)
    assert dumb.asked == 3

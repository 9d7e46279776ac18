from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.errors import EdgeAacError
from edge_aac.speech.messages import Order, OrderKind, decode_order, encode
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.speech.synthesis.espeak import Espeak
from edge_aac.speech.text import LONGEST, plain
from tests.sound import need_programs
from tests.speech.recorder import level
from tests.thoroughness import examples
from tests.waiting import until


@pytest.fixture(scope="module")
def command() -> Espeak:
    return Espeak()


def test_the_program_speaks_faster_where_it_is_told_to() -> None:
    command = Espeak(rate=150)
    slow = command.speak("The doorbell is ringing.")
    command.set_rate(400)
    fast = command.speak("The doorbell is ringing.")
    assert level(slow.samples) > 0.03
    assert len(slow.samples) > 1.8 * len(fast.samples)
    assert len(command.speak("?!").samples) == 0


def test_a_program_or_a_voice_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(EdgeAacError, match="apt-get install espeak-ng"):
        Espeak(program="no-such-program")
    assert "no voice called nobody" in str(Espeak("nobody").warning)


HOSTILE = st.one_of(
    st.text(st.characters(codec=None), max_size=300),
    st.sampled_from(
        ["-v nobody", "--stdout", "[[h@'loU]]", "<break time='60s'/>", "$(id)", "a" * 10_000]
    ),
    st.text("<>[]{}|\\-$`';&\x00\x1b\n ab", max_size=300),
)


@settings(max_examples=examples(40), deadline=None)
@given(HOSTILE)
def test_every_text_that_crosses_the_pipe_is_short_and_only_read_aloud(
    command: Espeak, text: str
) -> None:
    order = decode_order(encode(Order(OrderKind.SAY, 1, plain(text))))
    assert order is not None
    assert order.text == plain(text)
    assert len(order.text) <= LONGEST
    # Nothing hangs, nothing is obeyed: at most a minute of plain reading comes back.
    try:
        sound = command.speak(order.text)
    except EdgeAacError:
        return
    assert len(sound.samples) / sound.rate < 120.0


def test_nothing_reaches_a_shell(command: Espeak, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    command.speak(f"x; touch {trap}; $(touch {trap}) `touch {trap}`")
    assert not trap.exists()


HANGS = """#!/bin/sh
echo $$ > "{told}.new" && mv "{told}.new" "{told}"
exec sleep 600
"""


def test_a_program_that_hangs_ends_with_the_voice_that_is_killed_for_it(tmp_path: Path) -> None:
    need_programs("setpriv", packages="util-linux")
    told, program = tmp_path / "pid", tmp_path / "hangs"
    program.write_text(HANGS.format(told=told))
    program.chmod(0o700)
    code = f"from edge_aac.speech.synthesis.espeak import Espeak; Espeak(program={str(program)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as voice:
        until(told.exists, "the program")
        process = Path(f"/proc/{told.read_text().strip()}")
        voice.kill()

    def gone() -> bool:
        try:
            return "State:\tZ" in (process / "status").read_text()
        except OSError:
            return True

    until(gone, "the end of the program", 60.0)


def test_without_an_engine_nothing_is_started() -> None:
    assert isinstance(open_speaker(SpeechSettings(engine="none")), SilentOutput)  # type: ignore[arg-type]

"""`doctor` and `test` as whole programs, on a real sound server without a sound card."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from benchmarks.soundserver.server import SoundServer
from edge_aac.types import SAMPLE_RATE
from tests.sound import need_sound_server

pytestmark = pytest.mark.sound

ROOT = Path(__file__).resolve().parents[2]
LIVES = {"microphones", "microphone", "earpieces", "voice"}
"""Checks that depend on the sound server; the others are about this machine."""


@pytest.fixture
def room() -> Iterator[SoundServer]:
    """A running sound server, to which ALSA's default leads as well."""
    need_sound_server()
    with tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True) as name:
        (Path(name) / ".asoundrc").write_text(
            "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
        )
        sinks = {"room": SAMPLE_RATE, "ear": 48_000}
        with SoundServer(Path(name), sinks, {}) as server:
            yield server


TRIES = 3
"""A gap in what is played in real time breaks an alarm's pattern; a person would try again, too."""


def edge_aac(room: SoundServer, *words: str, **variables: str) -> tuple[int, list[dict[str, Any]]]:
    """What the program says as JSON, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", *words, "--json"],
        cwd=ROOT,
        env={**room.environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def of_sound(rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Grade and name of what was found about sound, by check."""
    found = (one for one in rows if one.get("check") in LIVES)
    return {one["check"]: (one["grade"], one["name"]) for one in found}


def test_what_plays_is_heard_and_the_voice_speaks(room: SoundServer, tmp_path: Path) -> None:
    clip = tmp_path / "noise.wav"
    noise = 0.05 * np.random.default_rng(2).standard_normal(SAMPLE_RATE)
    soundfile.write(clip, np.tile(noise, 120), SAMPLE_RATE)
    with ExitStack() as stack:
        player = subprocess.Popen(
            ["paplay", "--device=room", str(clip)], env=room.environment, stdin=subprocess.DEVNULL
        )
        stack.callback(player.wait)
        stack.callback(player.kill)
        code, rows = edge_aac(
            room, "doctor", "--speak", PULSE_SOURCE="room.monitor", PULSE_SINK="ear"
        )
    assert of_sound(rows) == {
        "microphones": ("fine", "microphones"),
        "earpieces": ("fine", "earpieces"),
        "microphone": ("fine", "hears_loud"),
        "voice": ("fine", "said"),
    }
    wrong = [one for one in rows if one.get("grade", "fine") != "fine"]
    assert code == (1 if wrong else 0)


def test_a_muted_microphone_is_named(room: SoundServer) -> None:
    code, rows = edge_aac(room, "doctor", "--no-speech", PULSE_SOURCE="room.monitor")
    assert code == 1
    assert of_sound(rows)["microphone"] == ("fault", "silent")


def test_a_sound_server_without_a_microphone_has_none(room: SoundServer) -> None:
    code, rows = edge_aac(room, "doctor", "--no-speech")
    assert code == 1
    assert of_sound(rows)["microphones"] == ("fault", "echo_only")
    assert "microphone" not in of_sound(rows)


@pytest.mark.parametrize("sound", ["doorbell", "co_alarm"])
def test_a_sound_that_reaches_the_microphone_is_heard(room: SoundServer, sound: str) -> None:
    for _ in range(TRIES):
        code, rows = edge_aac(room, "test", sound, PULSE_SOURCE="room.monitor", PULSE_SINK="room")
        if code == 0:
            break
    assert code == 0
    assert [(one["label"], one["heard"], one["others"]) for one in rows] == [(sound, True, [])]


def test_a_sound_that_reaches_nobody_is_not_heard(room: SoundServer) -> None:
    code, rows = edge_aac(room, "test", "doorbell", PULSE_SOURCE="room.monitor", PULSE_SINK="ear")
    assert code == 1
    assert [one["heard"] for one in rows] == [False]
    assert "loudspeaker" in rows[0]["text"]

"""The real voice into a real sound server; its monitor is recorded and judged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from benchmarks.soundserver.server import SoundServer
from edge_aac.speech.earcon import Earcon, render
from edge_aac.speech.messages import Manner
from edge_aac.speech.queue.queue_policy import Counts
from edge_aac.speech.sound import Sound
from edge_aac.speech.speaker.bare_signal import signal_bare
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speaker.voice_process import Process, Receive
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.speech.synthesis.synthesiser import Synthesiser
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.types import Priority, Utterance
from tests.speech.recorder import (
    OTHER_SINK,
    RATE,
    SINK,
    Recorder,
    level,
    likeness,
    words_likeness,
)
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.sound

SCENE = "Rain on a roof, a dog barking far away, and somebody walking slowly along the path."
DOORBELL = "The doorbell is ringing."
SMOKE = "A smoke alarm is sounding."
LOUD = 0.01
QUIET = 8 * RATE
"""Samples of silence after which nothing more is to come."""
PATIENT = SpeechSettings(
    output_device="pulse", ambient_stale_seconds=60.0, attention_stale_seconds=120.0
)
"""Nothing is too old to be said because a machine is slow."""


@pytest.fixture
def speaker(recorder: Recorder) -> Iterator[Speaker]:
    del recorder
    speaker = Speaker(PATIENT)
    yield speaker
    speaker.close()


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Synthesiser:
    return Synthesiser(tmp_path_factory.mktemp("reference"))


def as_heard(sound: Sound) -> NDArray[np.float32]:
    return np.asarray(soxr.resample(sound.samples, sound.rate, RATE), np.float32)


def told(text: str, priority: Priority) -> Utterance:
    return Utterance(text, priority, 0.0, "test")


def test_an_utterance_is_heard_whole_and_only_after_it_was_given(
    recorder: Recorder, speaker: Speaker, voice: Synthesiser
) -> None:
    recorder.catch_up()
    given = recorder.position
    speaker.say(told(DOORBELL, Priority.ATTENTION))
    assert speaker.wait(PATIENCE)
    recorder.catch_up()
    words = as_heard(voice.speak(DOORBELL))
    score, at = words_likeness(recorder.samples(), words)
    assert score > 0.9
    assert at > given
    assert level(recorder.samples(given)) > LOUD
    assert level(recorder.samples(0, given)) < 1e-4
    end, _ = words_likeness(recorder.samples(), words[-RATE // 3 :])
    assert end > 0.9, "the last sound of the last word is cut off"
    assert speaker.counts == Counts(given=1, said=1)


def test_an_earpiece_is_chosen_by_its_name_at_the_sound_server(
    recorder: Recorder, voice: Synthesiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SINK", OTHER_SINK)
    speaker = Speaker(SpeechSettings(output_device=SINK))
    speaker.say(told(DOORBELL, Priority.ATTENTION))
    assert speaker.wait(PATIENCE)
    recorder.catch_up()
    speaker.close()
    score, _ = words_likeness(recorder.samples(), as_heard(voice.speak(DOORBELL)))
    assert score > 0.9


def test_a_voice_that_the_server_moves_away_comes_back_to_the_earpiece_that_was_named(
    recorder: Recorder, voice: Synthesiser, server: SoundServer
) -> None:
    """As where it is unplugged; nobody would hear a hazard that is said in another room."""
    faults: list[VoiceFault] = []
    speaker = Speaker(
        SpeechSettings(output_device=SINK), lambda problem: faults.append(problem.fault)
    )
    speaker.say(told(DOORBELL, Priority.ATTENTION))
    assert speaker.wait(PATIENCE)
    server.move_players(OTHER_SINK)
    until(lambda: bool(faults), "a word of the fault")
    speaker.say(told(SMOKE, Priority.CRITICAL))
    assert speaker.wait(PATIENCE)
    recorder.catch_up()
    speaker.close()
    assert faults[0] is VoiceFault.EARPIECE_GONE
    score, _ = words_likeness(recorder.samples(), as_heard(voice.speak(SMOKE)))
    assert score > 0.9


def test_a_hazard_cuts_a_description_off_and_comes_with_its_signal_first(
    recorder: Recorder, speaker: Speaker, voice: Synthesiser
) -> None:
    scene, smoke = as_heard(voice.speak(SCENE)), as_heard(voice.speak(SMOKE))
    signal_ = as_heard(Sound(render(Earcon.HAZARD, 22_050), 22_050))
    speaker.say(told(SCENE, Priority.AMBIENT))
    until(lambda: level(recorder.samples()) > LOUD, "the description")
    speaker.say(told(SMOKE, Priority.CRITICAL))
    assert speaker.wait(PATIENCE)
    recorder.catch_up()
    recording = recorder.samples()
    ended, _ = words_likeness(recording, scene[-RATE:])
    warned, warning = likeness(recording, signal_)
    alarmed, alarm = words_likeness(recording, smoke)
    assert ended < 0.8
    assert warned > 0.95
    assert alarmed > 0.95
    assert level(recording[:warning]) > LOUD
    assert alarm - warning < 0.4 * RATE, "the words do not follow their signal"
    assert speaker.counts == Counts(given=2, said=1, dropped=1, interrupted=1)


def test_an_announcement_that_a_hazard_cut_off_is_said_after_it(
    recorder: Recorder, speaker: Speaker, voice: Synthesiser
) -> None:
    speaker.say(told(DOORBELL, Priority.ATTENTION))
    until(lambda: level(recorder.samples()) > LOUD, "the announcement")
    speaker.say(told(SMOKE, Priority.CRITICAL))
    assert speaker.wait(PATIENCE)
    recorder.catch_up()
    alarmed, alarm = words_likeness(recorder.samples(), as_heard(voice.speak(SMOKE)))
    rung, bell = words_likeness(recorder.samples(), as_heard(voice.speak(DOORBELL)))
    assert alarmed > 0.9
    assert rung > 0.9
    assert bell > alarm
    assert speaker.counts == Counts(given=2, said=2, interrupted=1)


def test_a_killed_voice_comes_back_and_says_the_same_again(
    recorder: Recorder, voice: Synthesiser
) -> None:
    processes: list[Process] = []

    def launch(receive: Receive) -> Process:
        manner = Manner("", output_device="pulse")
        processes.append(Process(manner, receive))
        return processes[-1]

    faults: list[Problem] = []
    speaker = Speaker(PATIENT, faults.append, launch)
    try:
        speaker.say(told(DOORBELL, Priority.ATTENTION))
        until(lambda: level(recorder.samples()) > LOUD, "the announcement")
        os.kill(processes[0].pid, signal.SIGKILL)
        assert speaker.wait(PATIENCE)
        recorder.catch_up()
    finally:
        speaker.close()
    score, _ = words_likeness(recorder.samples(), as_heard(voice.speak(DOORBELL)))
    assert score > 0.9
    assert faults == [Problem(VoiceFault.LOST), Problem(VoiceFault.BACK)]
    assert speaker.counts == Counts(given=1, said=1)


def test_a_signal_is_heard_where_no_voice_lives_and_the_words_with_the_next(
    recorder: Recorder, voice: Synthesiser
) -> None:
    processes: list[Process] = []

    def launch(receive: Receive, asleep: bool = False) -> Process:
        processes.append(Process(Manner("", output_device="pulse", asleep=asleep), receive))
        return processes[-1]

    signalled: list[int] = []

    def signal_and_note(earcon: Earcon, volume: float) -> None:
        signalled.append(len(processes))
        signal_bare("pulse", earcon, volume)

    speaker = Speaker(
        PATIENT, None, launch, second=partial(launch, asleep=True), signal=signal_and_note
    )
    try:
        until(lambda: len(processes) == 2, "two voices")
        for one in processes:
            os.kill(one.pid, signal.SIGSTOP)
        speaker.say(told(SMOKE, Priority.CRITICAL))
        until(lambda: level(recorder.samples()) > LOUD, "the signal")
        assert signalled == [2]
        assert speaker.wait(PATIENCE)
        recorder.catch_up()
    finally:
        speaker.close()
    hazard = render(Earcon.HAZARD, RATE)
    assert likeness(recorder.samples(), hazard)[0] > 0.9
    assert words_likeness(recorder.samples(), as_heard(voice.speak(SMOKE)))[0] > 0.9
    assert speaker.counts == Counts(given=1, said=1)


def test_half_the_volume_is_half_as_loud(recorder: Recorder) -> None:
    levels = []
    for volume in (1.0, 0.5):
        given = recorder.position
        speaker = Speaker(PATIENT.model_copy(update={"volume": volume}))
        speaker.say(told(DOORBELL, Priority.ATTENTION))
        assert speaker.wait(PATIENCE)
        recorder.catch_up()
        speaker.close()
        recording = recorder.samples(given)
        levels.append(float(np.sqrt(np.sum(recording.astype(np.float64) ** 2))))
    assert levels[1] / levels[0] == pytest.approx(0.5, rel=0.1)


def test_closing_is_silence(recorder: Recorder, speaker: Speaker) -> None:
    speaker.say(told(SCENE, Priority.AMBIENT))
    until(lambda: level(recorder.samples()) > LOUD, "the description")
    speaker.close()
    recorder.catch_up(0.5)
    closed = recorder.position
    recorder.catch_up(0.5)
    assert level(recorder.samples(closed)) < 1e-4
    assert speaker.counts == Counts(given=1, dropped=1)


DYING = """
import sys, time
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.types import Priority, Utterance
settings = SpeechSettings(output_device=sys.argv[1], standby_voice=False)
speaker = open_speaker(settings, None, (), sys.argv[2])
speaker.say(Utterance(sys.argv[3], Priority.AMBIENT, 0.0, "test"))
print("begun", flush=True)
sys.stdin.readline()
speaker.close()
"""


@pytest.mark.parametrize("farewell", [True, False])
def test_the_voice_says_that_a_killed_listener_listens_no_more(
    recorder: Recorder, voice: Synthesiser, farewell: bool
) -> None:
    last = "I have stopped listening."
    words = [sys.executable, "-c", DYING, SINK, last, SCENE]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as listener:
        assert listener.stdin is not None
        until(lambda: level(recorder.samples()) > LOUD, "the description")
        # Before it ends: the voice has its last words ready, and may say them while we wait.
        given = recorder.position
        if farewell:
            listener.stdin.write(b"\n")
            listener.stdin.flush()
        else:
            listener.kill()
        listener.wait(PATIENCE)
    if farewell:
        ended = recorder.position
        time.sleep(2.0)
        assert level(recorder.samples(ended)[RATE:]) < 1e-4
        return
    wanted = as_heard(voice.speak(last))

    def heard() -> bool:
        return words_likeness(recorder.samples(given), wanted)[0] > 0.9

    def over() -> bool:
        """Whether it has said it, or has been silent for longer than it may take to find words."""
        recorder.catch_up()
        since = recorder.samples(given)
        return heard() or (len(since) > QUIET and level(since[-QUIET:]) < 1e-4)

    # Not waited for in vain: a test that waits long forgets that it was short of processors.
    until(over, "silence")
    assert heard()

"""All checks, in the order in which a person would mend what they find.

In: the settings. Out: findings, each as soon as it is made. Never does: printing, speaking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edge_aac.audio.opening import is_live
from edge_aac.audio.portaudio import PortAudio
from edge_aac.doctor import heat, machine, microphone_trial, model, processes, storage
from edge_aac.doctor.finding import Check, Finding, Grade, warning
from edge_aac.doctor.microphone_sample import SECONDS, MicrophoneSample, record
from edge_aac.doctor.unit import unit
from edge_aac.settings import Settings
from edge_aac.speech.speech_settings import Engine
from edge_aac.supervision.board import board


def examine(
    settings: Settings,
    voice: Callable[[], Finding],
    before_recording: Callable[[int], None],
) -> Iterator[Finding]:
    """Look at everything.

    Parameters
    ----------
    settings : Settings
    voice : callable
        Tries the voice.
    before_recording : callable
        Given the seconds for which the person should say something now.
    """
    yield machine.machine()
    yield machine.libraries()
    sound = machine.portaudio()
    yield sound
    # What needs a thing that is not there would say the same again.
    usable: set[Check] = set()
    if sound.grade is not Grade.FAULT:
        there = microphone_trial.devices()
        yield from there
        usable = {one.check for one in there if one.grade is not Grade.FAULT}
    if not is_live(settings.audio):
        yield warning(Check.MICROPHONE, "not_live", name=settings.audio.input)
    elif Check.MICROPHONES in usable:
        before_recording(round(SECONDS))
        yield from microphone_trial.microphone(lambda: _recorded(settings))
    if Check.EARPIECES in usable or settings.speech.engine is Engine.DISPATCHER:
        yield voice()
    yield model.model(settings)
    yield model.speed(settings)
    yield heat.heat(board())
    yield storage.home()
    yield storage.space()
    yield unit()
    there_now = processes.running()
    yield processes.one_or_two(there_now)
    yield processes.network(there_now)


def _recorded(settings: Settings) -> MicrophoneSample:
    audio = settings.audio
    return record(PortAudio(channel=audio.channel), None if audio.input == "mic" else audio.input)

"""The listener, joined as the settings say: voice, supervision, answers.

In: settings, the pipeline. Out: a listener that is ready to run. Never does: joining the pipeline.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from edge_aac.answers.wording import load_wording
from edge_aac.audio.opening import Opening, is_live
from edge_aac.control.lessons import Lessons
from edge_aac.control.recent import Recent
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_path import memory_file
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.pipeline import Pipeline
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.prerender import urgent_texts
from edge_aac.service.listener import Listener
from edge_aac.service.voice_timing import VoiceTiming
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.speech_output import SpeechOutput
from edge_aac.supervision.downtime import Downtime, was_away
from edge_aac.supervision.final_announcement import forget
from edge_aac.supervision.hang_watch import HangWatch
from edge_aac.supervision.recovery import HANGS_SECONDS, SUPERVISED_SECONDS, Recovery
from edge_aac.supervision.signs_of_life import SignsOfLife
from edge_aac.supervision.suspension import Suspension, was_asleep
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.taxonomy import load_taxonomy
from edge_aac.teaching import Learner
from edge_aac.types import Priority, Report, State, Status, Utterance


@dataclass(frozen=True, slots=True)
class BuiltListener:
    """A listener that is ready to run, and what looks whether it runs and ends as it should."""

    listener: Listener
    downtime: Downtime
    watch: HangWatch


def build_listener(
    settings: Settings,
    pipeline: Pipeline,
    show: Callable[[Report], None],
    requests: RequestQueue,
    first: Sequence[Announcement],
    thread_failures: ThreadFailures,
    hung: Callable[[], None],
    recent: Recent,
    restarted: bool = False,
) -> BuiltListener:
    """Join a listener as the settings say; starts the voice.

    Parameters
    ----------
    settings : Settings
    pipeline : Pipeline
    show : callable
        Prints a report, as `Listener` takes it.
    requests : RequestQueue
        What a person asks.
    first : sequence of Announcement
        What does not work as the settings ask.
    thread_failures : ThreadFailures
    hung : callable
        Ends a live listener that hangs.
    recent : Recent
        Remembers what was heard and reported last.
    restarted : bool
        Whether this process has a parent that starts the next one; a service manager is known.
    """
    live = is_live(settings.audio)
    language = settings.salience.language
    wording, catalogue = load_wording(language), load_catalogue(language)
    voice_announcements = VoiceAnnouncements()
    downtime = Downtime(memory_file("listens", os.environ) if live else None)
    signs = SignsOfLife.of(os.environ, lambda: speech_output.working)
    speech_output = open_speaker(
        speech_of(settings),
        voice_announcements.add,
        urgent_texts(catalogue, load_taxonomy(), settings.captions.style),
        catalogue.listener("gone") if live else "",
        alarms=True,
    )
    leaky = {"on": True, "off": False, "auto": live}[settings.salience.loudspeaker]
    slow = partial(_announce_slow, speech_output, show, pipeline, catalogue.listener("overloaded"))
    watch = HangWatch(hung, slow)
    turned = [signs.alive, downtime.alive, *([watch.alive] if live else [])]

    def alive() -> None:
        for one in turned:
            one()

    def was_deaf() -> bool:
        # How long it was is announced at once; that it listens again is no news then.
        forgotten = live and forget(memory_file("cannot_listen", os.environ))
        return forgotten and downtime.seconds is None

    idle = partial(speech_output.wait, 0.0)
    listener = Listener(
        Opening(settings.audio),
        pipeline,
        speech_output,
        show,
        notice=Notice.DEMONSTRATION if settings.audio.input == "demo" else None,
        replies=Replies(
            pipeline,
            requests,
            wording,
            idle=idle,
            lessons=Lessons(pipeline, Learner(settings), wording, idle),
            voice=speech_output if settings.speech.speech else None,
            voice_settings=VoiceSettings(settings.speech.rate, settings.speech.volume),
            recent=recent,
        ),
        recovery=Recovery(
            give_up_seconds=SUPERVISED_SECONDS if signs.supervised else math.inf,
            hangs_seconds=HANGS_SECONDS if signs.supervised or restarted else math.inf,
        ),
        voice_timing=VoiceTiming(speech_output, pipeline.spoke) if leaky else None,
        was_deaf=was_deaf,
        voice_announcements=voice_announcements,
        wording=wording,
        first=[*first, *was_away(downtime, wording)],
        thread_failures=thread_failures,
        begins=watch.begins,
        alive=alive,
        slept=partial(was_asleep, Suspension(), wording) if live else list,
    )
    return BuiltListener(listener, downtime, watch)


def _announce_slow(
    voice: SpeechOutput, show: Callable[[Report], None], pipeline: Pipeline, text: str
) -> None:
    """Say and print past the loop, which is busy with one block of sound, that it cannot hear."""
    t = pipeline.seconds
    voice.say(Utterance(text, Priority.ATTENTION, t, text), Earcon.TROUBLE)
    with contextlib.suppress(EdgeAacError):
        show(Status(t, State.OVERLOADED, text, spoken=True))

"""The composition root: settings in, everything joined.

In: the settings. Out: a `Pipeline` or a `Captioner` on the model that they name, or a `Listener`
around a pipeline. Nothing is composed anywhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from edge_aac.answers.wording import load_wording
from edge_aac.audio.opening import Opening, is_live
from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.control.lessons import Lessons
from edge_aac.control.recent import Recent
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_path import memory_file
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.encoder.bundle import Bundle
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.timing import ROW_SECONDS, load_timing
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.model_opening import (
    Note,
    confirming,
    ignored,
    open_bundle,
    open_chain,
    open_decoder,
    open_tonal,
    pattern_weights,
)
from edge_aac.pipeline.captioner import Captioner
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.own_sounds import own_sounds
from edge_aac.pipeline.pipeline import Pipeline
from edge_aac.pipeline.stages import Executed, Stages, TaughtStages
from edge_aac.pipeline.summing import SummingPipeline
from edge_aac.pipeline.transcriber import Transcriber
from edge_aac.pipeline.truthful_describer import TruthfulDescriber
from edge_aac.reasons.reason import Reason
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.hourly import Hourly
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.novelty import SceneWatch
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.salience.prerender import urgent_texts
from edge_aac.salience.profiles import PROFILES
from edge_aac.service.listener import Listener
from edge_aac.service.voice_timing import VoiceTiming
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of
from edge_aac.speech.open_speech import open_speaker
from edge_aac.supervision.downtime import Downtime, was_away
from edge_aac.supervision.final_announcement import forget
from edge_aac.supervision.hang_watch import HangWatch
from edge_aac.supervision.recovery import SUPERVISED_SECONDS, Recovery
from edge_aac.supervision.signs_of_life import SignsOfLife
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.taxonomy import load_taxonomy
from edge_aac.teaching import Learner, sounds_folder, taught_stages
from edge_aac.types import HopResult, Report


@dataclass(frozen=True, slots=True)
class BuiltListener:
    """A listener that is ready to run, and what notes that it ends as it should."""

    listener: Listener
    downtime: Downtime


def build_pipeline(
    settings: Settings,
    note: Note = ignored,
    *,
    left_out: Callable[[Reason], None] | None = None,
    hearing: Callable[[HopResult], None] | None = None,
    explain: bool = False,
    around: Callable[[Stages], Stages] | None = None,
) -> Pipeline:
    """Join all stages as the settings say.

    Parameters
    ----------
    settings : Settings
    note : callable
        Takes one sentence where something else serves than was asked for.
    left_out : callable, optional
        Takes why a taught sound cannot be used.
    hearing : callable, optional
        Shown what the encoder makes of each hop, for those who measure.
    explain : bool
        Whether every decision of the gate is reported.
    around : callable, optional
        Given the stages before they are joined, gives those that are, for those who measure.

    Raises
    ------
    NoModel
        There is no usable model.
    EdgeAacError
        The settings name a label that does not exist.
    """
    bundle = open_bundle(settings, load_taxonomy())
    own = own_sounds(sounds_folder(settings), bundle, load_taxonomy())
    if left_out is not None:
        for reason in own.faults:
            left_out(reason)
    own_stages = taught_stages(settings, bundle, own)
    stages = _stages(settings, bundle, own_stages, note)
    if around is not None:
        stages = around(stages)
    own_stages = replace(
        own_stages, detector=stages.detector, gate=stages.gate, recogniser=stages.recogniser
    )
    parts = (
        Frontend(stages.front, stages.narrow, stages.encoder),
        stages.tonal,
        stages.chirps,
        stages.watch,
        stages.decoder,
        stages.memory,
        stages.own_voice,
        own_stages,
        settings.captions.style,
        settings.captions.steps_per_hop,
        hearing,
        explain,
    )
    profile = PROFILES[settings.salience.profile]
    every = profile.sums_up_seconds
    if every is None:
        return Pipeline(*parts)

    def hourly(known: TaughtStages) -> Hourly:
        return Hourly(profile, known.taxonomy, known.catalogue, every)

    return SummingPipeline(hourly, own_stages, *parts)


def build_captioner(settings: Settings, note: Note = ignored) -> Captioner:
    """Join the stages that describe clips as the settings say.

    Raises
    ------
    NoModel
        There is no usable model.
    """
    taxonomy = load_taxonomy()
    bundle = open_bundle(settings, taxonomy)
    chain = open_chain(settings, bundle, note)
    catalogue = load_catalogue(settings.salience.language)
    return Captioner(
        Frontend(chain.front, NarrowBand(), chain.encoder),
        open_decoder(settings, bundle),
        catalogue,
        TruthfulDescriber(catalogue, taxonomy),
        taxonomy.names,
        settings.salience.scene_threshold,
        settings.captions.style,
    )


def build_transcriber(settings: Settings, note: Note = ignored) -> Transcriber:
    """Join the stages that find the sounds of recordings as the settings say.

    Raises
    ------
    NoModel
        There is no usable model.
    """
    taxonomy, table = load_taxonomy(), load_timing()
    bundle = open_bundle(settings, taxonomy)
    chain = open_chain(settings, bundle, note)
    waits = settings.events.release_seconds
    return Transcriber(
        Frontend(chain.front, NarrowBand(), chain.encoder),
        TonalDetector(open_tonal(settings, bundle), bin_hertz()),
        ChirpDetector(bin_hertz()),
        Detector(taxonomy, bundle.thresholds, settings.events, pattern_weights(bundle)),
        taxonomy,
        confirming(settings, bundle, taxonomy),
        lambda group: table[group].release * ROW_SECONDS if waits is None else waits,
    )


def build_listener(
    settings: Settings,
    pipeline: Pipeline,
    show: Callable[[Report], None],
    requests: RequestQueue,
    first: Sequence[Announcement],
    thread_failures: ThreadFailures,
    watch: HangWatch,
    recent: Recent,
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
    watch : HangWatch
        Notices a live listener that hangs.
    recent : Recent
        Remembers what was heard and reported last.
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
        recovery=Recovery(give_up_seconds=SUPERVISED_SECONDS) if signs.supervised else None,
        voice_timing=VoiceTiming(speech_output, pipeline.spoke) if leaky else None,
        was_deaf=was_deaf,
        voice_announcements=voice_announcements,
        wording=wording,
        first=[*first, *was_away(downtime, wording)],
        thread_failures=thread_failures,
        alive=alive,
    )
    return BuiltListener(listener, downtime)


def _stages(settings: Settings, bundle: Bundle, own: TaughtStages, note: Note) -> Stages:
    chain = open_chain(settings, bundle, note)
    shape, taxonomy = bundle.manifest, own.taxonomy
    return Stages(
        chain.front,
        NarrowBand(),
        chain.encoder,
        TonalDetector(open_tonal(settings, bundle), bin_hertz()),
        ChirpDetector(bin_hertz()),
        own.detector,
        own.gate,
        SceneWatch(taxonomy, bundle.thresholds, settings.salience),
        OwnVoice(taxonomy, confirming(settings, bundle, taxonomy), settings.salience),
        open_decoder(settings, bundle),
        EmbeddingMemory(shape.decoder.memory, shape.encoder.embedding),
        Executed(f"{shape.name} {shape.version}", chain.network.runtime, chain.network.provider),
        own.recogniser,
    )

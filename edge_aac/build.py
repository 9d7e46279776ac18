"""The composition root: settings in, everything joined.

In: the settings. Out: a `Pipeline` or a `Captioner` on the model that they name, or a `Listener`
around a pipeline. Nothing is composed anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.encoder.bundle import Bundle
from edge_aac.events.boundaries import Boundaries
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
from edge_aac.pipeline.word_times import WordTimes
from edge_aac.reasons.reason import Reason
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.hourly import Hourly
from edge_aac.salience.novelty import SceneWatch
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.salience.profiles import PROFILES
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.teaching import sounds_folder, taught_stages
from edge_aac.types import HopResult


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


def build_captioner(settings: Settings, note: Note = ignored, *, timed: bool = False) -> Captioner:
    """Join the stages that describe clips as the settings say.

    Parameters
    ----------
    settings : Settings
    note : callable
        Takes one sentence where something else serves than was asked for.
    timed : bool
        Whether it tells when each word's sound was heard.

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
        WordTimes(catalogue, taxonomy) if timed else None,
    )


def build_transcriber(
    settings: Settings,
    note: Note = ignored,
    boundaries: Boundaries | None = None,
    *,
    cautious: bool = False,
) -> Transcriber:
    """Join the stages that find the sounds of recordings as the settings say.

    Parameters
    ----------
    settings : Settings
    note : callable
        Takes one sentence where something else serves than was asked for.
    boundaries : Boundaries, optional
        What finds where sounds begin and end, for those who measure.
    cautious : bool
        Whether a hazard is one only where a listener would announce it: a summary of a night must
        not invent any, while subtitles name what is more likely than not.

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
        boundaries,
        cautious,
    )


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

"""Settings in, stages joined.

In: the settings. Out: a `Pipeline` or a `Captioner` on the model that they name.
Never does: anything afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edge_aac.captions.decoder import Decoder
from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.captions.vocabulary import Vocabulary
from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.scores import Weights
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features import logmel, published
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.pipeline.captioner import Captioner
from edge_aac.pipeline.encoder_chain import EncoderChain, open_encoder_chain
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.own_sounds import own_sounds
from edge_aac.pipeline.pipeline import Pipeline
from edge_aac.pipeline.stages import Executed, Stages
from edge_aac.pipeline.teacher import Teacher
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.catalogue import Catalogue, load_catalogue
from edge_aac.salience.gate import Gate
from edge_aac.salience.novelty import SceneWatch
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.settings import Settings
from edge_aac.taught.background import Background
from edge_aac.taught.sound_store import usual_folder
from edge_aac.taxonomy import Taxonomy, load_taxonomy
from edge_aac.types import HopResult, Network


class NoModel(EdgeAacError):
    """There is no usable model; without one nothing can be heard."""


def _nobody(sentence: str) -> None:
    del sentence


Note = Callable[[str], None]
"""Told one sentence where something else serves than was asked for."""


def build_pipeline(
    settings: Settings,
    note: Note = _nobody,
    *,
    hearing: Callable[[HopResult], None] | None = None,
    explain: bool = False,
    around: Callable[[Stages], Stages] | None = None,
) -> Pipeline:
    """Join all stages as the settings say.

    Parameters
    ----------
    settings : Settings
    note : callable
        Told one sentence where something else serves than was asked for.
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
    bundle = _open_bundle(settings, load_taxonomy())
    own = own_sounds(sounds_folder(settings), bundle, load_taxonomy())
    for fault in own.faults:
        note(str(fault))
    taxonomy = own.known_to(load_taxonomy())
    catalogue = own.worded_in(load_catalogue(settings.salience.language))
    stages = _stages(settings, bundle, taxonomy, catalogue, note)
    stages = replace(stages, recogniser=own.recogniser)
    if around is not None:
        stages = around(stages)
    return Pipeline(
        Frontend(stages.front, stages.narrow, stages.encoder),
        stages.tonal,
        stages.chirps,
        stages.detector,
        stages.gate,
        stages.watch,
        stages.decoder,
        stages.memory,
        stages.own_voice,
        catalogue,
        settings.captions.style,
        settings.captions.steps_per_hop,
        hearing,
        explain,
        stages.recogniser,
    )


def build_captioner(settings: Settings, note: Note = _nobody) -> Captioner:
    """Join the stages that describe clips as the settings say.

    Raises
    ------
    NoModel
        There is no usable model.
    """
    taxonomy = load_taxonomy()
    bundle = _open_bundle(settings, taxonomy)
    chain = _listening(settings, bundle, note)
    return Captioner(
        Frontend(chain.front, NarrowBand(), chain.encoder),
        _decoder(settings, bundle),
        load_catalogue(settings.salience.language),
        taxonomy.names,
        settings.salience.scene_threshold,
        settings.captions.style,
    )


def _stages(
    settings: Settings, bundle: Bundle, taxonomy: Taxonomy, catalogue: Catalogue, note: Note
) -> Stages:
    chain = _listening(settings, bundle, note)
    shape = bundle.manifest
    return Stages(
        chain.front,
        NarrowBand(),
        chain.encoder,
        TonalDetector(_tonal(settings, bundle), bin_hertz()),
        ChirpDetector(bin_hertz()),
        Detector(taxonomy, bundle.thresholds, settings.events, _weights(bundle)),
        Gate(settings.salience, taxonomy, catalogue, settings.captions.style),
        SceneWatch(taxonomy, bundle.thresholds, settings.salience),
        OwnVoice(taxonomy, _confirming(settings, bundle, taxonomy), settings.salience),
        _decoder(settings, bundle),
        EmbeddingMemory(shape.decoder.memory, shape.encoder.embedding),
        Executed(f"{shape.name} {shape.version}", chain.network.runtime, chain.network.provider),
    )


def sounds_folder(settings: Settings) -> Path:
    """Where taught sounds are kept."""
    return settings.taught.sounds or usual_folder(os.environ)


def build_teacher(settings: Settings, note: Note = _nobody) -> Teacher:
    """Join what learns a sound.

    Raises
    ------
    NoModel
        There is no usable model.
    EdgeAacError
        It cannot be taught.
    """
    taxonomy = load_taxonomy()
    bundle = _open_bundle(settings, taxonomy)
    data, entry = bundle.background, bundle.manifest.taught
    if data is None or entry is None:
        raise EdgeAacError(Reason(Why.MODEL_TEACHES_NOT))
    chain = _listening(settings, bundle, note)
    frontend = Frontend(chain.front, NarrowBand(), chain.encoder)
    return Teacher(frontend, Background.unpack(data), entry.embedding, taxonomy.names)


def _open_bundle(settings: Settings, taxonomy: Taxonomy) -> Bundle:
    try:
        bundle = Bundle.load(find_bundle(settings.encoder.model))
        bundle.require(taxonomy.names, logmel.parameters(), published.parameters())
    except EdgeAacError as error:
        raise NoModel(error.reason or str(error)) from error
    return bundle


def _confirming(settings: Settings, bundle: Bundle, taxonomy: Taxonomy) -> dict[str, float]:
    """What confirms an event, per label: the person's own threshold, else the bundle's."""
    usual = dict.fromkeys(taxonomy.names, settings.events.event_threshold)
    return usual | dict(bundle.thresholds) | settings.events.thresholds


def _listening(settings: Settings, bundle: Bundle, note: Note) -> EncoderChain:
    """Front end and encoder."""
    chain = open_encoder_chain(bundle, settings.encoder.runtime, settings.encoder.provider)
    if chain.network.fallback is not None:
        note(chain.network.fallback)
    return chain


def _tonal(settings: Settings, bundle: Bundle) -> Network:
    # Like the decoder, too small for a graphics processor.
    return open_network(bundle.tonal, settings.encoder.runtime, bundle.lite_tonal)


def _weights(bundle: Bundle) -> dict[str, Weights]:
    """What the probability of each pattern is made of."""
    return {
        name: Weights(**one.model_dump()) for name, one in bundle.manifest.tonal.weights.items()
    }


def _decoder(settings: Settings, bundle: Bundle) -> Decoder:
    # On a graphics processor a step this small would only wait.
    network = open_network(bundle.decoder, settings.encoder.runtime, bundle.lite_decoder)
    vocabulary = Vocabulary.parse(bundle.vocabulary)
    return Decoder(network, vocabulary, bundle.manifest.decoder.memory)

"""The model that the settings name, opened.

In: the settings. Out: a checked bundle, its networks ready to run, what notices its ambient labels.
Never does: joining stages.
"""

from __future__ import annotations

from collections.abc import Callable

from edge_aac.captions.decoder import Decoder
from edge_aac.captions.vocabulary import Vocabulary
from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.events.scores import Weights
from edge_aac.features import logmel, published
from edge_aac.pipeline.ambient_watch import AmbientWatch
from edge_aac.pipeline.encoder_chain import EncoderChain, open_encoder_chain
from edge_aac.settings import Settings
from edge_aac.sound_span import SoundSpan
from edge_aac.taxonomy import Taxonomy, load_taxonomy
from edge_aac.types import Network


class NoModel(EdgeAacError):
    """There is no usable model; without one nothing can be heard."""


def ignored(sentence: str) -> None:
    """Take a sentence that nobody waits for."""
    del sentence


Note = Callable[[str], None]
"""Takes one sentence where something else serves than was asked for."""


def open_bundle(settings: Settings, taxonomy: Taxonomy) -> Bundle:
    """The bundle.

    Raises
    ------
    NoModel
        There is none that can be used.
    """
    try:
        bundle = Bundle.load(find_bundle(settings.encoder.model))
        bundle.require(taxonomy.names, logmel.parameters(), published.parameters())
    except EdgeAacError as error:
        raise NoModel(error.reason or str(error)) from error
    return bundle


def confirming(settings: Settings, bundle: Bundle, taxonomy: Taxonomy) -> dict[str, float]:
    """What confirms an event, per label: the person's own threshold, else the bundle's."""
    usual = dict.fromkeys(taxonomy.names, settings.events.event_threshold)
    return usual | dict(bundle.thresholds) | settings.events.thresholds


def open_ambient_watch(settings: Settings, add: Callable[[SoundSpan, str], None]) -> AmbientWatch:
    """What notices the sounds of the background."""
    taxonomy = load_taxonomy()
    bundle = open_bundle(settings, taxonomy)
    return AmbientWatch(taxonomy, confirming(settings, bundle, taxonomy), add)


def open_chain(settings: Settings, bundle: Bundle, note: Note) -> EncoderChain:
    """Front end and encoder."""
    chain = open_encoder_chain(bundle, settings.encoder.runtime, settings.encoder.provider)
    if chain.network.fallback is not None:
        note(chain.network.fallback)
    return chain


def open_tonal(settings: Settings, bundle: Bundle) -> Network:
    """The tonal network."""
    # Like the decoder, too small for a graphics processor.
    return open_network(bundle.tonal, settings.encoder.runtime, bundle.lite_tonal)


def pattern_weights(bundle: Bundle) -> dict[str, Weights]:
    """What the probability of each pattern is made of."""
    return {
        name: Weights(**one.model_dump()) for name, one in bundle.manifest.tonal.weights.items()
    }


def open_decoder(settings: Settings, bundle: Bundle) -> Decoder:
    """The caption decoder."""
    # On a graphics processor a step this small would only wait.
    network = open_network(bundle.decoder, settings.encoder.runtime, bundle.lite_decoder)
    vocabulary = Vocabulary.parse(bundle.vocabulary)
    return Decoder(network, vocabulary, bundle.manifest.decoder.memory)

"""The stages of a pipeline that depend on what was taught.

In: the settings, a bundle, the sounds in use. Out: a detector, a gate and words that know them.
Never does: opening a model, reading what is kept.
"""

from __future__ import annotations

from edge_aac.encoder.bundle import Bundle
from edge_aac.events.detector import Detector
from edge_aac.model_opening import pattern_weights
from edge_aac.pipeline.own_sounds import OwnSounds
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.pipeline.truthful_describer import TruthfulDescriber
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.gate import Gate
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy


def taught_stages(settings: Settings, bundle: Bundle, own: OwnSounds) -> TaughtStages:
    """Join them as the settings say.

    Raises
    ------
    EdgeAacError
        The settings name a label that does not exist.
    """
    taxonomy = own.known_to(load_taxonomy())
    catalogue = own.worded_in(load_catalogue(settings.salience.language))
    return TaughtStages(
        Detector(taxonomy, bundle.thresholds, settings.events, pattern_weights(bundle)),
        Gate(settings.salience, taxonomy, catalogue, settings.captions.style),
        catalogue,
        TruthfulDescriber(catalogue, taxonomy),
        own.recogniser,
        taxonomy,
    )

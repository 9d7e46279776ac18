"""Everything that the pipeline joins, as one value.

In: the stages that settings and a bundle give. Out: the same, so that whoever measures can put
another around a stage before they are joined.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.captions.decoder import Decoder
from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.encoder.joined import StreamingEncoder
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features.hops import HopFeatures
from edge_aac.features.narrowband import NarrowBand
from edge_aac.pipeline.truthful_describer import TruthfulDescriber
from edge_aac.salience.catalogue import Catalogue
from edge_aac.salience.gate import Gate
from edge_aac.salience.novelty import SceneWatch
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.taught.recogniser import Recogniser
from edge_aac.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, eq=False)
class Executed:
    """Which model the stages run, and what executes it."""

    model: str
    """Name and version."""
    runtime: str
    """As in the settings: `onnx` or `litert`."""
    provider: str
    """What computes: `cpu`, `cuda` or `tensorrt`."""


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """The stages of one pipeline."""

    front: HopFeatures
    narrow: NarrowBand
    encoder: StreamingEncoder
    tonal: TonalDetector
    chirps: ChirpDetector
    detector: Detector
    gate: Gate
    watch: SceneWatch
    own_voice: OwnVoice
    decoder: Decoder
    memory: EmbeddingMemory
    executed: Executed
    recogniser: Recogniser | None = None
    """Of taught sounds; none where the model cannot be taught any."""


@dataclass(frozen=True, slots=True, eq=False)
class TaughtStages:
    """The stages that depend on what was taught: a running pipeline takes new ones."""

    detector: Detector
    gate: Gate
    catalogue: Catalogue
    describer: TruthfulDescriber
    recogniser: Recogniser | None
    taxonomy: Taxonomy
    """With what was taught."""

"""Settings in, what learns a sound out.

In: the settings. Out: a `Teacher`, and where taught sounds are kept. Never does: learning.
"""

from __future__ import annotations

import os
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.features.narrowband import NarrowBand
from edge_aac.model_opening import Note, ignored, open_bundle, open_chain
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.teacher import Teacher
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.settings import Settings
from edge_aac.taught.background import Background
from edge_aac.taught.sound_store import usual_folder
from edge_aac.taxonomy import load_taxonomy


def sounds_folder(settings: Settings) -> Path:
    """Where taught sounds are kept."""
    return settings.taught.sounds or usual_folder(os.environ)


def build_teacher(settings: Settings, note: Note = ignored) -> Teacher:
    """Join what learns a sound.

    Raises
    ------
    NoModel
        There is no usable model.
    EdgeAacError
        It cannot be taught.
    """
    taxonomy = load_taxonomy()
    bundle = open_bundle(settings, taxonomy)
    data, entry = bundle.background, bundle.manifest.taught
    if data is None or entry is None:
        raise EdgeAacError(Reason(Why.MODEL_TEACHES_NOT))
    chain = open_chain(settings, bundle, note)
    frontend = Frontend(chain.front, NarrowBand(), chain.encoder)
    return Teacher(frontend, Background.unpack(data), entry.embedding, taxonomy.names)

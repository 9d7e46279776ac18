"""Learns sounds from what the running listener heard, and keeps them.

In: the settings, hops that are remembered of rings. Out: how many rings of the sound there are, and
what knows it, once there are enough. What is kept are numbers; the rings before are among them.
May be used on any thread; holds nothing between two lessons.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge_aac.answers.wording import load_wording
from edge_aac.encoder.bundle import Bundle
from edge_aac.errors import EdgeAacError
from edge_aac.model_opening import open_bundle
from edge_aac.pipeline.learnt import Learnt
from edge_aac.pipeline.own_sounds import OwnSounds, Place, own_sounds, place_of, taught_sound
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.pipeline.teacher import TalkColumns
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.settings import Settings
from edge_aac.taught.background import Background
from edge_aac.taught.example import FEWEST, MOST
from edge_aac.taught.learning import HeardExample, learn
from edge_aac.taught.recent_hops import RecentSound
from edge_aac.taught.sound_store import SoundStore
from edge_aac.taught.taught_sound import TaughtSound
from edge_aac.taxonomy import load_taxonomy
from edge_aac.teaching.teacher_opening import sounds_folder
from edge_aac.teaching.used_sounds import taught_stages


class Learner:
    """Learns one sound at a time.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = SoundStore(sounds_folder(settings))

    def place(self, name: str, group: str) -> Place:
        """Where a sound of this name belongs.

        Raises
        ------
        EdgeAacError
            The name cannot be one or is taken, or there is no such group.
        """
        return place_of(name, group or None, None, load_taxonomy())

    def learn(self, place: Place, rings: Sequence[RecentSound]) -> Learnt:
        """Learn a sound from these rings and those that are kept of it.

        Raises
        ------
        EdgeAacError
            The rings do not make a sound that could be known again, or it cannot be kept.
        """
        taxonomy = load_taxonomy()
        bundle = open_bundle(self._settings, taxonomy)
        data, entry = bundle.background, bundle.manifest.taught
        if data is None or entry is None:
            raise EdgeAacError(Reason(Why.MODEL_TEACHES_NOT))
        background = Background.unpack(data)
        before = self._before(place, entry.embedding)
        columns = TalkColumns.of(taxonomy.names)
        wording = load_wording(self._settings.salience.language)
        kept = () if before is None else before.each
        examples = [
            HeardExample(wording.answer("ring", number=i), one) for i, one in enumerate(kept, 1)
        ]
        for ring in rings:
            name = wording.answer("ring", number=len(examples) + 1)
            examples.append(columns.heard(name, ring, background.projection))
        examples = examples[-MOST:]
        classifier = None
        if len(examples) >= FEWEST:
            try:
                classifier = learn(examples, background).classifier
            except EdgeAacError as error:
                raise _of_rings(error, place) from error
        # A sound of one's own stays what it was taught as.
        where = place if before is None or place.like else _place(before)
        say = "" if before is None else before.say
        rows = [one.likeness for one in examples]
        sound = taught_sound(where, say, entry.embedding, rows, classifier)
        self._store.put([sound])
        noun = sound.name.replace("_", " ")
        if sound.classifier is None:
            return Learnt(noun, len(examples), FEWEST)
        stages = self._stages(bundle)
        text = stages.catalogue.alert(sound.name, self._settings.captions.style)
        return Learnt(noun, len(examples), FEWEST, text, stages)

    def _before(self, place: Place, embedding: str) -> TaughtSound | None:
        """What is kept of the sound and understood."""
        found = (one for one in self._store.read().sounds if one.name == place.name)
        return next((one for one in found if one.embedding == embedding), None)

    def _stages(self, bundle: Bundle) -> TaughtStages:
        own: OwnSounds = own_sounds(sounds_folder(self._settings), bundle, load_taxonomy())
        return taught_stages(self._settings, bundle, own)


def _place(sound: TaughtSound) -> Place:
    return Place(sound.name, sound.group, sound.like, sound.priority)


def _of_rings(error: EdgeAacError, place: Place) -> EdgeAacError:
    """The same, for who has no recordings in front of them."""
    if error.reason is not None and error.reason.why is Why.EXAMPLE_DIFFERS:
        return EdgeAacError(Reason.of(Why.RINGS_DIFFER, name=place.name))
    return error

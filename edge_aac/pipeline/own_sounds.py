"""The sounds that a person taught, beside the labels that the model knows.

In: what is kept, the bundle, the taxonomy and the catalogue. Out: a frozen `OwnSounds`: those that
can be used, why others cannot, and taxonomy and catalogue with them. Never does: hearing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from edge_aac.encoder.bundle import Bundle
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.catalogue import Catalogue, Phrase
from edge_aac.taught.background import Background
from edge_aac.taught.recogniser import Recogniser
from edge_aac.taught.sound_store import SoundStore
from edge_aac.taught.taught_sound import TaughtSound
from edge_aac.taxonomy import Label, Taxonomy
from edge_aac.types import Style


@dataclass(frozen=True, slots=True, eq=False)
class OwnSounds:
    """Taught sounds in use."""

    sounds: tuple[TaughtSound, ...] = ()
    faults: tuple[Reason, ...] = ()
    """Why others are not."""
    background: Background | None = None

    @property
    def recogniser(self) -> Recogniser | None:
        """What knows them again; None where the model cannot be taught."""
        if self.background is None:
            return None
        return Recogniser(self.background.projection, self.sounds)

    def known_to(self, taxonomy: Taxonomy) -> Taxonomy:
        """The taxonomy with them."""
        return replace(taxonomy, taught=tuple(label_of(one) for one in self.sounds))

    def worded_in(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with them."""
        own = {one.name: _phrase(one, catalogue) for one in self.sounds}
        return replace(catalogue, phrases={**catalogue.phrases, **own})


def own_sounds(folder: Path, bundle: Bundle, taxonomy: Taxonomy) -> OwnSounds:
    """Read what was taught.

    Parameters
    ----------
    folder : Path
    bundle : Bundle
    taxonomy : Taxonomy
        Without them.
    """
    kept = SoundStore(folder).read()
    data, entry = bundle.background, bundle.manifest.taught
    if data is None or entry is None:
        faults = (Reason(Why.MODEL_TEACHES_NOT),) if kept.sounds else ()
        return OwnSounds((), (*kept.faults, *faults))
    used, faults = [], list(kept.faults)
    for one in kept.sounds:
        if one.embedding != entry.embedding:
            faults.append(Reason.of(Why.SOUND_OF_OTHER_MODEL, name=one.name))
        elif one.name in taxonomy.every_name:
            faults.append(Reason.of(Why.SOUND_NAME_TAKEN, name=one.name))
        else:
            used.append(one)
    return OwnSounds(tuple(used), tuple(faults), Background.unpack(data))


def label_of(sound: TaughtSound) -> Label:
    """A sound as a label."""
    return Label(sound.name, sound.group, sound.priority, sound.like)


def _phrase(sound: TaughtSound, catalogue: Catalogue) -> Phrase:
    noun = sound.name.replace("_", " ")
    like = catalogue.phrases.get(sound.like)
    if sound.say:
        alerts = dict.fromkeys(Style, sound.say)
    elif like is not None:
        alerts = dict(like.alerts)
    else:
        alerts = {}
    return Phrase(noun, (), alerts)

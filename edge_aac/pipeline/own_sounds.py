"""The sounds that a person taught, beside the labels that the model knows.

In: what is kept, the bundle, the taxonomy and the catalogue. Out: a frozen `OwnSounds`: those that
can be used, why others cannot, and taxonomy and catalogue with them. Never does: hearing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from edge_aac.encoder.bundle import Bundle
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.catalogue import Catalogue, Phrase
from edge_aac.taught.background import Background
from edge_aac.taught.classifier import Classifier
from edge_aac.taught.likeness import Likeness
from edge_aac.taught.recogniser import Recogniser
from edge_aac.taught.sound_store import SoundStore
from edge_aac.taught.taught_sound import TaughtSound, label_name
from edge_aac.taxonomy import HAZARD, Label, Taxonomy
from edge_aac.types import Priority, Style


@dataclass(frozen=True, slots=True, eq=False)
class OwnSounds:
    """Taught sounds in use."""

    sounds: tuple[TaughtSound, ...] = ()
    faults: tuple[Reason, ...] = ()
    """Why others are not."""
    background: Background | None = None

    @property
    def recogniser(self) -> Recogniser | None:
        """What knows them again; None where there are none."""
        if self.background is None or not self.sounds:
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
        why = [Reason(Why.MODEL_TEACHES_NOT)] if kept.sounds else []
        return OwnSounds((), (*kept.faults, *why))
    used, faults = [], list(kept.faults)
    for one in kept.sounds:
        if one.embedding != entry.embedding:
            faults.append(Reason.of(Why.SOUND_OF_OTHER_MODEL, name=one.name))
        elif one.name in taxonomy.every_name:
            faults.append(Reason.of(Why.SOUND_NAME_TAKEN, name=one.name))
        elif one.classifier is not None:
            used.append(one)
    # Megabytes that nobody needs who taught nothing.
    return OwnSounds(tuple(used), tuple(faults), Background.unpack(data) if used else None)


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sound belongs among the labels."""

    name: str
    group: str
    like: str
    priority: Priority


def place_of(name: str, group: str | None, priority: Priority | None, taxonomy: Taxonomy) -> Place:
    """Where a sound of this name belongs.

    Parameters
    ----------
    name : str
        As a person writes it.
    group : str or None
        A label or a group of labels that it is one of; None for a sound of its own.
    priority : Priority or None
        None for that of what it is one of, or attention.
    taxonomy : Taxonomy

    Raises
    ------
    EdgeAacError
        The name cannot be one, or is taken; there is no such group, or it is the hazards'.
    """
    label = label_name(name)
    if label is None:
        raise EdgeAacError(Reason.of(Why.SOUND_NAME, name=name))
    groups = {one.group for one in taxonomy.every}
    if label in taxonomy.every_name or label in groups:
        raise EdgeAacError(Reason.of(Why.SOUND_NAME_TAKEN, name=label))
    if group is None:
        return Place(label, label, "", priority or Priority.ATTENTION)
    wanted = label_name(group)
    announced = [one for one in taxonomy.every if one.priority is not Priority.AMBIENT]
    # A label's own name comes before that of a group of several.
    named = [one for one in announced if one.name == wanted]
    named += [one for one in announced if one.group == wanted]
    if not named:
        names = ", ".join(sorted({one.group for one in announced} - {HAZARD}))
        raise EdgeAacError(Reason.of(Why.SOUND_GROUP, name=group, names=names))
    like = named[0]
    if like.group == HAZARD:
        raise EdgeAacError(Reason(Why.SOUND_HAZARD))
    return Place(label, like.group, like.name, priority or like.priority)


def taught_sound(
    place: Place,
    say: str,
    version: str,
    examples: Sequence[Likeness],
    classifier: Classifier | None,
) -> TaughtSound:
    """What is kept of a sound; without a classifier it is not known yet."""
    return TaughtSound(
        place.name,
        place.group,
        place.like,
        place.priority,
        say,
        version,
        len(examples),
        classifier,
        Likeness.joined(list(examples)),
        tuple(len(one) for one in examples),
    )

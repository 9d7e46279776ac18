"""What captions say about staged scenes: found, invented, in the right order, in good words.

In: ears (or captions) and `Staged` scenes. Out: frozen `SceneFigures`. Never does: composing.

A sound is found if a mention may stand for it (`reader.fits`: its label, one of its group, or
a wider name). Precision counts mentions, recall sounds, both micro over scenes; a mention of
the bed is neither true nor false. Invented is a mention that fits no sound there was. Order is
judged where two sounds are named whose onsets lie 0.5 s apart and which share at most 0.3 of
the shorter: all such pairs of a scene must be named in their order. Where a sentence states
none ("while", "and"), the order of its mentions counts; `order_stated` wants it stated.
Intervals resample the first event's recording.

The references of a scene are sentences that a grammar says of the truth: once in the words
that training says, once in those of `held_out.toml`. `ideal` is what the grammar of training
itself would say, scored in the same way: no system trained on it can be expected to do better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from tqdm import tqdm

from edge_aac.types import FloatArray, Style
from edge_aac_score.wording import Wording, compare
from models.data.scene import Placed
from models.evaluation.order import told_ranks
from models.evaluation.ratio import Ratio, f1, ratio_of, resampled
from models.evaluation.reader import Reader, fits, read_phrases
from models.evaluation.staged import Staged
from models.grammar import Grammar, count_words, tokenize
from models.grammar.phrases import HELD_OUT, SPOKEN, load_phrases
from models.grammar.vocabulary import SPECIAL
from models.ground.intervals import bootstrap

APART = 0.5
"""Onsets closer than this are not asked for their order [s]."""
SHARED_PART = 0.3
"""Sounds that share more than this of the shorter one sound together."""
SENTENCES = 5
"""Reference sentences a scene."""
NORMAL_WORDS = 8
EXAMPLES = 20


class Told(Protocol):
    """What ears make of a recording."""

    @property
    def text(self) -> str:
        """The caption."""
        ...


class Ears(Protocol):
    """Who hears the scenes: the device's captioner, or anything that captions."""

    def caption(self, samples: FloatArray) -> Told:
        """Describe a recording, shape (n,), float32, 16 kHz."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader finds in a scene's caption."""

    true: int
    """Mentions that fit an event."""
    bed: int
    """Mentions that fit the bed only."""
    invented: int
    """Mentions that fit no sound."""
    vague: int
    """Mentions that may be any of several sounds."""
    found: tuple[bool, ...]
    """Per event."""
    pairs: int
    """Pairs of named events whose order can be known."""
    agree: bool
    """All of them are named in their order."""
    stated: bool
    """... and it is stated."""


@dataclass(frozen=True)
class Naming:
    """Figures by one reader."""

    precision: Ratio
    recall: Ratio
    f1: Ratio
    invented: Ratio
    vague: Ratio
    order_right: Ratio
    order_stated: Ratio

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {name: getattr(self, name).as_json() for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class SceneFigures:
    """All figures of one set of captions."""

    scenes: tuple[Staged, ...]
    texts: tuple[str, ...]
    style: Style
    namings: Mapping[str, Naming]
    """By reader: `phrases` and `words`."""
    wordings: Mapping[str, Wording]
    """By the references' phrasings: `seen` and `held_out`."""
    readings: tuple[Reading, ...]
    """By our grammar's reader, per scene."""
    ideal: SceneFigures | None
    """The same of what training's grammar says of the truth."""

    def as_json(self) -> dict[str, Any]:
        """Figures and examples to write down."""
        lengths = [count_words(text) for text in self.texts]
        words = {t for text in self.texts for t in tokenize(text)} - {",", ".", *SPECIAL}
        row: dict[str, Any] = {
            "scenes": len(self.scenes),
            "groups": len({scene.group for scene in self.scenes}),
            "style": self.style.value,
            "naming": {name: naming.as_json() for name, naming in self.namings.items()},
            "wording": {name: self._closeness(name) for name in self.wordings},
            "distinct_words": len(words),
            "words_a_sentence": {
                "mean": round(float(np.mean(lengths)), 2),
                "p95": float(np.percentile(lengths, 95)),
            },
        }
        if self.style is Style.NORMAL:
            short = [n <= NORMAL_WORDS for n in lengths]
            row["words_a_sentence"]["within_8"] = round(sum(short) / len(short), 4)
        if self.ideal is not None:
            ideal = self.ideal.as_json()
            row["ideal"] = {key: ideal[key] for key in ("naming", "wording", "words_a_sentence")}
            row["examples"] = self.examples()
        return row

    def examples(self) -> list[dict[str, Any]]:
        """Some scenes, the best and the worst, with truth and caption."""
        worth = [sum(r.found) / len(r.found) - r.invented + 0.5 * r.stated for r in self.readings]
        ranked = sorted(range(len(worth)), key=lambda i: -worth[i])
        half = min(EXAMPLES // 2, len(ranked) // 2)
        kinds = [("best", i) for i in ranked[:half]]
        kinds += [("worst", i) for i in ranked[len(ranked) - half :]]
        return [
            {"kind": kind, **self.scenes[i].as_json(), "caption": self.texts[i]}
            for kind, i in kinds
        ]

    def _closeness(self, name: str) -> dict[str, Any]:
        wording = self.wordings[name]
        groups = [self.scenes[int(key)].group for key in wording.keys]
        low, high = bootstrap(wording.cider, groups)
        return wording.as_json() | {"cider_interval95": [round(low, 4), round(high, 4)]}


def judge_scenes(
    ears: Ears, scenes: Sequence[Staged], words: Reader, style: Style = Style.NORMAL
) -> SceneFigures:
    """Let ears caption scenes, and judge the captions.

    Parameters
    ----------
    ears : Ears
        Speaks in `style`.
    scenes : sequence of Staged
        At least one.
    words : Reader
        The second reader, `reader.word_reader(corpus.caption_words)`.
    style : Style
        Of the captions, and of the references that they are compared with.
    """
    texts = [ears.caption(s.samples).text for s in tqdm(scenes, desc="scenes", disable=None)]
    return judge_texts(texts, scenes, words, style)


def judge_texts(
    texts: Sequence[str], scenes: Sequence[Staged], words: Reader, style: Style = Style.NORMAL
) -> SceneFigures:
    """Judge captions that somebody gave, one per scene, in order.

    Raises
    ------
    ValueError
        There is no scene, or not one caption per scene.
    """
    if not scenes or len(texts) != len(scenes):
        raise ValueError(f"{len(texts)} captions do not fit {len(scenes)} scenes.")
    said = {
        name: written(scenes, Grammar(load_phrases(path)), style, SENTENCES, seed=11)
        for name, path in (("seen", SPOKEN), ("held_out", HELD_OUT))
    }
    ideal = [one[0] for one in written(scenes, Grammar(), style, 1, seed=12).values()]
    best = _judged(ideal, scenes, words, style, said, None)
    return _judged(texts, scenes, words, style, said, best)


def written(
    scenes: Sequence[Staged], grammar: Grammar, style: Style, sentences: int, seed: int
) -> dict[str, tuple[str, ...]]:
    """What a grammar says of the truth: so many sentences a scene, keyed by its number."""
    rng = np.random.default_rng(seed)
    return {
        str(i): tuple(grammar.describe(scene.timeline(), style, rng) for _ in range(sentences))
        for i, scene in enumerate(scenes)
    }


def read(text: str, scene: Staged, reader: Reader) -> Reading:
    """Read one caption against the truth."""
    spoken = reader(text)
    of_events = [m for m in spoken if any(fits(m, e.label) for e in scene.events)]
    rest = [m for m in spoken if m not in of_events]
    of_bed = [m for m in rest if scene.bed is not None and fits(m, scene.bed)]
    first = [
        next((i for i, m in enumerate(spoken) if fits(m, e.label)), None) for e in scene.events
    ]
    ranks = told_ranks(text, [m.at for m in spoken])
    pairs = [
        (first[i], first[j])
        for i in range(len(first))
        for j in range(i + 1, len(first))
        if _in_turn(scene.events[i], scene.events[j])
    ]
    # One mention that fits both says nothing of their order.
    named = [(a, b) for a, b in pairs if a is not None and b is not None and a != b]
    agree = bool(named) and all((ranks[a], a) < (ranks[b], b) for a, b in named)
    stated = agree and all(ranks[a] < ranks[b] for a, b in named)
    return Reading(
        true=len(of_events),
        bed=len(of_bed),
        invented=len(rest) - len(of_bed),
        vague=sum(m.label is None for m in spoken),
        found=tuple(at is not None for at in first),
        pairs=len(named),
        agree=agree,
        stated=stated,
    )


def _judged(
    texts: Sequence[str],
    scenes: Sequence[Staged],
    words: Reader,
    style: Style,
    references: Mapping[str, Mapping[str, Sequence[str]]],
    ideal: SceneFigures | None,
) -> SceneFigures:
    groups = [scene.group for scene in scenes]
    readings = {
        name: [read(text, scene, reader) for text, scene in zip(texts, scenes, strict=True)]
        for name, reader in (("phrases", read_phrases), ("words", words))
    }
    captions = {str(i): text for i, text in enumerate(texts)}
    return SceneFigures(
        tuple(scenes),
        tuple(texts),
        style,
        {name: _naming(all_read, groups) for name, all_read in readings.items()},
        {name: compare(captions, said) for name, said in references.items()},
        tuple(readings["phrases"]),
        ideal,
    )


def _naming(readings: Sequence[Reading], groups: Sequence[str]) -> Naming:
    true = [r.true for r in readings]
    judged = [r.true + r.invented for r in readings]
    named = [r.true + r.bed + r.invented for r in readings]
    found = [sum(r.found) for r in readings]
    events = [len(r.found) for r in readings]
    ordered = [r.pairs > 0 for r in readings]
    counts = np.column_stack([true, [r.invented for r in readings], found, events])
    return Naming(
        precision=ratio_of(true, judged, groups),
        recall=ratio_of(found, events, groups),
        f1=resampled(counts.astype(np.float64), groups, f1, sum(events)),
        invented=ratio_of([r.invented for r in readings], named, groups),
        vague=ratio_of([r.vague for r in readings], named, groups),
        order_right=ratio_of([r.agree for r in readings], ordered, groups),
        order_stated=ratio_of([r.stated for r in readings], ordered, groups),
    )


def _in_turn(first: Placed, second: Placed) -> bool:
    """Whether two events, in the order of their onsets, have an order that can be heard."""
    shared = min(first.end, second.end) - second.onset
    shorter = min(first.end - first.onset, second.end - second.onset)
    return second.onset - first.onset >= APART and shared <= SHARED_PART * shorter

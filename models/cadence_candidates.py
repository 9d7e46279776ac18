"""What the cadence detector's weights are fitted to: candidates in alarms, and in everything else.

In: the corpus, the training synthesiser. Out: measures by standard and sounder, of what an alarm
made and of what something else did. Alarms are rendered in rooms and over recorded beds at -15 to
20 dB; the others are all recordings of `train`, `dev` and `calibrate` that hold no hazard alarm,
at three speeds, and rendered sounds that are mistaken for alarms.

Never does: fitting. Never reads `score` or `fold4` rows.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.fit import Measures, look
from edge_aac.events.cadence.past import SILENCE, Past, window
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4, Pattern, Sounder, Standard
from edge_aac.events.cadence.pitches import Tones, watched
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.corpus import ROOM_RESPONSE, Clip, Corpus, load_corpus
from models.data.level import rms
from models.synthesis import render
from models.synthesis.room import reverberate

STANDARDS = (T3, T4, T3_BEGINS)
KINDS = {
    "smoke_piezo": (Sounder.DISC, {Pattern.T3, Pattern.T3_BEGINS}),
    "smoke_low": (Sounder.SQUARE, {Pattern.T3, Pattern.T3_BEGINS}),
    "co_piezo": (Sounder.DISC, {Pattern.T4}),
    "co_low": (Sounder.SQUARE, {Pattern.T4}),
}
"""What is rendered, what it sounds with, and the patterns that it holds."""
MISTAKEN = (
    "phone_bell", "phone_warble", "ringtone", "phone_modern", "clock_beeps", "clock_buzz",
    "clock_motif", "timer", "beep", "notification", "microwave", "reversing_beeper", "low_battery",
    "ding_dong", "melody_chime", "mouth_whistle", "band", "solo", "level_crossing", "car_alarm",
)  # fmt: skip
LEVELS_DB = (-15, -10, -5, 0, 10, 20)
SCENES, LIKENED = 40, 20
"""Of alarms for each kind and level, of what is mistaken for them for each kind."""
BED_SECONDS, LEAD_SECONDS = 26, 6
SPEEDS = (1.0, 0.86, 1.17)
"""At which recordings are heard: nearly three semitones lower and higher as well."""
SEED = 5
LIKE = 0.5
"""Candidates look like a group by so much; where the detector asks for more, by nearly that."""
LAG = 0.03
"""What a column's window makes a tone begin later [s]."""


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate's measures, and when its pulses began and ended [s]."""

    sounder: Sounder
    measures: Measures
    start: float
    end: float
    lone: bool
    """Whether one partial of several comes and goes alone: no weights decide on that."""


class Finder:
    """Finds the candidates of one standard with the detector's own bank."""

    def __init__(self, standard: Standard) -> None:
        pitches = watched(bin_hertz())
        self.standard = standard
        self._like = max(LIKE, standard.like - 0.05)
        self._tones = Tones(pitches, BINS)
        self._bank = Bank(templates(standard), pitches, standard.every)

    def find(self, spectrum: FloatArray) -> list[Found]:
        """All candidates of a clip, shape (n, BINS)."""
        past = Past.nothing(self._bank.columns, self._bank.columns, BINS)
        ends = self.standard.cut is None
        found = []
        for at in range(0, len(spectrum) // HOP_COLUMNS * HOP_COLUMNS, HOP_COLUMNS):
            past = past.then(spectrum[at : at + HOP_COLUMNS])
            match = self._bank.match(self._tones.of(past.tones[-self._bank.columns :]))
            for one in self._bank.candidates(match, self._like):
                place = window(one.back, len(one.template))
                seen = look(past.spectrum[place], past.tones[place], one, ends)
                if seen is None:
                    continue
                begin = past.heard - one.back - len(one.template)
                first, last = (
                    (begin + x) * COLUMN_SECONDS for x in (one.template.first, one.template.last)
                )
                found.append(Found(one.pitch.sounder, seen.measures, first, last, seen.lone))
        return found


def whole_groups(
    spans: Sequence[tuple[float, float]], standard: Standard
) -> list[tuple[float, float]]:
    """Start and end of the groups that have all their pulses."""
    apart = 1.4 * max(period - sounding for period, sounding in standard.shapes)
    rows: list[list[tuple[float, float]]] = []
    for span in spans:
        if rows and span[0] - rows[-1][-1][1] <= apart:
            rows[-1].append(span)
        else:
            rows.append([span])
    if standard.cut is not None:
        return [(row[0][0], row[1][0] + standard.cut) for row in rows if len(row) > 1]
    return [(row[0][0], row[-1][1]) for row in rows if len(row) == standard.pulses]


def rendered(
    kind: str,
    level_db: float,
    material: Material,
    rng: np.random.Generator,
) -> tuple[FloatArray, list[tuple[float, float]]]:
    """The spectrum of a rendered sound over a bed, and when it sounds [s]."""
    sound = render(kind, rng, 20.0)
    wet = sound.samples
    if rng.random() < 0.8:
        wet = reverberate(wet, rng, material.rooms if rng.random() < 0.5 else None)
    sounding = np.zeros(len(wet), bool)
    for start, end in sound.active:
        sounding[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
    n = BED_SECONDS * SAMPLE_RATE
    bed = material.corpus.read(material.beds[int(rng.integers(len(material.beds)))])
    mixed = np.tile(bed, n // len(bed) + 1)[:n].astype(float)
    gain = rms(mixed) * 10 ** (level_db / 20) / rms(wet[sounding])
    lead = LEAD_SECONDS * SAMPLE_RATE
    wet = wet[: n - lead]
    mixed[lead : lead + len(wet)] += wet * gain
    mixed *= 0.3 / np.abs(mixed).max() * 10 ** (rng.uniform(-30, 0) / 20)
    spans = [(a + LEAD_SECONDS, b + LEAD_SECONDS) for a, b in sound.active]
    return NarrowBand().whole(mixed.astype(np.float32)), spans


@dataclass(frozen=True, eq=False)
class Material:
    """What there is to hear."""

    corpus: Corpus
    clips: tuple[Clip, ...]
    """Without hazard alarms."""
    beds: tuple[Clip, ...]
    rooms: tuple[FloatArray, ...]
    finders: tuple[Finder, ...]


@cache
def material(data: Path | None) -> Material:
    """Sort the rows; once in each process."""
    corpus = load_corpus(data)
    hazards = {one.name for one in load_taxonomy().labels if one.group == "hazard_alarm"}
    rows = [c for c in corpus.select(None, "train", "dev", "calibrate") if c.label not in hazards]
    clips = tuple(clip for clip in rows if clip.label != ROOM_RESPONSE)
    return Material(
        corpus,
        clips,
        tuple(clip for clip in clips if clip.seconds >= 4.0),
        tuple(corpus.read(clip) for clip in rows if clip.label == ROOM_RESPONSE),
        tuple(Finder(standard) for standard in STANDARDS),
    )


@dataclass(frozen=True, slots=True)
class Work:
    """One sound whose candidates are wanted: a recording at a speed, or something rendered."""

    data: Path | None
    seed: int
    clip: int | None = None
    speed: float = 1.0
    kind: str = ""
    level_db: float | None = None
    """Over the bed [dB]; None for any at which it may be mistaken."""


Key = tuple[Pattern, Sounder, bool]
"""Standard, sounder, and whether an alarm made it."""


def candidates(work: Work) -> list[tuple[Key, Measures]]:
    """What is measured of the candidates of one sound."""
    made_of = material(work.data)
    rng = np.random.default_rng([SEED, work.seed])
    spans: list[tuple[float, float]] = []
    if work.clip is not None:
        samples = made_of.corpus.read(made_of.clips[work.clip])
        if work.speed != 1.0:
            samples = soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE / work.speed)
        silence = np.full((10 * HOP_COLUMNS, BINS), SILENCE, np.float32)
        spectrum = np.concatenate([silence, NarrowBand().whole(samples), silence])
    else:
        level = float(rng.uniform(0, 20)) if work.level_db is None else work.level_db
        spectrum, spans = rendered(work.kind, level, made_of, rng)
    return [one for finder in made_of.finders for one in judged(finder, spectrum, spans, work)]


def judged(
    finder: Finder, spectrum: FloatArray, spans: Sequence[tuple[float, float]], work: Work
) -> Iterable[tuple[Key, Measures]]:
    """Candidates of one standard; of an alarm's own, those that are its groups.

    An alarm's partials come and go with it: the fifth of a 520 Hz sounder stands among the discs,
    and would teach that a disc has company. Only what its own sounder makes is an alarm's.
    """
    pattern = finder.standard.pattern
    found = (one for one in finder.find(spectrum) if not one.lone)
    if work.kind not in KINDS:
        yield from (((pattern, one.sounder, False), one.measures) for one in found)
        return
    sounder, patterns = KINDS[work.kind]
    if pattern not in patterns:
        return
    groups = whole_groups(spans, finder.standard)
    near = 0.1 * finder.standard.shapes[0][1] + 0.04
    for one in found:
        met = any(max(abs(one.start - LAG - a), abs(one.end - LAG - b)) < near for a, b in groups)
        if met and one.sounder is sounder:
            yield (pattern, sounder, True), one.measures


def works(data: Path | None) -> list[Work]:
    """All that is heard."""
    alarms = [(kind, db) for kind, db in product(KINDS, LEVELS_DB) for _ in range(SCENES)]
    mistaken = [kind for kind in MISTAKEN for _ in range(LIKENED)]
    return [
        *(Work(data, i, kind=kind, level_db=db) for i, (kind, db) in enumerate(alarms)),
        *(Work(data, i, kind=kind) for i, kind in enumerate(mistaken, len(alarms))),
        *(Work(data, 0, i, v) for v in SPEEDS for i in range(len(material(data).clips))),
    ]


def measured(data: Path | None, jobs: int) -> dict[str, NDArray[np.float64]]:
    """Measures of true candidates and of others, shape (n, measures) each, by what they are."""
    todo = works(data)
    tables: dict[str, list[Measures]] = {name: [] for name in TABLES}
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        heard = pool.imap(candidates, todo, chunksize=8)
        for found in tqdm(heard, total=len(todo), disable=None):
            for key, measures in found:
                tables[table(*key)].append(measures)
    return {name: np.array([astuple(one) for one in rows]) for name, rows in tables.items()}


def table(pattern: Pattern, sounder: Sounder, alarm: bool) -> str:
    """Name of a table of measures."""
    return f"{pattern.name} {sounder.value} {'true' if alarm else 'other'}"


TABLES = frozenset(
    table(one.pattern, sounder, alarm)
    for one, sounder, alarm in product(STANDARDS, Sounder, (True, False))
)
"""All that the fit needs."""

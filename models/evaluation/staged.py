"""Scenes staged for judging: two or three events over a bed, at known times and levels.

In: a corpus and the clips that may be heard. Out: frozen `Staged` scenes of 10 s. It shares
nothing with the training composer: a fault of that one cannot hide here. Never does: rooms,
microphones, speed (a judge's scene is as clean as its recordings), and captions.

Rules. Labels of events come off a shuffled deck, so each is drawn about equally often; a
label's recordings (groups) are drawn evenly too. No two sounds of a scene are rivals: of
one taxonomy group, of one shared noun, or neighbours that people call by one name. An
event lasts at most 3 s from a moment at which its recording sounds, lies wholly in the
scene, and its power over its active part is 6 to 20 dB over the bed's power. In half of
the scenes the events take turns; in the others they may overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.scene import Placed
from models.evaluation.reader import rivals
from models.grammar import SceneEvent, Timeline
from models.ground.activity import active_stretches
from models.ground.corpus import BACKGROUND, ROOM_RESPONSE, Clip, Corpus
from models.ground.level import rms

SECONDS = 10.0
LEVELS_DB = (6.0, 20.0)
"""An event's power over its active part against the bed's power."""
EVENT_SECONDS = (1.5, 3.0)
SHORTEST_ACTIVE = 0.1
"""Less sound than this is not clearly audible [s]."""
NOISE_SHARE = 0.25
"""Scenes whose bed is plain noise, which nobody need mention."""
IN_TURN = 0.5
BED_SECONDS = 2.0
"""A shorter clip is no bed."""
CROSSFADE = SAMPLE_RATE // 10
BEDS = frozenset(
    {
        "rain", "wind", "traffic", "babble", "music", "speech", "fan", "engine", "stream",
        "sea_waves", "crickets", "chirping_birds", "train", "airplane", "water_running",
        "washing_machine", "vacuum_cleaner", "crackling_fire",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Staged:
    """A scene and the truth about it."""

    samples: FloatArray
    """Shape (160000,), float32, 16 kHz."""
    events: tuple[Placed, ...]
    """Two or three, in the order of their onsets."""
    bed: str | None
    """The bed's label; None where it is noise."""
    group: str
    """The first event's recording: what intervals resample."""
    recordings: frozenset[str]
    """Every recording in it."""

    def timeline(self) -> Timeline:
        """The truth as the grammar takes it."""
        said = [SceneEvent(e.label, e.onset, e.end, e.level_db, None, "event") for e in self.events]
        if self.bed is not None:
            said.append(SceneEvent(self.bed, 0.0, SECONDS, 0.0, None, "background"))
        return Timeline(SECONDS, tuple(said))

    def as_json(self) -> dict[str, object]:
        """The truth, briefly."""
        sounds = [
            f"{e.label} {e.onset:.1f}-{e.end:.1f} s, {e.level_db:.0f} dB" for e in self.events
        ]
        return {"events": sounds, "bed": self.bed or "noise"}


def stage(corpus: Corpus, clips: Sequence[Clip], n: int = 300, seed: int = 1) -> list[Staged]:
    """Compose scenes from some clips only.

    Parameters
    ----------
    corpus : Corpus
        Where the samples are.
    clips : sequence of Clip
        Foregrounds and beds come from these and from nowhere else.
    n : int
        How many scenes.
    seed : int
        The same seed and clips give the same scenes.

    Raises
    ------
    ValueError
        The clips do not hold three labels that are no rivals.
    """
    company = _Company(corpus, clips, np.random.default_rng(seed))
    return [company.scene() for _ in range(n)]


class _Company:
    def __init__(self, corpus: Corpus, clips: Sequence[Clip], rng: np.random.Generator) -> None:
        self._corpus = corpus
        self._rng = rng
        self._clips: dict[str, dict[str, list[Clip]]] = defaultdict(lambda: defaultdict(list))
        self._beds: dict[str, list[Clip]] = defaultdict(list)
        for clip in clips:
            if clip.label in (BACKGROUND, ROOM_RESPONSE):
                continue
            self._clips[clip.label][clip.group].append(clip)
            if clip.label in BEDS and clip.seconds >= BED_SECONDS:
                self._beds[clip.label].append(clip)
        self._deck: list[str] = []

    def scene(self) -> Staged:
        """The next scene."""
        rng = self._rng
        bed_label: str | None = None
        if self._beds and rng.random() >= NOISE_SHARE:
            bed_label = sorted(self._beds)[int(rng.integers(len(self._beds)))]
        bed, used = self._bed(bed_label)
        count = int(rng.integers(2, 4))
        labels: list[str] = []
        for _ in range(count):
            labels.append(self._label([*labels, *([bed_label] if bed_label else [])]))
        in_turn = rng.random() < IN_TURN
        mixed = bed
        bed_power = float(np.mean(bed.astype(np.float64) ** 2))
        placed: list[tuple[Placed, str]] = []
        for turn, label in enumerate(labels):
            piece, stretches, clip = self._piece(label)
            slot = SECONDS / count
            begin, end = (turn * slot, (turn + 1) * slot) if in_turn else (0.0, SECONDS)
            latest = max(begin, end - len(piece) / SAMPLE_RATE)
            start = int(rng.uniform(begin, latest) * SAMPLE_RATE)
            level = float(rng.uniform(*LEVELS_DB))
            gain = np.sqrt(bed_power * 10 ** (level / 10) / _power(piece, stretches))
            mixed[start : start + len(piece)] += piece * np.float32(gain)
            at = start / SAMPLE_RATE
            moved = tuple((round(a + at, 3), round(b + at, 3)) for a, b in stretches)
            event = Placed(
                label, moved[0][0], moved[-1][1], round(level, 1), None, "event", None, moved
            )
            placed.append((event, clip.group))
        placed.sort(key=lambda one: one[0].onset)
        peak = 10 ** (float(rng.uniform(-12.0, -3.0)) / 20)
        mixed *= np.float32(peak / float(np.abs(mixed).max()))
        events = tuple(event for event, _ in placed)
        recordings = frozenset(used | {group for _, group in placed})
        return Staged(mixed, events, bed_label, placed[0][1], recordings)

    def _label(self, beside: Sequence[str]) -> str:
        """The next label on the deck that is not confused with what sounds already."""
        for refill in (False, True):
            if refill:
                # What is left goes on top, so that no label is passed over twice.
                names = sorted(set(self._clips) - set(self._deck))
                self._deck += [names[i] for i in self._rng.permutation(len(names))]
            for place, label in enumerate(self._deck):
                if not any(rivals(label, other) for other in beside):
                    return self._deck.pop(place)
        raise ValueError(
            f"Among {len(self._clips)} labels none can sound beside {', '.join(beside)}: "
            "give clips of more labels."
        )

    def _piece(self, label: str) -> tuple[FloatArray, tuple[tuple[float, float], ...], Clip]:
        """Some seconds of a label's recording, when it sounds in them, and its clip."""
        rng = self._rng
        for _ in range(20):
            groups = sorted(self._clips[label])
            clips = self._clips[label][groups[int(rng.integers(len(groups)))]]
            clip = clips[int(rng.integers(len(clips)))]
            samples = self._corpus.read(clip)
            found = active_stretches(samples)
            if not found:
                continue
            first = max(0.0, found[int(rng.integers(len(found)))][0] - 0.05)
            last = min(len(samples) / SAMPLE_RATE, first + float(rng.uniform(*EVENT_SECONDS)))
            within = [(max(a, first), min(b, last)) for a, b in found if b > first and a < last]
            stretches = tuple((a - first, b - first) for a, b in within if b - a >= 0.02)
            if sum(b - a for a, b in stretches) < SHORTEST_ACTIVE:
                continue
            piece = samples[int(first * SAMPLE_RATE) : int(last * SAMPLE_RATE)].copy()
            ramp = np.linspace(0.0, 1.0, SAMPLE_RATE // 50, dtype=np.float32)
            piece[: len(ramp)] *= ramp[: len(piece)]
            piece[-len(ramp) :] *= ramp[::-1][-len(piece) :]
            if _power(piece, stretches) > 1e-9:
                return piece, stretches, clip
        raise ValueError(f"No clip of {label} sounds for {SHORTEST_ACTIVE} s: leave them out.")

    def _bed(self, label: str | None) -> tuple[FloatArray, set[str]]:
        """A bed of RMS 0.03, and the recordings in it."""
        length = int(SECONDS * SAMPLE_RATE)
        rng = self._rng
        if label is None:
            spectrum = np.fft.rfft(rng.standard_normal(length))
            # Between white and pink, as rooms and microphones hiss.
            tilt = np.maximum(np.arange(len(spectrum)), 20.0) ** (-float(rng.uniform(0.0, 0.5)))
            noise = np.fft.irfft(spectrum * tilt, length)
            return np.asarray(noise * (0.03 / noise.std()), np.float32), set()
        bed = np.zeros(length, np.float32)
        used: set[str] = set()
        at = 0
        ramp = np.linspace(0.0, 1.0, CROSSFADE, dtype=np.float32)
        while at < length:
            clip = self._beds[label][int(rng.integers(len(self._beds[label])))]
            samples = self._corpus.read(clip)
            size = rms(samples)
            if size < 1e-4:
                raise ValueError(f"{clip.path} is silent: no bed; leave it out.")
            piece = samples[: length - at + CROSSFADE] * np.float32(0.03 / size)
            if at:
                piece[:CROSSFADE] *= ramp
            piece[-CROSSFADE:] *= ramp[::-1]
            piece = piece[: length - at]
            bed[at : at + len(piece)] += piece
            used.add(clip.group)
            at += len(samples) - CROSSFADE
        return bed, used


def _power(samples: FloatArray, stretches: Sequence[tuple[float, float]]) -> float:
    """Mean power over the active part."""
    pieces = [samples[int(a * SAMPLE_RATE) : int(b * SAMPLE_RATE)] for a, b in stretches]
    return float(np.mean(np.concatenate(pieces).astype(np.float64) ** 2))

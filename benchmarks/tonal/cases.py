"""The sounds that a tonal detector is judged by.

In: the second renderer, `score` recordings. Out: `Case` values, the same to the bit each time. Each
has recordings before it, since a detector hears a stream and remembers.
Never does: listening.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.renderer.rendered import CONFUSERS
from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.material import Material, material_in
from benchmarks.soundscapes.spec import Scene, Spec
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.level import rms
from models.ground.sorted_sounds import sorted_sounds

ENVIRONMENTS = ("household", "street", "night")
FIRST = 3_000
"""Cases with smaller numbers were looked at while the network was made."""
_LONGEST = 36.0
"""Of a scene that is listened to [s]."""
_LOOP_SECONDS = 24.0
_LOOP_PERIODS = (3.0, 7.0)
_LOOPED = ("crying_baby", "rooster", "cat", "baby_laugh", "laughing", "singing", "music", "speech",
           "chirping_birds", "phone_ringing", "beep", "clock_alarm")  # fmt: skip
_OVER_ALARM_DB = 6.0
"""The own voice in the microphone over the alarm."""
_SPOKEN, _SILENT = (0.9, 2.5), (1.0, 2.5)
"""How long the own voice speaks, and pauses [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One sound."""

    part: str
    name: str
    samples: FloatArray
    meant: str
    """`T3`, `T4`, `two-tone`, or nothing."""
    onset: float = 0.0
    """When the device begins [s]."""
    spoken: tuple[tuple[float, float], ...] = field(default=())
    """When the own voice is in it [s]."""
    before: FloatArray = field(default_factory=lambda: np.zeros(0, np.float32))
    """What is heard between the case before and this one, and not judged."""


def _scene(part: str, index: int, kind: str, level: float, from_start: bool) -> Scene:
    environment = ENVIRONMENTS[index % len(ENVIRONMENTS)]
    spec = Spec(part, index, environment, 0.0, f"rendered:{kind}", level, from_start)
    return compose(spec, material_in(None))


def _cut(samples: FloatArray, seconds: float = _LONGEST) -> FloatArray:
    return samples[: int(seconds * SAMPLE_RATE)]


def alarms(pattern: str, level: float, from_start: bool, each: int) -> Iterator[Case]:
    """T3 or T4, of discs and of square waves in turn."""
    part = f"{pattern} {level:+.0f} dB{'' if from_start else ', any phase'}"
    for index in range(FIRST, FIRST + each):
        kind = f"{pattern.lower()}_{('piezo', 'low')[index % 2]}"
        scene = _scene(f"tonal {part}", index, kind, level, from_start)
        assert scene.truth is not None
        onset = scene.truth.onset
        yield Case(part, f"{kind} {index}", _cut(scene.samples, onset + 20.0), pattern, onset)


def sirens(level: float, each: int) -> Iterator[Case]:
    """Two horns in turn."""
    part = f"two-tone {level:+.0f} dB"
    for index in range(FIRST, FIRST + each):
        scene = _scene(f"tonal {part}", index, "siren_hilo", level, True)
        assert scene.truth is not None
        onset = scene.truth.onset
        yield Case(part, f"siren {index}", _cut(scene.samples, onset + 15.0), "two-tone", onset)


def confusers(each: int) -> Iterator[Case]:
    """Appliances, clocks, telephones, birds, flutes, jingles at 0 to 20 dB."""
    for index in range(FIRST, FIRST + each):
        kind = CONFUSERS[index % len(CONFUSERS)]
        level = float(np.random.default_rng([7, index]).uniform(0, 20))
        scene = _scene("tonal look-alikes", index, kind, level, True)
        yield Case("look-alikes", f"{kind} {index}", _cut(scene.samples), "")


def loops(each: int) -> Iterator[Case]:
    """Voices, animals, toys and jingles that repeat every 3 to 7 s to the sample."""
    made_of = material_in(None)
    rows: Material = made_of
    clips = [c for c in rows.corpus.select(None, "score") if c.label in _LOOPED and c.seconds > 1.5]
    for index in range(FIRST, FIRST + each):
        rng = np.random.default_rng([zlib.crc32(b"tonal loops"), index])
        label = _LOOPED[index % len(_LOOPED)]
        of_label = [c for c in clips if c.label == label] or clips
        clip = of_label[int(rng.integers(len(of_label)))]
        samples = rows.samples(clip)
        period = int(float(rng.uniform(*_LOOP_PERIODS)) * SAMPLE_RATE)
        once = np.zeros(period, np.float32)
        part = samples[:period]
        once[: len(part)] = part * np.float32(0.3 / (np.abs(part).max() + 1e-9))
        n = int(_LOOP_SECONDS * SAMPLE_RATE)
        looped = np.tile(once, n // period + 1)[:n]
        hiss = 1e-3 * rng.standard_normal(n)
        yield Case("loops", f"{clip.path} every {period / SAMPLE_RATE:.2f} s",
                   (looped + hiss).astype(np.float32), "")  # fmt: skip


def coffee(each: int) -> Iterator[Case]:
    """Coffee machines: four beeps of 0.3 to 0.4 s near 3.1 kHz, once or with pauses of minutes."""
    for index in range(FIRST, FIRST + each):
        rng = np.random.default_rng([zlib.crc32(b"tonal coffee"), index])
        on, off = float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.2, 0.45))
        hertz = float(rng.uniform(2_800, 3_500))
        t = np.arange(int(16.0 * SAMPLE_RATE)) / SAMPLE_RATE
        inside = np.zeros(len(t))
        for k in range(4):
            start = 5.0 + k * (on + off)
            inside[int(start * SAMPLE_RATE) : int((start + on) * SAMPLE_RATE)] = 1.0
        wave = 0.1 * inside * np.sin(2 * np.pi * hertz * t) + 1e-3 * rng.standard_normal(len(t))
        yield Case("coffee machines", f"coffee {index}", wave.astype(np.float32), "")


def under_own_voice(each: int) -> Iterator[Case]:
    """Alarms as loud as their bed, while the own voice speaks again and again."""
    rows = material_in(None)
    voices = [c for c in rows.corpus.select(None, "score") if c.label == "speech"]
    for index in range(FIRST, FIRST + each):
        rng = np.random.default_rng([zlib.crc32(b"tonal own voice"), index])
        kind = ("t3_piezo", "t3_low", "t4_piezo", "t4_low")[index % 4]
        scene = _scene("tonal own voice", index, kind, 0.0, True)
        assert scene.truth is not None
        onset = scene.truth.onset
        samples = _cut(scene.samples, onset + 20.0).copy()
        clips = [rows.samples(voices[int(i)]) for i in rng.integers(len(voices), size=12)]
        speech = np.concatenate(clips)
        speech = np.tile(speech, len(samples) // len(speech) + 1)[: len(samples)]
        mask = np.zeros(len(samples), bool)
        spans, at = [], onset - float(rng.uniform(0.0, 2.0))
        while at < onset + 20.0:
            end = at + float(rng.uniform(*_SPOKEN))
            spans.append((at, end))
            mask[int(at * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
            at = end + float(rng.uniform(*_SILENT))
        loud = rms(samples[int(onset * SAMPLE_RATE) :]) * 10 ** (_OVER_ALARM_DB / 20)
        samples += (speech * mask * loud / rms(speech)).astype(np.float32)
        meant = kind[:2].upper()
        yield Case("under the own voice", f"{kind} {index}", samples, meant, onset, tuple(spans))


def real_hours(_: int) -> Iterator[Case]:
    """Every distinct recording of `score` without an announced sound once, as one stream in pieces.

    Hazards and sirens that their names do not tell are left out by `models/exclude.csv`.
    """
    corpus = material_in(None).corpus
    quiet = sorted_sounds(corpus.select(None, "score")).quiet
    order = np.random.default_rng(11).permutation(len(quiet))
    for k, rows in enumerate(np.array_split(order, max(1, len(order) // _PIECE))):
        names = " ".join(quiet[i].path for i in rows)
        samples = np.concatenate([corpus.read(quiet[i]) for i in rows])
        yield Case(REAL, f"piece {k}: {names}", samples, "")


_BETWEEN = 20 * SAMPLE_RATE
REAL = "real hours"
_PIECE = 60
"""Recordings of one piece."""
PARTS: Mapping[str, Callable[[int], Iterator[Case]]] = {
    "T3 +0 dB": lambda n: alarms("T3", 0.0, True, n),
    "T3 -10 dB": lambda n: alarms("T3", -10.0, True, n),
    "T3 +0 dB, any phase": lambda n: alarms("T3", 0.0, False, n),
    "T4 +0 dB": lambda n: alarms("T4", 0.0, True, n),
    "T4 -10 dB": lambda n: alarms("T4", -10.0, True, n),
    "T4 +0 dB, any phase": lambda n: alarms("T4", 0.0, False, n),
    "two-tone +0 dB": lambda n: sirens(0.0, n),
    "two-tone -10 dB": lambda n: sirens(-10.0, n),
    "under the own voice": under_own_voice,
    "look-alikes": confusers,
    "loops": loops,
    "coffee machines": coffee,
    REAL: real_hours,
}
"""Parts, and how many cases of each are made."""


def cases(part: str, each: int) -> Iterator[Case]:
    """The cases of a part, with recordings without an announced sound before each."""
    corpus = material_in(None).corpus
    quiet = sorted_sounds(corpus.select(None, "score")).quiet
    rng = np.random.default_rng([zlib.crc32(b"between"), zlib.crc32(part.encode())])
    for case in PARTS[part](each):
        between: list[FloatArray] = []
        while sum(map(len, between)) < _BETWEEN:
            between.append(corpus.read(quiet[int(rng.integers(len(quiet)))])[:_BETWEEN])
        yield replace(case, before=np.concatenate(between)[:_BETWEEN])

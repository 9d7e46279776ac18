"""Ask what happens where sounds are taught wrongly, or resemble what must not be missed.

In: a teacher, the settings. Out: rows for the table: the sentence said to speech, silence, music,
one example, one file twice; and how smoke alarms fare in the whole listener that was taught an
alarm clock and a siren's yelp as a kettle.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.renderer.rendered import render
from edge_aac.build import build_pipeline
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.own_sounds import place_of, taught_sound
from edge_aac.pipeline.teacher import Teacher
from edge_aac.settings import Settings
from edge_aac.taught.example import Example
from edge_aac.taught.sound_store import SoundStore
from edge_aac.taxonomy import HAZARD, load_taxonomy
from edge_aac.types import SAMPLE_RATE, Block, Event, FloatArray
from models.ground.corpus import load_corpus

SIREN = load_taxonomy()["siren"].group
CASES = 12
"""Alarms of each kind."""
SEED = 20261130
KNOWN_AS = (("my_clock", "alarm_clock", 5), ("my_kettle", "siren_yelp", 5))
"""What is taught, as which rendered kind, of which device."""


def use(teacher: Teacher, settings: Settings) -> list[tuple[str, str]]:
    """Rows of both."""
    return [*wrong_use(teacher), *beside_hazards(teacher, settings)]


def _quiet_room(wave: FloatArray, take: int) -> FloatArray:
    """A sound after a second of a quiet room, another loudness for each take."""
    chance = np.random.default_rng([SEED, take])
    level = chance.uniform(0.2, 0.9)
    silence = np.zeros(SAMPLE_RATE, np.float32)
    whole = np.concatenate([silence, level * wave, silence])
    return np.asarray(whole + 0.001 * chance.standard_normal(len(whole)), np.float32)


def wrong_use(teacher: Teacher) -> list[tuple[str, str]]:
    """What is said to each kind of wrong use."""
    corpus = load_corpus()

    def clips(label: str) -> list[FloatArray]:
        rows = [c for c in corpus.select(None, "calibrate") if c.label == label and c.seconds > 2]
        return [corpus.read(c)[: 6 * SAMPLE_RATE] for c in rows[:5]]

    chime = render("door_dingdong", 71).samples
    rings = [_quiet_room(chime, take) for take in range(3)]
    cases: Sequence[tuple[str, Sequence[FloatArray]]] = (
        ("five recordings of speech", clips("speech")),
        ("five of music", clips("music")),
        ("three of silence", [np.zeros(SAMPLE_RATE, np.float32)] * 3),
        ("one example", rings[:1]),
        ("the same file twice", [rings[0], rings[1], rings[0]]),
        ("two rings and a dog", [*rings[:2], clips("dog")[0]]),
        ("three different sounds", [rings[0], clips("dog")[0], clips("car_horn")[0]]),
    )
    return [(f"wrong use, {what}", _said(teacher, given)) for what, given in cases]


def _said(teacher: Teacher, given: Sequence[FloatArray]) -> str:
    try:
        teacher.learn([Example.of(f"take {i}", one) for i, one in enumerate(given, 1)])
    except EdgeAacError as error:
        return str(error)
    return "learnt it"


def beside_hazards(teacher: Teacher, settings: Settings) -> list[tuple[str, str]]:
    """Smoke alarms and sirens heard by listeners that know something much like them."""
    alarms = {
        "smoke and carbon monoxide alarms": [
            render(kind, seed).samples
            for kind in ("t3_piezo", "t3_low", "t4_piezo")
            for seed in range(400, 400 + CASES // 3)
        ],
        "sirens": [render("siren_yelp", seed).samples for seed in range(400, 400 + CASES // 2)],
    }
    rows = []
    with tempfile.TemporaryDirectory() as name:
        learnt = [one for one in KNOWN_AS if _keep(teacher, Path(name), *one)]
        known = ", ".join(f"{kind} as {called}" for called, kind, _ in learnt) or "nothing"
        rows.append(("taught beside hazards", f"{known}, from five takes each"))
        plain = settings.model_copy(
            update={"taught": settings.taught.model_copy(update={"sounds": Path(name) / "none"})}
        )
        own = settings.model_copy(
            update={"taught": settings.taught.model_copy(update={"sounds": Path(name)})}
        )
        for what, waves in alarms.items():
            before, after = _events(plain, waves), _events(own, waves)
            called = {label for label, _, _ in KNOWN_AS}
            found = {
                "announced without": sum(bool(_of(one)) for one in before),
                "with what was taught": sum(bool(_of(one)) for one in after),
                "called a taught sound": sum(any(e.label in called for e in one) for one in after),
                "the same times and labels": sum(
                    _of(a) == _of(b) for a, b in zip(before, after, strict=True)
                ),
            }
            figures = ", ".join(f"{text} {number}" for text, number in found.items())
            rows.append((f"{what}, {len(waves)} rendered", figures))
    return rows


def _keep(teacher: Teacher, folder: Path, called: str, kind: str, seed: int) -> bool:
    wave = render(kind, seed, room=False).samples[: 3 * SAMPLE_RATE]
    examples = [Example.of(f"take {i}", _quiet_room(wave, i)) for i in range(5)]
    try:
        lesson = teacher.learn(examples)
    except EdgeAacError:
        return False
    place = place_of(called, None, None, load_taxonomy())
    sound = taught_sound(place, "", teacher.version, lesson.examples, lesson.classifier)
    SoundStore(folder).put([sound])
    return True


def _events(settings: Settings, waves: Sequence[FloatArray]) -> list[list[Event]]:
    """What a listener that hears each from silence confirms."""
    found = []
    for wave in waves:
        pipeline = build_pipeline(settings)
        outputs = pipeline.step(Block(np.asarray(wave, np.float32), 0)) + pipeline.flush()
        found.append([one for one in outputs if isinstance(one, Event)])
    return found


def _of(events: Sequence[Event]) -> list[tuple[float, str]]:
    return [(one.t, one.label) for one in events if one.group in (HAZARD, SIREN)]

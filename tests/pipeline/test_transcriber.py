"""Sounds of recordings: what counts as one, and where it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.tonal.patterns import NO_PATTERN, Patterns
from edge_aac.features.narrowband import bin_hertz
from edge_aac.pipeline.transcriber import Transcriber
from edge_aac.sound_span import SoundSpan
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, ROW_SECONDS, SAMPLE_RATE, Block, HopResult

TAXONOMY = load_taxonomy()
THRESHOLDS = dict.fromkeys(TAXONOMY.names, 0.9)
HOPS = 125
QUIET, LOUD = -6.0, 0.0


@dataclass
class State:
    """How far a made-up front end is."""

    clock: int = 0


class MadeUp:
    """A front end that hears a label at a score, from when to when, and a rise before it."""

    def __init__(self, label: str, score: float, heard: tuple[float, float], onset: float) -> None:
        self._column, self._score = TAXONOMY.index(label), score
        self._heard, self._onset = heard, onset

    def start(self) -> State:
        return State()

    def step(self, state: State, _: Block) -> tuple[State, list[HopResult]]:
        end = state.clock + HOP_SAMPLES
        columns = (np.arange(8) - 8) * 0.02 + end / SAMPLE_RATE
        rows = (np.arange(2) - 2) * ROW_SECONDS + end / SAMPLE_RATE
        sounds = (columns >= self._onset) & (columns < self._heard[1])
        level = np.where(sounds, LOUD, QUIET).astype(np.float32)
        spectrum = np.repeat(level[:, None], len(bin_hertz()), axis=1)
        posteriors = np.full((2, len(TAXONOMY.labels)), 1e-5, np.float32)
        posteriors[(rows >= self._heard[0]) & (rows < self._heard[1]), self._column] = self._score
        return State(end), [HopResult(end, posteriors[:, :1], posteriors, spectrum)]

    def flush(self, state: State) -> tuple[State, list[HopResult]]:
        return state, []


class NoTones:
    """Hears no pattern."""

    def start(self) -> None:
        return None

    def step(self, *_: object) -> tuple[None, Patterns]:
        return None, NO_PATTERN


def sounds(frontend: MadeUp, *, cautious: bool = False) -> list[SoundSpan]:
    made = Transcriber(
        cast(Any, frontend),
        cast(Any, NoTones()),
        ChirpDetector(bin_hertz()),
        Detector(TAXONOMY, THRESHOLDS, EventSettings()),
        TAXONOMY,
        THRESHOLDS,
        lambda _: 3.0,
        cautious=cautious,
    )
    nothing = np.zeros(HOP_SAMPLES, np.float32)
    return list(made.sounds(Block(nothing, i * HOP_SAMPLES) for i in range(HOPS)))


@pytest.mark.parametrize("label", ["siren", "rain", "dog"])
def test_a_sound_begins_before_the_network_is_sure_and_ends_where_it_is_over(label: str) -> None:
    found = sounds(MadeUp(label, 0.99, (8.0, 12.0), 6.5))
    assert {one.label for one in found} == {label}
    for one in found:
        assert one.start == pytest.approx(6.5, abs=0.06)
        assert one.end == pytest.approx(12.0, abs=0.06)


def test_a_sound_that_goes_on_to_the_end_ends_there() -> None:
    seconds = HOPS * HOP_SAMPLES / SAMPLE_RATE
    (one,) = sounds(MadeUp("rain", 0.99, (8.0, 99.0), 8.0))
    assert one.end == pytest.approx(seconds, abs=0.06)


def test_a_long_sound_begins_where_it_began() -> None:
    (one,) = sounds(MadeUp("rain", 0.99, (3.0, 15.0), 2.0))
    assert one.start == pytest.approx(2.0, abs=0.06)


@pytest.mark.parametrize(("label", "score"), [("siren", 0.4), ("glass_breaking", 0.5)])
def test_a_likely_hazard_is_shown_and_no_part_of_a_summary(label: str, score: float) -> None:
    frontend = MadeUp(label, score, (8.0, 10.0), 8.0)
    assert [one.label for one in sounds(frontend)] == [label]
    assert sounds(frontend, cautious=True) == []
    assert sounds(MadeUp(label, 0.2, (8.0, 10.0), 8.0)) == []

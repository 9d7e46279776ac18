"""When the voice spoke, on the clock of the sound."""

from __future__ import annotations

from dataclasses import dataclass, field

from edge_aac.service.voice_timing import VoiceTiming


@dataclass
class Stage:
    """A talker, a clock and what was told."""

    speaking: bool = False
    counts: int = 0
    now: float = 100.0
    told: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = VoiceTiming(self, lambda a, b: self.told.append((a, b)), lambda: self.now)

    def look(self, heard: float, delay: float = 0.0) -> None:
        self.now = 100.0 + heard + delay
        self.watch.look(heard)


def held(stage: Stage, t: float) -> bool:
    return any(start <= t <= end for start, end in stage.told)


def test_a_silent_voice_is_not_told_of() -> None:
    stage = Stage()
    for block in range(50):
        stage.look(block * 0.16)
    assert stage.told == []


def test_what_is_said_is_told_on_the_inputs_clock() -> None:
    stage = Stage()
    for block in range(50):
        stage.speaking = 2.0 <= block * 0.16 < 4.0
        stage.look(block * 0.16)
    assert held(stage, 2.2) and held(stage, 3.8)
    assert not held(stage, 1.7) and not held(stage, 4.3)


def test_a_block_that_waited_is_older_than_the_voice() -> None:
    """Three seconds of sound wait: what is said now is in the sound three seconds on."""
    stage = Stage()
    for block in range(20):
        stage.look(block * 0.16)
    stage.speaking = True
    stage.look(3.2, delay=3.0)
    stage.speaking = False
    stage.look(3.36, delay=3.0)
    assert held(stage, 6.1)


def test_what_was_said_between_two_looks_is_not_overlooked() -> None:
    stage = Stage()
    stage.look(1.0)
    stage.counts += 1
    stage.look(2.0)
    assert held(stage, 1.5)


def test_after_a_pause_of_the_input_the_clocks_are_compared_anew() -> None:
    stage = Stage()
    stage.look(1.0)
    stage.watch.reset()
    stage.speaking = True
    stage.look(1.2, delay=60.0)
    stage.look(1.4, delay=60.0)
    assert held(stage, 1.3) and not held(stage, 30.0)

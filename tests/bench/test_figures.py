"""Figures: they add up, they hold every hop, and they are printed in both languages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.bench.figure_lines import as_lines
from edge_aac.bench.figures import Figures, Run, Startup
from edge_aac.bench.meter import Stage
from edge_aac.pipeline.stages import Executed

MS = 1_000_000
SPENT = {stage: (place + 1) * 20 * MS for place, stage in enumerate(Stage)}
LIBRARIES = 10 * MS
WHOLE = sum(SPENT.values()) + LIBRARIES + 50 * MS
FIGURES = Figures(
    Run(
        10.0,
        0.0,
        WHOLE,
        SPENT,
        LIBRARIES,
        tuple(place * MS for place in range(200, 0, -1)),
        90 << 20,
        2,
    ),
    Startup(1.25, 0.75, 80 << 20),
    Executed("tiny 0.0.1", "onnx", "cpu"),
    "made",
    True,
)


def test_stages_and_rest_add_up_to_the_whole() -> None:
    assert FIGURES.stage(Stage.MICROPHONE) == 2.0
    assert FIGURES.libraries == 1.0
    assert FIGURES.rest == pytest.approx(5.0)
    total = sum(FIGURES.stage(stage) for stage in Stage) + FIGURES.libraries + FIGURES.rest
    assert total == pytest.approx(FIGURES.whole)


def test_percentiles_are_times_that_a_hop_took_and_count_every_hop() -> None:
    assert [FIGURES.percentile(p) for p in (50, 95, 99, 100)] == [100.0, 190.0, 198.0, 200.0]
    one = replace(FIGURES, run=replace(FIGURES.run, hops=(7 * MS,)))
    assert {one.percentile(p) for p in (50, 95, 99, 100)} == {7.0}
    assert FIGURES.first_hop == 200.0


def test_memory_is_the_highest_of_what_is_known() -> None:
    assert FIGURES.memory == 90.0
    assert replace(FIGURES, run=replace(FIGURES.run, memory=None)).memory == 80.0
    unknown = replace(FIGURES.startup, memory=None)
    nothing = replace(FIGURES, run=replace(FIGURES.run, memory=None), startup=unknown)
    assert nothing.memory is None
    assert nothing.as_object()["peak_rss_mib"] is None


def test_the_object_holds_every_figure_and_adds_up() -> None:
    printed = json.loads(json.dumps(FIGURES.as_object()))
    cost = printed.pop("cpu_ms_per_second")
    assert list(cost) == ["whole", *(stage.value for stage in Stage), "libraries", "rest"]
    assert sum(cost.values()) == pytest.approx(2 * cost["whole"])
    assert printed == {
        "v": 1,
        "kind": "bench",
        "seconds": 10.0,
        "missed_seconds": 0.0,
        "sound": "made",
        "realtime": True,
        "model": "tiny 0.0.1",
        "runtime": "onnx",
        "provider": "cpu",
        "threads": 2,
        "hops": 200,
        "hop_ms": {"p50": 100.0, "p95": 190.0, "p99": 198.0, "max": 200.0},
        "startup": {"seconds": 1.25, "cpu_seconds": 0.75, "first_hop_ms": 200.0},
        "peak_rss_mib": 90.0,
    }


def test_lines_tell_the_whole_first_and_one_fact_each() -> None:
    lines = as_lines(FIGURES, load_wording("en"))
    assert lines[0] == "Whole listener: 62.00 ms of CPU per second of sound, 6.20 % of one core."
    assert lines[1:10] == [
        "Microphone: 2.00 ms.",
        "Front end: 4.00 ms.",
        "Encoder: 6.00 ms.",
        "Tones: 8.00 ms.",
        "Detector: 10.00 ms.",
        "Gate: 12.00 ms.",
        "Decoder: 14.00 ms.",
        "Threads of libraries: 1.00 ms.",
        "Rest: 5.00 ms.",
    ]
    assert "No sound was dropped." in lines
    assert all(line.endswith(".") and "\n" not in line for line in lines)


def test_dropped_sound_is_told() -> None:
    late = replace(FIGURES, run=replace(FIGURES.run, missed_seconds=2.34))
    lines = as_lines(late, load_wording("en"))
    assert "Dropped 2.3 s of sound: this machine is too busy or too slow." in lines
    assert "No sound was dropped." not in lines


def test_german_has_german_words_and_a_comma() -> None:
    lines = as_lines(FIGURES, load_wording("de"))
    assert lines[0] == "Ganzes Programm: 62,00 ms Rechenzeit je Sekunde Ton, 6,20 % eines Kerns."
    assert len(lines) == len(as_lines(FIGURES, load_wording("en")))


def test_what_the_system_does_not_tell_has_no_line() -> None:
    unknown = replace(
        FIGURES,
        startup=Startup(None, 0.75, None),
        run=replace(FIGURES.run, memory=None),
    )
    assert len(as_lines(unknown, load_wording("en"))) == len(as_lines(FIGURES, load_wording())) - 2
    assert unknown.as_object()["startup"]["seconds"] is None

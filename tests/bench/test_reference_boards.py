"""What other machines took: only what was measured, beside the same work."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.bench.reference_boards import (
    comparable,
    reference_boards,
    reference_lines,
    reference_objects,
)
from edge_aac.pipeline.stages import Executed
from tests.bench.test_figures import FIGURES

RESULT = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "cost.json"


def test_a_board_did_the_same_work() -> None:
    found = comparable(FIGURES)
    assert found and {one.runtime for one in found} == {"onnx"}
    assert comparable(replace(FIGURES, realtime=False)) == ()
    assert comparable(replace(FIGURES, sound="kitchen.wav")) == ()
    assert comparable(replace(FIGURES, executed=Executed("tiny 0.0.1", "other", "cpu"))) == ()
    assert reference_objects(FIGURES)[0]["cpu_ms_per_second"] == found[0].cpu_ms_per_second


@pytest.mark.parametrize(("language", "point"), [("en", "."), ("de", ",")])
def test_a_line_says_how_many_times_as_much(language: str, point: str) -> None:
    first = comparable(FIGURES)[0]
    (line, *_) = reference_lines(FIGURES, load_wording(language))
    assert first.name in line and first.version in line
    assert f"{FIGURES.whole / first.cpu_ms_per_second:.2f}".replace(".", point) in line


def test_what_is_stored_is_what_the_benchmark_wrote() -> None:
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    rows = dict(result["rows"])
    stored = {one.runtime: one for one in reference_boards() if one.date == result["date"]}
    assert stored
    for runtime, name in (("litert", "LiteRT"), ("onnx", "ONNX Runtime")):
        ms = re.match(r"[\d.]+", rows[f"CPU of the whole listener, {name}"])
        assert ms and float(ms[0]) == stored[runtime].cpu_ms_per_second
        hop = re.search(r"p95 ([\d.]+) ms", rows[f"time for a hop of 160 ms, {name}"])
        assert hop and float(hop[1]) == stored[runtime].hop_p95_ms
        memory = re.search(r"([\d.]+) MiB", rows[f"start-up, peak memory, threads, {name}"])
        assert memory and float(memory[1]) == stored[runtime].peak_mib
        assert "Intel" in result["machine"] and stored[runtime].python in result["machine"]

"""The second renderer: the standards are kept, and nothing is shared with training."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.renderer.rendered import CONFUSERS, KINDS, STANDARD, render, seconds
from benchmarks.renderer.score import RATE

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "renderer"


def test_nothing_is_shared_with_the_synthesiser_or_the_detector() -> None:
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not any(name.split(".")[0] in ("models", "edge_aac") for name in names), path


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "low_battery_chirp"])
def test_a_sound_is_the_same_for_the_same_seed_and_another_for_another(kind: str) -> None:
    one, same, other = render(kind, 1), render(kind, 1), render(kind, 2)
    assert np.array_equal(one.samples, same.samples)
    assert len(one.samples) != len(other.samples) or not np.array_equal(one.samples, other.samples)
    assert np.isfinite(one.samples).all()
    assert np.abs(one.samples).max() == pytest.approx(0.5, rel=1e-3)
    assert one.samples.dtype == np.float32
    assert 0.0 <= one.onset < seconds(one)


@pytest.mark.parametrize("kind", STANDARD)
def test_a_standards_times_are_kept_within_a_tenth(kind: str) -> None:
    on, off, pause, count = (0.5, 0.5, 1.5, 3) if kind.startswith("t3") else (0.1, 0.1, 5.0, 4)
    for seed in range(12):
        spans = render(kind, seed, room=False).spans
        lengths = [end - start for start, end in spans]
        gaps = [b[0] - a[1] for a, b in pairwise(spans)]
        short = [g for k, g in enumerate(gaps) if (k + 1) % count]
        long = [g for k, g in enumerate(gaps) if not (k + 1) % count]
        # A wander of a hundredth of a second and the rounding to samples come on top.
        assert np.allclose(lengths, on, rtol=0.1, atol=0.01)
        assert np.allclose(short, off, rtol=0.1, atol=0.01)
        assert np.allclose(long, pause, rtol=0.1, atol=0.01)


@pytest.mark.parametrize("kind", STANDARD)
def test_the_spans_are_where_the_sound_is(kind: str) -> None:
    made = render(kind, 3, room=False)
    sounding = np.zeros(len(made.samples), bool)
    for start, end in made.spans:
        sounding[int(start * RATE) : int(end * RATE) + 1] = True
    power = made.samples.astype(float) ** 2
    assert power[sounding].mean() > 1e4 * (power[~sounding].mean() + 1e-15)


def test_devices_differ() -> None:
    pitches = {render("t3_piezo", seed, room=False).drawn["hertz"] for seed in range(20)}
    assert len(pitches) == 20
    assert min(pitches) < 3_000.0
    assert max(pitches) > 3_300.0


def test_there_is_a_room() -> None:
    dry, wet = render("t4_piezo", 5, room=False), render("t4_piezo", 5)
    end = int(dry.spans[3][1] * RATE) + 800
    tail = slice(end, end + 1600)
    assert np.square(dry.samples[tail]).mean() < np.square(wet.samples[tail]).mean()
    assert set(CONFUSERS) <= set(KINDS)

"""The runtimes' benchmark: what strays fails the command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks import runtimes
from benchmarks.back_ends import Span, paired, spans
from edge_aac.types import SAMPLE_RATE, Event, EventEnd, FloatArray, Priority
from models.evaluation.top1 import Int8Cost
from models.ground.corpus import Clip
from quantize.fidelity import Fidelity
from tests.bundle.tiny import HERTZ, decoder_model, write_tiny_bundle


class Tones:
    """Four clips that the tiny bundle knows, as if they were ESC-50's."""

    folder = Path()

    def select(self, *_: object) -> Sequence[Clip]:
        return [
            Clip(f"{label}.ogg", label, label, "esc50", f"g{i}", 3.0, "CC0", "train", "dev")
            for i, label in enumerate(HERTZ)
        ]

    def read(self, clip: Clip) -> FloatArray:
        t = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
        return (0.3 * np.sin(2 * np.pi * HERTZ[clip.label] * t)).astype(np.float32)


def _main(monkeypatch: pytest.MonkeyPatch, exact: Path, int8: Path, out: Path) -> None:
    monkeypatch.setattr(runtimes, "load_corpus", lambda _: Tones())
    monkeypatch.setattr("sys.argv", ["runtimes", str(exact), str(int8), "--out", str(out)])
    runtimes.main()


def test_what_says_the_same_passes(
    monkeypatch: pytest.MonkeyPatch, tiny_bundle: Path, tmp_path: Path
) -> None:
    _main(monkeypatch, tiny_bundle, tiny_bundle, tmp_path / "r.json")
    details = json.loads((tmp_path / "details" / "r.json").read_text())
    beside = details["beside_fp32"]
    assert beside[runtimes.ONNX]["same_sounds"] == beside[runtimes.ONNX]["same_events"] == 1.0
    assert beside[runtimes.ONNX]["fidelity"]["cosine_min"] > 0.999


def test_what_names_other_sounds_fails_the_command_and_is_still_written_down(
    monkeypatch: pytest.MonkeyPatch, tiny_bundle: Path, tmp_path: Path
) -> None:
    strayed = write_tiny_bundle(
        tmp_path / "strayed", decoder=decoder_model(**{"<normal>": "softly"})
    )
    with pytest.raises(SystemExit, match=r"Not faithful.*only \d+\.\d% of captions"):
        _main(monkeypatch, tiny_bundle, strayed, tmp_path / "r.json")
    assert (tmp_path / "r.json").exists()


def test_a_point_of_top1_fails_whether_lost_or_gained() -> None:
    fidelity = Fidelity(1.0, 1.0, 0.0)
    for difference, fails in ((-0.02, True), (0.02, True), (-0.01, False)):
        cost = Int8Cost(800, 800, 0.8 + difference, 0.8, difference, -0.03, 0.0)
        one = runtimes.Beside(cost, 1.0, 1.0, 1.0, fidelity)
        assert bool(one.broken("int8")) is fails


def _span(label: str, onset: float, end: float) -> Span:
    return Span(label, onset, onset + 0.3, end, 0.9)


def test_events_are_the_same_where_they_are_open_together() -> None:
    one = [_span("dog", 1.0, 4.0), _span("dog", 9.0, 11.0), _span("doorbell", 5.0, 7.0)]
    other = [_span("dog", 3.5, 6.0), _span("cat", 5.0, 7.0)]
    pairs, first, second = paired(one, other)
    assert pairs == [(one[0], other[0])]
    assert (first, second) == ([one[1], one[2]], [other[1]])
    assert paired(one, one) == ([(span, span) for span in one], [], [])


def test_an_event_that_was_renamed_is_one_until_its_end() -> None:
    told = [
        Event(7, 1.3, 1.0, "alarm", "hazard_alarm", Priority.CRITICAL, 0.6),
        Event(7, 3.3, 1.0, "smoke_alarm", "hazard_alarm", Priority.CRITICAL, 0.9),
        EventEnd(7, 9.0, 1.0, "smoke_alarm", "hazard_alarm"),
    ]
    assert spans(told) == (Span("smoke_alarm", 1.0, 1.3, 9.0, 0.9),)

"""The model card says what the results say, and which labels rest on synthesis."""

from __future__ import annotations

import numpy as np

from models.card import RUNNING, card
from models.evaluation.reliability import binned
from models.ground.corpus import Clip
from models.ground.result import Result


def _result(question: str) -> Result:
    scores = np.linspace(0.0, 1.0, 100)
    kept = {
        "rows": [["top-1", "85.0% (n=400)"]],
        "reliability": binned(scores, scores > 0.5).as_json(),
    }
    rows = [("top-1", "85.0% (n=400)")]
    return Result(question, "python", rows, "2026-01-01", "a", kept=kept)


def test_the_card_holds_figures_reliability_and_what_rests_on_synthesis() -> None:
    manifest = {
        "name": "edge-aac-s",
        "version": "1.2.3",
        "labels": ["dog", "co_alarm"],
        "encoder": {"file": "encoder.onnx"},
        "decoder": {"file": "decoder.onnx"},
        "tonal": {
            "file": "tonal.onnx",
            "thresholds": {"T3": 0.71},
            "weights": {"T3": {"bias": 0.0, "pattern": 0.9, "rival": -0.1}},
        },
        "second": {
            "file": "second.onnx",
            "weights": {"own": 0.4, "second": 0.6, "offset": -0.25},
            "pretrained": {"name": "T", "paper": "P", "licence": "MIT", "trained_on": "AudioSet"},
            "folded": {"scream": 0.9, "dog": 0.4},
            "metrics": {"onnx": {"posterior_difference": 0.0001}},
        },
        "files": {name: {"bytes": 400_000} for name in RUNNING},
        "metrics": {
            "onnx": {"cosine_mean": 0.999, "cosine_min": 0.9, "posterior_difference": 0.001},
            "litert": {"cosine_mean": 0.998, "cosine_min": 0.9, "posterior_difference": 0.002},
        },
    }
    clips = [
        Clip(f"{i}.ogg", "dog", "dog", "esc50", f"freesound:{i}", 5.0, "CC0", "train", "train")
        for i in range(5)
    ]
    text = card(manifest, clips, _result("Held out"), _result("The release"), _result("Tones"))
    assert "# edge-aac-s 1.2.3" in text
    assert "Size: 2.00 MB" in text
    assert "weights under the MIT licence, trained on AudioSet" in text
    assert "say in the event head: dog, scream." in text
    assert "0.4 times the encoder's, 0.6 times the second network's, -0.25" in text
    assert text.count("| top-1 | 85.0% (n=400) |") == 3
    assert "| T3 | 0.71 | 0.90 | -0.10 | 0.00 |" in text
    assert "Expected calibration error" in text and "| 0.9 to 1.0 | 10 |" in text
    assert "training recordings: co_alarm." in text
    assert "| esc50 | CC0 | 5 |" in text

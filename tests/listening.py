"""What the released tonal network makes of a sound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.runtime import open_network
from edge_aac.events.tonal.patterns import PATTERNS, Patterns, TonalPattern
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.pulses import Spans

HOP_SECONDS = 0.16
RELEASE = Path(__file__).parents[1] / "models" / "edge-aac-s"


@lru_cache(maxsize=1)
def released() -> tuple[TonalDetector, Mapping[str, float]]:
    """The detector of the released bundle, and the thresholds of its patterns."""
    bundle = Bundle.load(RELEASE)
    network = open_network(bundle.tonal, "onnx")
    return TonalDetector(network, bin_hertz()), bundle.manifest.tonal.thresholds


def hear(samples: FloatArray, own: Spans | None = None) -> list[tuple[float, Patterns]]:
    """What is heard of each hop, and when it ended; the own voice speaks in given spans."""
    listener, _ = released()
    spectrum = NarrowBand().whole(samples)
    state, told = listener.start(), []
    for at in range(0, len(spectrum) - 7, 8):
        end = (at + 8) / 50
        covered = any(a < end and end - HOP_SECONDS < b for a, b in own or [])
        state, patterns = listener.step(state, spectrum[at : at + 8], covered)
        told.append((end, patterns))
    return told


def times(samples: FloatArray, pattern: TonalPattern, own: Spans | None = None) -> list[float]:
    """When a pattern is at its threshold [s]."""
    i, threshold = PATTERNS.index(pattern), released()[1][pattern.value]
    return [t for t, one in hear(samples, own) if one.scores[i] >= threshold]


def pitch(samples: FloatArray, pattern: TonalPattern) -> float:
    """Where a pattern is surest [Hz]."""
    i = PATTERNS.index(pattern)
    best = max(hear(samples), key=lambda pair: float(pair[1].scores[i]))
    return float(best[1].hertz[i])

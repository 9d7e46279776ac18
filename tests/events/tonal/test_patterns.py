"""The patterns that a bundle knows are those of the detector."""

from __future__ import annotations

from edge_aac.encoder.manifest import TONAL_PATTERNS, TONAL_TENSORS
from edge_aac.events.timing import load_timing
from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.events.tonal.tonal_detector import INPUTS, OUTPUTS
from edge_aac.taxonomy import load_taxonomy


def test_a_manifest_names_the_detectors_patterns_and_tensors() -> None:
    assert tuple(one.value for one in PATTERNS) == TONAL_PATTERNS
    assert (INPUTS, OUTPUTS) == TONAL_TENSORS


def test_each_pattern_means_a_label_and_has_a_length() -> None:
    table = load_timing().patterns
    assert list(table) == [one.value for one in PATTERNS]
    for one in table.values():
        assert one.label in load_taxonomy().names
        assert 0.0 < one.length < 10.0

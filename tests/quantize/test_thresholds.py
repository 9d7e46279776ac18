"""A bundle with other thresholds is whole, sealed, and otherwise the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.manifest import MANIFEST
from edge_aac.errors import EdgeAacError
from quantize.thresholds import with_thresholds


def test_other_thresholds_are_in_force_and_nothing_else_changes(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(tiny_bundle, folder)
    before = Bundle.load(folder)
    with_thresholds(folder, {"doorbell": 0.77}, "9.9.9")
    after = Bundle.load(folder)
    assert after.thresholds == {**before.thresholds, "doorbell": 0.77}
    assert after.manifest.version == "9.9.9"
    assert after.encoder == before.encoder
    assert after.decoder == before.decoder


def test_an_unknown_label_and_a_damaged_bundle_are_refused(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(tiny_bundle, folder)
    with pytest.raises(ValueError, match="doorbel"):
        with_thresholds(folder, {"doorbel": 0.5}, "1.0.0")
    (folder / MANIFEST).write_bytes(b"{}")
    with pytest.raises(EdgeAacError):
        with_thresholds(folder, {"doorbell": 0.5}, "1.0.0")

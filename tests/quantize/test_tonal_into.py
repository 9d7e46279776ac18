"""A bundle that takes another tonal network over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from edge_aac.encoder.bundle import Bundle
from quantize import tonal
from tests.listening import RELEASE

GROUPS = "training_groups.txt"


def test_it_gets_a_version_and_lists_what_that_was_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(RELEASE, folder)
    before = json.loads((folder / "manifest.json").read_text())
    files = {name: (folder / name).read_bytes() for name in (tonal.TONAL, tonal.LITE_TONAL)}
    entry: dict[str, Any] = {**before["tonal"], "thresholds": before["tonal"]["thresholds"]}
    monkeypatch.setattr(tonal, "tonal_files", lambda *_, **__: files)
    monkeypatch.setattr(tonal, "tonal_entry", lambda *_: entry)
    known = (folder / GROUPS).read_text(encoding="utf-8").splitlines()
    tonal.put_into(folder, tmp_path, "9.9.9", {known[0], "one more", "another"})
    assert (folder / GROUPS).read_text(encoding="utf-8").splitlines() == sorted(
        {*known, "one more", "another"}
    )
    # Its hashes are right again.
    assert Bundle.load(folder).manifest.version == "9.9.9"

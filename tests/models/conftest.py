"""The real recordings, where they are."""

from __future__ import annotations

import os

import pytest

from models.data.corpus import Corpus, data_folder, load_corpus


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """All rows; skipped without the recordings, except in CI."""
    folder = data_folder()
    if not (folder / "clips.csv").exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the recordings are not in {folder}: set EDGE_AAC_DATA")
        pytest.skip(f"the recordings are not in {folder}: set EDGE_AAC_DATA")
    return load_corpus()

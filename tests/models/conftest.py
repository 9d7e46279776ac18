"""The real recordings, where they are."""

from __future__ import annotations

import pytest

from models.ground.corpus import Corpus, data_folder, load_corpus
from tests.needs import lacking


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """All rows; skipped without the recordings, except in CI."""
    folder = data_folder()
    if not (folder / "clips.csv").exists():
        lacking(f"the recordings are not in {folder}: set EDGE_AAC_DATA")
    return load_corpus()

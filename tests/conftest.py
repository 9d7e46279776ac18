"""What many tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.process import forbid_telemetry
from tests.bundle.tiny import write_tiny_bundle

# Before a test loads ONNX Runtime; those about telemetry give their child its own environment.
forbid_telemetry()


@pytest.fixture(scope="session", autouse=True)
def _no_socket() -> Iterator[None]:
    """Listeners of the tests leave alone one that listens on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDGE_AAC_CONTROL", "off")
        yield


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole bundle that runs in microseconds."""
    return write_tiny_bundle(tmp_path_factory.mktemp("bundles") / "tiny")

"""What many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.process import ENVIRONMENT
from tests.crew import Crew
from tests.leftovers import leftovers, running
from tests.thoroughness import load_profile

# Libraries read this when they are loaded: ONNX Runtime sends nothing, and numerical ones take one
# thread. With one for each core, waiting for one another costs several times the work, the more so
# beside other programs. A test about either gives its child an environment of its own.
os.environ.update(ENVIRONMENT)

load_profile()


@pytest.fixture(scope="session", autouse=True)
def _no_socket() -> Iterator[None]:
    """Listeners of the tests leave alone one that listens on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDGE_AAC_CONTROL", "off")
        yield


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole bundle that runs in microseconds."""
    from tests.bundle.tiny import write_tiny_bundle

    return write_tiny_bundle(tmp_path_factory.mktemp("bundles") / "tiny")


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    """A thread or a process that outlives its test fails that test, and not a later one."""
    before = running()
    yield
    assert leftovers(before) == []


@pytest.fixture
def crew() -> Iterator[Crew]:
    """Starts the threads and servers of one test, and joins them at its end."""
    crew = Crew()
    yield crew
    crew.close()

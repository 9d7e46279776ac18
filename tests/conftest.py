"""What many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from edge_aac.process import ENVIRONMENT
from tests.crew import Crew
from tests.leftovers import leftovers, running
from tests.shortage import TRIES, Shortage
from tests.thoroughness import load_profile

# Libraries read this when they are loaded: ONNX Runtime sends nothing, and numerical ones take one
# thread. With one for each core, waiting for one another costs several times the work, the more so
# beside other programs. A test about either gives its child an environment of its own.
os.environ.update(ENVIRONMENT)

load_profile()

REPEATED = pytest.StashKey[dict[str, int]]()
"""Tests that were tried again, and how often."""


def pytest_configure(config: pytest.Config) -> None:
    """Nothing was repeated yet."""
    config.stash[REPEATED] = {}


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Try a test that real time decides again where the machine had no time for it."""
    if not any(item.get_closest_marker(name) for name in ("sound", "timed")):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in reversed(range(TRIES)):
        shortage = Shortage()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if left == 0 or not any(one.failed for one in reports) or not shortage:
            break
        repeated = item.config.stash[REPEATED]
        repeated[item.nodeid] = repeated.get(item.nodeid, 0) + 1
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried again."""
    for name, count in terminalreporter.config.stash[REPEATED].items():
        terminalreporter.write_line(f"TRIED AGAIN {name}: {count}, no processor was free")


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
    with Crew() as crew:
        yield crew

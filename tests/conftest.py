"""What many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from xdist.remote import Producer

from edge_aac.process import ENVIRONMENT
from tests.crew import Crew
from tests.leftovers import leftovers, running
from tests.sharing import Sharing, in_real_time, put_first
from tests.shortage import TRIES, Shortage
from tests.thoroughness import load_profile

# Libraries read this when they are loaded: ONNX Runtime sends nothing, and numerical ones take one
# thread. With one for each core, waiting for one another costs several times the work, the more so
# beside other programs. A test about either gives its child an environment of its own.
os.environ.update(ENVIRONMENT)

load_profile()

REPEATED = "tried again"
"""The property of a report that says how often its test was tried again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that real time decides come first."""
    put_first(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Where several processes share the tests, those of one file stay together."""
    return Sharing(config, log)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Try a test that real time decides again where the machine had no time for it."""
    if not in_real_time(item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in reversed(range(TRIES)):
        shortage = Shortage()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if left == 0 or not any(one.failed for one in reports) or not shortage:
            break
    if left < TRIES - 1:  # told by a report, which comes from whatever process ran the test
        reports[0].user_properties.append((REPEATED, TRIES - 1 - left))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried again."""
    for report in chain(*terminalreporter.stats.values()):
        for name, count in getattr(report, "user_properties", ()):
            if name == REPEATED:
                line = f"TRIED AGAIN {report.nodeid}: {count}, no processor was free"
                terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def _no_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Listeners of the tests leave alone one that listens on this machine, and ask none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDGE_AAC_CONTROL", "off")
        # And know no sound that somebody taught here.
        patch.setenv("EDGE_AAC_SOUNDS", str(tmp_path_factory.mktemp("sounds")))
        folder = tmp_path_factory.mktemp("temporary")
        patch.setattr("edge_aac.control.socket_path.TEMPORARY", folder)
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

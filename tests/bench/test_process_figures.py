"""What the system says of a process."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edge_aac.bench import process_figures
from tests.crew import Crew

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="this system has no /proc"
)

OWN = """
import time
from edge_aac.bench import process_figures
first = process_figures.age()
time.sleep(0.3)
print(first, process_figures.age())
"""


def test_a_process_knows_how_old_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", OWN], capture_output=True, text=True, check=True)
    first, later = map(float, done.stdout.split())
    assert 0.0 < first < 60.0
    assert later - first >= 0.29


def test_memory_grows_with_what_is_held_and_its_peak_stays() -> None:
    before, peak = process_figures.memory(), process_figures.peak_memory()
    assert before is not None
    assert peak is not None
    held = b"\x01" * (64 << 20)
    there = process_figures.memory()
    assert there is not None
    assert there - before > 48 << 20
    del held
    after = process_figures.peak_memory()
    assert after is not None
    assert after >= there - (16 << 20)
    assert after >= peak


def test_threads_are_counted(crew: Crew) -> None:
    before = process_figures.threads()
    go_on = threading.Event()
    crew.at_end(go_on.set)
    crew.start(go_on.wait)
    assert process_figures.threads() == before + 1


def test_a_system_without_proc_tells_less(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process_figures, "_SELF", tmp_path)
    assert process_figures.age() is None
    assert process_figures.memory() is None
    assert process_figures.peak_memory() is None
    assert process_figures.threads() >= 1

"""Faults inside a real listener at a real sound server: announced in time, and it listens on.

These are the rows of `benchmarks.faults` that no other test holds; the whole table takes a quarter
of an hour.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from benchmarks.faults.__main__ import kept, row
from benchmarks.faults.cases import CASES
from benchmarks.faults.scene import Scene
from benchmarks.faults.struck import FAULTS
from tests.sound import need_sound_server
from tests.waiting import PATIENCE

QUICK = (
    "driver repeats a buffer",
    "encoder raises once",
    "speaker's thread raises once",
    "control's thread raises once",
)
PUT_IN = "import sys; from benchmarks.faults.struck import FAULTS; FAULTS[sys.argv[1]]()"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    need_sound_server()
    with closing(Scene()) as one:
        yield one


@pytest.mark.sound
@pytest.mark.parametrize("name", QUICK)
def test_a_fault_inside_keeps_its_bounds(scene: Scene, name: str) -> None:
    case = next(one for one in CASES if one.name == name)
    outcome = case.run(scene)
    assert kept(case, outcome), (row(case, [outcome]), outcome.printed)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.slow
def test_each_fault_finds_what_it_strikes(name: str) -> None:
    subprocess.run([sys.executable, "-c", PUT_IN, name], check=True, timeout=PATIENCE)

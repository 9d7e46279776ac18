"""Before anything is loaded: one thread, no telemetry, no core."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.process import ENVIRONMENT, NICE, NO_TELEMETRY, ONE_THREAD, come_first, settle
from edge_aac.speech.messages import Manner
from edge_aac.speech.speaker.voice_process import Process

ROOT = Path(__file__).resolve().parent.parent
SPEECH = ROOT / "edge_aac" / "audio" / "demo_speech.ogg"

LISTENED = """
import json, sys
from edge_aac.cli.main import main
code = main(["listen", "--input", sys.argv[1], "--no-realtime", "--no-speech"])
from threadpoolctl import threadpool_info
print(json.dumps([code, [pool["num_threads"] for pool in threadpool_info()]]))
"""
NUMPY = """
import json, sys, numpy
from threadpoolctl import threadpool_info
with open(sys.argv[1], "w") as file:
    json.dump([pool["num_threads"] for pool in threadpool_info()], file)
"""
CRASH = """
import os, resource, signal
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
from edge_aac.cli.main import main
main(["settings"])
os.kill(os.getpid(), signal.SIGSEGV)
"""
LIMITS = """
import subprocess, sys
from edge_aac.cli.main import main
main(["settings"])
print("--")
sys.stdout.flush()
subprocess.run(["cat", "/proc/self/limits", "/proc/self/coredump_filter"], check=True)
"""
BEFORE_NUMPY = """
import os, sys
import edge_aac.cli.main, edge_aac.process
print("numpy" in sys.modules)
"""


def _environment(**variables: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ENVIRONMENT}
    return {**kept, "PYTHONPATH": str(ROOT), "EDGE_AAC_CONTROL": "off", **variables}


def _run(code: str, *words: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=_environment(**variables), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("asked", [{}, {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}])
@pytest.mark.slow
def test_the_listener_computes_with_one_thread(asked: dict[str, str]) -> None:
    code, pools = json.loads(_run(LISTENED, str(SPEECH), **asked).splitlines()[-1])
    assert code == 0
    assert pools and set(pools) == {1}


def test_so_does_a_voice_that_a_program_of_many_threads_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "2")
    told = tmp_path / "told"
    voice = Process(Manner(""), lambda _: None, [sys.executable, "-c", NUMPY, str(told)])
    assert voice.end(60.0) == 0
    pools = json.loads(told.read_text())
    assert pools and set(pools) == {1}


def test_a_voice_is_told_to_send_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_TELEMETRY:
        monkeypatch.setenv(name, "0")
    told = tmp_path / "told"
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ[sys.argv[2]])"
    command = [sys.executable, "-c", code, str(told), *NO_TELEMETRY]
    voice = Process(Manner(""), lambda _: None, command)
    assert voice.end(60.0) == 0
    assert told.read_text() == "1"


def test_the_command_is_prepared_before_numpy_is_there() -> None:
    assert _run(BEFORE_NUMPY) == "False\n"


@pytest.mark.slow
def test_a_library_leaves_the_threads_of_its_program_alone() -> None:
    code = "import edge_aac.pipeline, os; print([n for n in os.environ if n.endswith('_THREADS')])"
    assert _run(code, OMP_NUM_THREADS="3") == "['OMP_NUM_THREADS']\n"


@pytest.mark.slow
def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH],
        env=_environment(), capture_output=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == -signal.SIGSEGV
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_no_limit_and_no_handler_of_cores_gets_the_memory_of_a_process_or_its_children() -> None:
    limits = _run(LIMITS).partition("--\n")[2].splitlines()
    (core,) = (line.split() for line in limits if line.startswith("Max core file size"))
    assert core[4:6] == ["0", "0"]
    assert int(limits[-1], 16) == 0


def test_what_was_made_is_not_looked_through_again() -> None:
    kept = [[number] for number in range(1_000)]
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(("before", "after"), [(0, NICE), (7, 7), (-11, -11)])
def test_it_comes_before_other_programs_where_nobody_chose_otherwise(
    monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    now = [before]
    monkeypatch.setattr(os, "getpriority", lambda *_: now[0])
    monkeypatch.setattr(os, "setpriority", lambda _, __, nice: now.__setitem__(0, nice))
    come_first()
    assert now == [after]


def test_where_that_is_not_allowed_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def forbidden(*given: int) -> None:
        asked.append(given)
        raise PermissionError("not permitted")

    monkeypatch.setattr(os, "getpriority", lambda *_: 0)
    monkeypatch.setattr(os, "setpriority", forbidden)
    come_first()
    assert asked == [(os.PRIO_PROCESS, 0, NICE)]

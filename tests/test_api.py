"""`edge_aac.listen`: every source, both forms, settings, stopping, and what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

import edge_aac
from edge_aac.api import WAITING, _Reports
from edge_aac.audio.given_blocks import GivenBlocks
from edge_aac.supervision.faults import NotRead
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray, Report, State, Status
from tests.pipeline.test_pipeline import t3

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
ROOM = {"runtime": "onnx"}


def alarm() -> FloatArray:
    """A smoke alarm between two pauses."""
    quiet = np.random.default_rng(1).normal(0.0, 1e-4, 2 * SAMPLE_RATE).astype(np.float32)
    return np.concatenate([quiet, t3(4), quiet]).astype(np.float32)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "alarm.wav"
    soundfile.write(path, alarm(), SAMPLE_RATE, subtype="FLOAT")
    return path


def labels(reports: list[Report]) -> list[str]:
    return [one.label for one in reports if isinstance(one, edge_aac.Event)]


@pytest.mark.slow
def test_a_path_its_text_its_samples_and_a_callback_give_the_same_reports(
    recording: Path,
) -> None:
    reports = list(edge_aac.listen(recording, **ROOM))
    assert "smoke_alarm" in labels(reports)
    assert isinstance(reports[0], Status) and reports[0].state is State.LISTENING
    assert isinstance(reports[-1], Status) and reports[-1].state is State.ENDED
    assert list(edge_aac.listen(str(recording), **ROOM)) == reports
    called: list[Report] = []
    assert edge_aac.listen(recording, called.append, **ROOM) is None
    assert called == reports
    blocks = (alarm()[first : first + 1000] for first in range(0, len(alarm()), 1000))
    assert list(edge_aac.listen(blocks, **ROOM))[1:] == reports[1:]


def test_leaving_the_loop_ends_the_listener(recording: Path) -> None:
    before = threading.active_count()
    for report in edge_aac.listen(recording, **ROOM):
        if isinstance(report, edge_aac.Event):
            break
    else:
        pytest.fail("nothing was detected")
    assert threading.active_count() == before


@pytest.mark.slow
def test_settings_count_by_their_names(recording: Path) -> None:
    german = list(edge_aac.listen(recording, language="de", **ROOM))
    texts = [one.text for one in german if isinstance(one, edge_aac.Caption)]
    assert any("Rauchmelder" in text for text in texts)
    with pytest.raises(edge_aac.EdgeAacError, match="There is no setting langauge"):
        edge_aac.listen(recording, langauge="de")
    with pytest.raises(edge_aac.EdgeAacError):
        edge_aac.listen(recording, language="xx")


def test_what_a_callback_raises_ends_it(recording: Path) -> None:
    def refuse(report: Report) -> None:
        raise ArithmeticError(type(report).__name__)

    with pytest.raises(ArithmeticError, match="Status"):
        edge_aac.listen(recording, refuse, **ROOM)


def test_a_missing_file_is_one_sentence_and_ends_the_thread() -> None:
    with pytest.raises(edge_aac.EdgeAacError, match=r"not there\.wav does not exist"):
        list(edge_aac.listen("not there.wav", **ROOM))


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (np.zeros((4, 2), np.float32), "shape 4 by 2"),
        (np.zeros((), np.float32), "a single number"),
        (np.zeros(4, np.int32), "holds int32"),
        (np.array(["a"]), "holds <U1"),
    ],
)
def test_samples_that_are_none_are_refused(block: FloatArray, sentence: str) -> None:
    with pytest.raises(edge_aac.EdgeAacError, match=sentence):
        list(GivenBlocks([block]).blocks())


def test_samples_are_cut_counted_and_cleaned() -> None:
    odd = np.array([np.nan, np.inf, 2.0, -2.0], np.float64)
    given = [np.zeros(HOP_SAMPLES + 1, np.float32), odd, np.array([-32768, 16384], np.int16)]
    blocks = list(GivenBlocks(given).blocks())
    assert [len(one.samples) for one in blocks] == [HOP_SAMPLES, 1, 4, 2]
    assert [one.start for one in blocks] == [0, HOP_SAMPLES, HOP_SAMPLES + 1, HOP_SAMPLES + 5]
    assert blocks[2].samples.tolist() == [0.0, 0.0, 1.0, -1.0]
    assert blocks[3].samples.tolist() == [-1.0, 0.5]
    assert {one.samples.dtype for one in blocks} == {np.dtype(np.float32)}


def test_a_slow_reader_of_a_microphone_loses_reports_and_learns_of_it() -> None:
    reports = _Reports(lambda *_: None, live=True)
    line = Status(0.0, State.LISTENING)
    for _ in range(WAITING):
        reports._show(line)
    with pytest.raises(NotRead):
        reports._show(line)


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import sys, edge_aac; print([m for m in sys.modules if m.startswith('edge_aac.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'listne'"):
        _ = edge_aac.listne  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_runs(example: Path, recording: Path) -> None:
    words = {"callback": ["demo"], "first_sound": ["demo", "smoke_alarm"]}
    command = [sys.executable, str(example), *words.get(example.stem, [str(recording)])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    expected = {
        "callback": "Somebody is at the door",
        "first_sound": "label='smoke_alarm'",
        "hazards": "smoke_alarm",
        "own_samples": "smoke alarm",
    }
    assert expected[example.stem].lower() in done.stdout.lower()
    assert len(example.read_text(encoding="utf-8").splitlines()) <= 30

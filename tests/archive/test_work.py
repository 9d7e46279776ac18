"""Many recordings: found, worked on by several processes, written whole."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path, PurePath

import pytest

from edge_aac.archive.engine_choice import engine
from edge_aac.archive.found_recordings import Recording, recordings
from edge_aac.archive.work import Outcome, in_order
from edge_aac.archive.writing import OutputFolder
from edge_aac.errors import EdgeAacError

ROOT = Path(__file__).resolve().parents[2]


def one(name: str) -> Recording:
    return Recording(name, PurePath(Path(name).name))


def named(words: list[str]) -> list[str]:
    return [found.name for found in recordings(words)]


def test_folders_give_their_recordings_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.WAV", "a.mp3", "b/1.mkv", "b/notes.txt", "b/.hidden.wav", ".git/c.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = list(recordings([str(tmp_path)]))
    assert [str(rec.place) for rec in found] == ["a.mp3", "b/1.mkv", "b/2.WAV"]
    assert found[1].name == str(tmp_path / "b/1.mkv")


def test_patterns_files_and_standard_input_are_taken_as_they_come(tmp_path: Path) -> None:
    for name in ("1.wav", "2.wav", "[x].wav"):
        (tmp_path / name).touch()
    assert named([str(tmp_path / "?.wav"), "-", "none.wav"]) == [
        str(tmp_path / "1.wav"), str(tmp_path / "2.wav"), "-", "none.wav",
    ]  # fmt: skip
    # A file whose name looks like a pattern is that file.
    assert named([str(tmp_path / "[x].wav")]) == [str(tmp_path / "[x].wav")]
    assert named([str(tmp_path / "*.flac")]) == [str(tmp_path / "*.flac")]


def test_a_link_in_a_circle_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "again").symlink_to(tmp_path)
    assert named([str(tmp_path)]) == [str(tmp_path / "a.wav")]


def test_work_is_handed_out_as_it_is_done_and_comes_back_in_order() -> None:
    taken: list[str] = []

    def source() -> list[Recording]:
        return [one(str(number)) for number in range(20)]

    def work(recording: Recording) -> Outcome:
        taken.append(recording.name)
        return Outcome(recording, recording.name)

    outcomes = in_order(work, iter(source()))
    assert next(outcomes).text == "0" and taken == ["0"]
    assert [outcome.text for outcome in outcomes] == [str(number) for number in range(1, 20)]


SCRIPT = """
import os, sys
from pathlib import PurePath
from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.work import Outcome, in_order

def work(recording):
    if recording.name == "deadly":
        os._exit(9)
    return Outcome(recording, recording.name + " " + str(os.getpid() != int(sys.argv[1])))

if __name__ == "__main__":
    sys.argv.append(str(os.getpid()))
    os.environ["PARENT"] = str(os.getpid())
    names = ["a", "b", "deadly", "c", "d", "e", "f"]
    for outcome in in_order(work, [Recording(n, PurePath(n)) for n in names], jobs=2):
        print(outcome.recording.name, outcome.fault is None)
"""


@pytest.mark.slow
def test_a_recording_that_kills_its_process_takes_no_other_with_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.replace("int(sys.argv[1])", 'int(os.environ["PARENT"])'))
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=240,
    )
    assert done.stdout.split("\n")[:-1] == [
        "a True", "b True", "deadly False", "c True", "d True", "e True", "f True",
    ]  # fmt: skip


def test_what_is_written_is_whole_and_not_made_again(tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    source.write_text("sound")
    folder, rec = OutputFolder(tmp_path / "out", ".srt"), one(str(source))
    assert folder.claims(rec) and not folder.claims(rec)
    assert not folder.has(rec)
    folder.write(Outcome(rec, "text"), "text")
    assert folder.place(rec).read_text(encoding="utf-8") == "text"
    assert folder.has(rec)
    later = source.stat().st_mtime_ns + 10**12
    os.utime(source, ns=(later, later))
    assert not folder.has(rec)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.srt"]


def test_what_was_made_of_a_damaged_recording_is_made_again(tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    source.write_text("sound")
    folder, rec = OutputFolder(tmp_path / "out", ".srt"), one(str(source))
    folder.write(Outcome(rec, "half", fault="damaged"), "half")
    assert folder.place(rec).exists() and not folder.has(rec)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    folder = OutputFolder(tmp_path / "out", ".srt")
    with pytest.raises(EdgeAacError, match=r"cannot be written.*--out"):
        folder.write(Outcome(one("a.wav"), "x"), "x")


def test_a_cluster_needs_an_address() -> None:
    with pytest.raises(EdgeAacError, match="--scheduler"):
        engine("dask", None, 1)


CLUSTER = textwrap.dedent(
    """
    import os, signal, sys, time
    from pathlib import Path, PurePath
    import distributed
    from edge_aac.archive.engine_choice import engine
    from edge_aac.archive.found_recordings import Recording
    from edge_aac.archive.work import Outcome

    FOLDER = Path(sys.argv[1])

    def work(recording):
        # The first process that takes the fifth recording is killed with it.
        if recording.name == "5":
            try:
                (FOLDER / "killed").touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        return Outcome(recording, recording.name)

    if __name__ == "__main__":
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster:
            names = [str(number) for number in range(12)]
            found = engine("dask", cluster.scheduler_address, 1)(
                work, [Recording(n, PurePath(n)) for n in names]
            )
            print(" ".join(one.text for one in found))
    """
)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_loses_no_recording(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "script.py"
    script.write_text(CLUSTER)
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        timeout=300,
        check=False,
    )
    assert done.stdout.split() == [str(number) for number in range(12)], done.stderr[-2000:]
    assert (tmp_path / "killed").exists()

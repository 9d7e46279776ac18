"""How long nobody listened, told by the next one that does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Notice
from edge_aac.supervision.downtime import EVERY_SECONDS, LONGEST_SECONDS, Downtime
from tests.waiting import until


class Time:
    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "edge-aac-listens"


def lived(note: Path, clock: Time, seconds: float) -> Downtime:
    """A listener that lived so long and has not said farewell."""
    one = Downtime(note, clock)
    for _ in range(int(seconds / 0.16)):
        clock.now += 0.16
        one.alive()
    return one


def test_the_first_one_knows_of_no_absence(note: Path) -> None:
    assert Downtime(note, Time()).seconds is None


def test_one_that_ended_without_a_farewell_was_away_since_it_was_last_alive(note: Path) -> None:
    clock = Time()
    lived(note, clock, 60.0).close()
    clock.now += 180.0
    gap = Downtime(note, clock).seconds
    assert gap is not None
    assert 180.0 <= gap <= 180.0 + EVERY_SECONDS + 0.2


def test_after_a_farewell_nobody_was_away(note: Path) -> None:
    clock = Time()
    lived(note, clock, 60.0).farewell()
    clock.now += 180.0
    assert Downtime(note, clock).seconds is None


def test_one_that_failed_to_begin_does_not_shorten_the_absence(note: Path) -> None:
    clock = Time()
    lived(note, clock, 60.0).close()
    for _ in range(5):
        clock.now += 10.0
        Downtime(note, clock).close()
    gap = Downtime(note, clock).seconds
    assert gap is not None
    assert gap >= 50.0


def test_a_second_listener_keeps_out(note: Path) -> None:
    clock = Time()
    first = lived(note, clock, 10.0)
    second = Downtime(note, clock)
    assert second.seconds is None
    clock.now += 500.0
    second.alive()
    second.farewell()
    first.close()
    gap = Downtime(note, clock).seconds
    assert gap is not None
    assert gap >= 500.0


def test_a_clock_that_was_set_back_is_noted_anew(note: Path) -> None:
    clock = Time(10_000.0)
    one = lived(note, clock, 10.0)
    clock.now = 500.0
    one.alive()
    one.close()
    clock.now = 560.0
    assert Downtime(note, clock).seconds == pytest.approx(60.0, abs=0.1)


@pytest.mark.parametrize("text", ["", "x", "nan", "1e400", "-5", "999999999", "\0" * 40, "1 2"])
def test_a_note_that_makes_no_sense_is_none(note: Path, text: str) -> None:
    note.write_text(text)
    found = Downtime(note, Time(LONGEST_SECONDS * 3)).seconds
    assert found is None


def test_what_lies_in_its_place_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("900.0")
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(other)
    os.mkfifo(pipe)
    for error_location in (link, pipe, tmp_path, tmp_path / "no" / "folder"):
        one = Downtime(error_location, Time())
        one.alive()
        one.farewell()
        assert one.seconds is None
    assert other.read_text() == "900.0"
    nowhere = Downtime(None)
    nowhere.alive()
    nowhere.farewell()
    assert nowhere.seconds is None


CHILD = """
import sys, time
from pathlib import Path
from edge_aac.supervision.downtime import Downtime
one = Downtime(Path(sys.argv[1]))
one.alive()
print("alive", flush=True)
time.sleep(60)
"""


def test_the_lock_goes_with_a_killed_process_and_the_note_stays(note: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(note)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"alive\n"
        assert Downtime(note).seconds is None
        child.send_signal(signal.SIGKILL)
    until(lambda: child.returncode is not None, "the end of the child")
    gap = Downtime(note).seconds
    assert gap is not None
    assert 0.0 <= gap < 60.0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "I did not listen for three minutes."),
        ("de", "Ich habe drei Minuten lang nicht zugehört."),
    ],
)
def test_it_is_said_in_the_language_in_force(language: str, sentence: str) -> None:
    away = load_wording(language).length(180.0)
    said = load_catalogue(language).listener(Notice.WAS_AWAY.value, {"away": away})
    assert said == sentence

"""The journal on the disk: bounded, whole after a sudden end, never in the listener's way."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.journal.entries import Announced, Entry, Happened, Listened
from edge_aac.journal.journal_writer import WAITING, JournalWriter
from edge_aac.journal.keeping import Keeping
from edge_aac.journal.store import DAY, Journal, read
from edge_aac.sound_span import SoundSpan
from edge_aac.types import Caption, Event, EventEnd, Priority
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
NOW = 1_800_000_000.0


def dog(key: str, start: float, end: float | None = None) -> Happened:
    stop = start + 1.0 if end is None else end
    return Happened("dog", "dog", Priority.ATTENTION, start, stop, key)


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    said = Announced(NOW - 5.0, "A dog is barking.", Priority.ATTENTION)
    entries: list[Entry] = [dog("a", NOW - 6.0), said, Listened(NOW - 100.0, NOW, "s")]
    journal.write(entries, NOW)
    journal.close()
    assert read(tmp_path / "j", NOW - 50.0, NOW) == [entries[2], entries[0], said]
    assert read(tmp_path / "j", NOW + 1.0, NOW + 2.0) == []
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


def test_what_is_written_again_takes_the_place_of_what_was(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.write([dog("a", NOW, NOW + 1)], NOW)
    journal.write([dog("a", NOW, NOW + 9)], NOW)
    journal.close()
    assert read(tmp_path / "j", 0.0, 2 * NOW) == [dog("a", NOW, NOW + 9)]


def test_what_is_too_old_is_deleted(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", days=2.0)
    journal.write([dog("old", NOW - 3 * DAY), dog("new", NOW - DAY)], NOW)
    journal.write([Announced(NOW, "Hello.", Priority.AMBIENT)], NOW)
    journal.close()
    found = read(tmp_path / "j", 0.0, 2 * NOW)
    assert [one.key for one in found if isinstance(one, Happened)] == ["new"]


def test_a_full_journal_forgets_its_oldest(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", megabytes=1)
    text = "x" * 2_000
    for number in range(1_500):
        journal.write([Announced(NOW + number, text, Priority.AMBIENT)], NOW + number)
    journal.close()
    found = read(tmp_path / "j", 0.0, 2 * NOW)
    assert isinstance(found[-1], Announced) and found[-1].at == NOW + 1_499
    assert isinstance(found[0], Announced) and found[0].at > NOW
    assert (tmp_path / "j").stat().st_size <= 1_048_576


@pytest.mark.parametrize("content", [b"no database at all, but a text", b""])
def test_another_file_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    if content:
        with pytest.raises(EdgeAacError, match=r"cannot be used.*--journal"):
            Journal(path)
        assert path.read_bytes() == content
    with pytest.raises(EdgeAacError, match="cannot be used"):
        read(path, 0.0, NOW)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other"
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE theirs (a)")
    file.close()
    with pytest.raises(EdgeAacError, match="another program's file"):
        Journal(path)


@pytest.mark.parametrize("name", ["folder", "missing/j"])
def test_what_cannot_be_a_journal_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(EdgeAacError, match="--journal"):
        Journal(tmp_path / name)


def test_no_journal_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match="There is no journal at"):
        read(tmp_path / "none", 0.0, NOW)


KILLED = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from edge_aac.journal.entries import Happened
    from edge_aac.journal.journal_writer import JournalWriter
    from edge_aac.journal.store import Journal
    from edge_aac.types import Priority

    writer = JournalWriter(Journal(Path(sys.argv[1])), print)
    number = 0
    while True:
        now = time.time()
        writer.add(Happened("dog", "dog", Priority.ATTENTION, now, now, str(number)))
        number += 1
        time.sleep(0.005)
    """
)


@pytest.mark.slow
def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "j"

    def kept() -> int:
        try:
            return len(read(path, 0.0, 10 * NOW))
        except EdgeAacError:
            return 0

    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        until(lambda: kept() > 20, "entries on the disk")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    before = kept()
    assert before > 20
    journal = Journal(path)
    journal.write([dog("after", 2 * NOW)], 0.0)
    journal.close()
    assert kept() == before + 1


class Broken(Journal):
    """A journal on a disk that is full for a while."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.full = True
        self.tries = 0

    def write(self, entries: Iterable[Entry], now: float) -> None:
        self.tries += 1
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        super().write(entries, now)


@pytest.mark.slow
def test_a_full_disk_is_said_once_and_hinders_nothing(tmp_path: Path) -> None:
    journal, told = Broken(tmp_path / "j"), []  # type: ignore[var-annotated]
    writer = JournalWriter(journal, told.append, now=lambda: NOW)
    writer.add(dog("a", NOW))
    until(lambda: told, "the fault")
    writer.add(dog("b", NOW))
    until(lambda: journal.tries >= 2, "another try")
    journal.full = False
    writer.add(dog("c", NOW))
    until(lambda: len(told) == 2, "that it works again")
    writer.close()
    assert "go on listening" in told[0] and "lacks: 2" in told[1]
    found = read(tmp_path / "j", 0.0, 2 * NOW)
    assert [one.key for one in found if isinstance(one, Happened)] == ["c"]


def test_more_than_waits_is_lost_and_counted(tmp_path: Path) -> None:
    writer = JournalWriter(Journal(tmp_path / "j"), print, now=lambda: NOW)
    for number in range(3 * WAITING):
        writer.add(dog(str(number), NOW))
    writer.close()
    assert len(read(tmp_path / "j", 0.0, 2 * NOW)) + writer.lost == 3 * WAITING


def test_what_a_listener_reports_is_kept_on_the_wall_clock() -> None:
    entries: list[Entry] = []
    keeping = Keeping(entries.append, "s", lambda: NOW, live=False)
    keeping.heard(12.0)
    keeping.report(Event(1, 12.0, 11.5, "alarm", "hazard_alarm", Priority.CRITICAL, 0.9))
    keeping.report(Event(1, 15.0, 11.5, "smoke_alarm", "hazard_alarm", Priority.CRITICAL, 0.9))
    keeping.report(Caption(15.0, 11.0, 15.0, "A smoke alarm.", Priority.CRITICAL, True))
    keeping.report(Caption(15.0, 11.0, 15.0, "Rain.", Priority.AMBIENT, False))
    keeping.report(EventEnd(1, 30.0, 11.5, "smoke_alarm", "hazard_alarm"))
    keeping.sound(SoundSpan("rain", "rain", Priority.AMBIENT, 2.0, 20.0, 0.5), "rain/2.0")
    keeping.close()
    critical = Priority.CRITICAL
    assert entries == [
        Listened(NOW, NOW + 12.0, "s"),
        Happened("alarm", "hazard_alarm", critical, NOW + 11.5, NOW + 12.0, "s/1"),
        Happened("smoke_alarm", "hazard_alarm", critical, NOW + 11.5, NOW + 15.0, "s/1"),
        Announced(NOW + 15.0, "A smoke alarm.", critical),
        Happened("smoke_alarm", "hazard_alarm", critical, NOW + 11.5, NOW + 30.0, "s/1"),
        Happened("rain", "rain", Priority.AMBIENT, NOW + 2.0, NOW + 20.0, "s/background/rain/2.0"),
        Listened(NOW, NOW + 12.0, "s"),
    ]


def test_a_live_listener_dates_by_now_and_not_by_its_clock() -> None:
    entries: list[Entry] = []
    keeping = Keeping(entries.append, "s", lambda: NOW, live=True)
    keeping.heard(100.0)
    keeping.report(Event(1, 100.0, 98.0, "dog", "dog", Priority.ATTENTION, 0.9))
    assert isinstance(entries[-1], Happened) and entries[-1].start == NOW - 2.0

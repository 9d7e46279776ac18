"""The operating point's figures: what counts as false, what as found."""

from __future__ import annotations

from pathlib import Path

from benchmarks.operating_point import Announced, false_rows, found_rows, sorted_rows
from models.ground.corpus import Clip, Corpus


def clip(path: str, label: str, split: str = "score", group: str = "") -> Clip:
    return Clip(path, label, label, "test", group or path, 1800.0, "CC0", "evaluate", split)


def announced(path: str, label: str, group: str) -> Announced:
    return Announced(path, label, group, 0.9, 1.0)


def test_rows_are_sorted_by_what_is_announced_and_others_splits_are_left_alone() -> None:
    rows = (
        clip("rain", "rain"),
        clip("bed", "background"),
        clip("siren", "siren"),
        clip("room", "rir"),
        clip("tuned", "rain", "calibrate"),
    )
    quiet, loud = sorted_rows(Corpus(Path(), rows, {}), "score")
    assert [one.path for one in quiet] == ["rain", "bed"]
    assert [one.path for one in loud] == ["siren"]


def test_false_alarms_are_told_by_the_hour_by_weight_and_by_label() -> None:
    false = [
        announced("rain", "siren", "emergency_vehicle"),
        announced("rain", "siren", "emergency_vehicle"),
        announced("bed", "alarm", "hazard_alarm"),
        announced("bed", "dog", "dog"),
    ]
    rows = dict(false_rows(false, [clip("rain", "rain"), clip("bed", "background")]))
    told = rows["false alarms in distinct real hours"]
    assert told == (
        "4 in 1.00 h of 2 recordings, 4.00 an hour; 3 of critical labels, 1 hazard alarms"
    )
    assert rows["which"].startswith("siren 2, ")
    assert dict(false_rows([], [clip("rain", "rain")]))["which"] == "none"


def test_a_recording_is_found_by_any_label_of_its_group_and_what_else_was_said_is_told() -> None:
    loud = [clip("a", "smoke_alarm"), clip("b", "fire_alarm"), clip("c", "dog")]
    found = [
        announced("a", "alarm", "hazard_alarm"),
        announced("a", "smoke_alarm", "hazard_alarm"),
        announced("b", "siren", "emergency_vehicle"),
    ]
    rows = dict(found_rows(found, loud))
    assert rows["hazard alarm announced"] == "1 of 2 (2 recordings); also emergency vehicle 1"
    assert rows["dog announced"] == "0 of 1 (1 recordings)"

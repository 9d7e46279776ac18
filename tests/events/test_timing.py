"""The timing table is complete enough for the patterns it is made for."""

from __future__ import annotations

from edge_aac.events.timing import load_timing, rows
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority

TABLE = load_timing()
TAXONOMY = load_taxonomy()


def test_a_duration_is_at_least_one_row_and_never_shortened() -> None:
    assert [rows(s) for s in (0.0, 0.08, 0.09, 0.16, 0.24, 0.4)] == [1, 1, 2, 2, 3, 5]


def test_every_group_in_the_table_can_become_an_event() -> None:
    groups = {one.group for one in TAXONOMY.labels if one.priority is not Priority.AMBIENT}
    assert set(TABLE.groups) <= groups


def test_a_general_label_belongs_to_its_group() -> None:
    generals = {group: t.general for group, t in TABLE.groups.items() if t.general}
    assert generals == {"hazard_alarm": "alarm", "breaking": "breaking"}
    assert all(TAXONOMY[label].group == group for group, label in generals.items())


def test_a_hazard_alarm_outlasts_the_pause_of_t4() -> None:
    assert TABLE["hazard_alarm"].release * 0.08 >= 6.0


def test_a_group_without_a_row_takes_the_default() -> None:
    assert TABLE["something else"] == TABLE.default


def test_own_durations_replace_the_tables() -> None:
    timing = TABLE["doorbell"].with_seconds(confirm=2.0, release=40.0)
    assert timing.confirm == timing.general_confirm == timing.within == rows(2.0)
    assert timing.release == timing.fade == rows(40.0)
    assert TABLE["doorbell"].with_seconds(None, None) == TABLE["doorbell"]

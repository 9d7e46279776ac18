"""The shipped labels: their number, order and priorities are a contract."""

from __future__ import annotations

import re

import pytest

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority

TAXONOMY = load_taxonomy()

ESC50 = re.findall(
    r"\w+",
    """
airplane breathing brushing_teeth can_opening car_horn cat chainsaw chirping_birds church_bells
clapping clock_alarm clock_tick coughing cow crackling_fire crickets crow crying_baby dog
door_wood_creaks door_wood_knock drinking_sipping engine fireworks footsteps frog glass_breaking
hand_saw helicopter hen insects keyboard_typing laughing mouse_click pig pouring_water rain rooster
sea_waves sheep siren sneezing snoring thunderstorm toilet_flush train vacuum_cleaner
washing_machine water_drops wind
""",
)


def test_there_are_88_labels_with_different_names() -> None:
    assert len(TAXONOMY.labels) == 88
    assert len(set(TAXONOMY.names)) == 88


def test_what_chirps_alone_tell_is_no_column() -> None:
    assert [one.name for one in TAXONOMY.by_chirps] == ["low_battery"]
    assert TAXONOMY["low_battery"].priority is Priority.ATTENTION
    assert len(set(TAXONOMY.every_name)) == len(TAXONOMY.every) == 89
    with pytest.raises(KeyError):
        TAXONOMY.index("low_battery")


def test_every_esc50_name_is_a_label() -> None:
    assert len(ESC50) == 50
    assert set(ESC50) <= set(TAXONOMY.names)


def test_the_index_is_the_order_of_the_labels() -> None:
    assert [TAXONOMY.index(name) for name in TAXONOMY.names] == list(range(88))
    assert TAXONOMY["dog"] is TAXONOMY.labels[TAXONOMY.index("dog")]


def test_an_unknown_label_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TAXONOMY.index("unicorn")


def test_hazard_alarms_are_one_group_and_critical() -> None:
    hazards = {label.name for label in TAXONOMY.labels if label.group == "hazard_alarm"}
    assert hazards == {"alarm", "smoke_alarm", "co_alarm", "fire_alarm"}
    assert all(TAXONOMY[name].priority is Priority.CRITICAL for name in hazards)


def test_emergency_vehicles_are_a_group_of_their_own() -> None:
    assert TAXONOMY["siren"].group == "emergency_vehicle"
    assert TAXONOMY["siren"].priority is Priority.CRITICAL


def test_priorities_rank_from_ambient_to_critical() -> None:
    assert Priority.AMBIENT.rank < Priority.ATTENTION.rank < Priority.CRITICAL.rank

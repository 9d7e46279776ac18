"""What is over in a moment has to be known in the rows that follow."""

from __future__ import annotations

import pytest
import torch

from edge_aac.taxonomy import load_taxonomy
from models.data.impulsive import SOON_ROWS, impulsive_columns, impulsive_labels, sooner
from models.data.pool import IMPULSIVE, split_of


def test_knocks_and_barks_are_sudden_and_alarms_are_not() -> None:
    assert {"door_wood_knock", "dog", "gunshot", "glass_breaking", "car_horn"} <= set(
        impulsive_labels()
    )
    assert not {"smoke_alarm", "siren", "doorbell", "rain"} & set(impulsive_labels())
    assert impulsive_columns().sum() == len(impulsive_labels())


def test_a_knock_of_one_row_is_asked_for_in_the_rows_after_it() -> None:
    active = torch.zeros(1, 12, 2)
    active[0, 4, :] = 1.0
    asked, weights = sooner(active, torch.tensor([1.0, 0.0]), 4.0)
    assert asked[0, :, 0].tolist() == [0.0] * 4 + [1.0] * (1 + SOON_ROWS) + [0.0] * 4
    assert weights[0, 5 : 5 + SOON_ROWS, 0].tolist() == [4.0] * SOON_ROWS
    assert 0.0 < weights[0, 4, 0] < 1.0
    assert weights[0, 5 + SOON_ROWS, 0] == 1.0
    # Another label stays as it was.
    assert torch.equal(asked[..., 1], active[..., 1])
    assert (weights[..., 1] == 1.0).all()


def test_what_sounds_already_at_the_beginning_has_no_onset() -> None:
    active = torch.zeros(1, 8, 1)
    active[0, :3] = 1.0
    asked, weights = sooner(active, torch.ones(1), 4.0)
    assert torch.equal(asked, active)
    assert (weights == 1.0).all()


def test_the_last_rows_ask_for_no_more_than_there_is() -> None:
    active = torch.zeros(1, 6, 1)
    active[0, 5] = 1.0
    asked, _ = sooner(active, torch.ones(1), 4.0)
    assert torch.equal(asked, active)


@pytest.mark.parametrize("label", impulsive_labels())
def test_sudden_labels_are_announced(label: str) -> None:
    assert load_taxonomy()[label].priority.rank > 0


def test_each_split_has_its_own_pool() -> None:
    assert {split_of(pool) for pool in IMPULSIVE} == {"train", "dev", "fold4"}

"""How many sounds of each kind a round of lessons holds."""

from __future__ import annotations

import pytest

from models.tonal.lessons import Amounts


def test_amounts_are_changed_by_name() -> None:
    amounts = Amounts.of(["co=72", "smoke=4", "loops=120"])
    assert (amounts.co, amounts.smoke, amounts.loops) == (72, 4, 120)
    assert amounts.jingles == Amounts().jingles
    assert amounts.devices == {"smoke_piezo": 4, "smoke_low": 4, "co_piezo": 72, "co_low": 72}


@pytest.mark.parametrize("wrong", ["cars=3", "co", "co=many", "co=1=2"])
def test_what_is_no_amount_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(SystemExit, match="NAME=COUNT"):
        Amounts.of([wrong])

"""The budget of a board is the measurement, scaled by what is assumed."""

from __future__ import annotations

import io
import json

import pytest

from deploy.raspberrypi.budget import BOARDS, Machine, budget, main

COSTS = {"whole": 60.0, "microphone": 20.0, "encoder": 10.0, "rest": 30.0}


def test_the_same_machine_has_the_same_budget() -> None:
    here = Machine("here", 2.0, 2.0)
    found = budget(COSTS, here, here)
    assert (found.whole, found.listener) == (60.0, 40.0)


def test_networks_suffer_from_short_vectors_as_well() -> None:
    here, there = Machine("here", 2.0, 2.0, 256), Machine("there", 1.0, 1.0, 128)
    assert budget(COSTS, here, there).whole == 4 * 50.0 + 4 * 2 * 10.0


def test_slower_boards_cost_more() -> None:
    here = Machine("here", 3.0, 4.0, 256)
    costs = [budget(COSTS, here, one).whole for one in BOARDS]
    assert costs == sorted(costs)


def test_the_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--gigahertz", "3", "--per-clock", "4"]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"cpu_ms_per_second": COSTS})))
    assert main(words) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(BOARDS)
    monkeypatch.setattr("sys.stdin", io.StringIO("[]"))
    assert main(words) == 1
    assert "edge-aac bench --json" in capsys.readouterr().err

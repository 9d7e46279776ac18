"""Two processes share a batch: they learn what one learns from the whole of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import distributed

from models.research.training import Budget, train
from tests.models.research import one_of_two
from tests.models.research.made import lessons

ROOT = Path(__file__).resolve().parents[3]
LOOPBACK = ("GLOO_SOCKET_IFNAME", "lo")
"""The processes meet on this machine, whatever network it has."""
PROGRAM = """
import sys
from pathlib import Path
from tests.models.research.one_of_two import join
join(int(sys.argv[1]), 2, Path(sys.argv[2]))
"""
LONGEST = 300
"""No limit of time is tested; a process that waits for ever must not [s]."""


@pytest.mark.slow
def test_two_processes_give_the_loss_of_one_with_twice_the_batch(tmp_path: Path) -> None:
    around = {**os.environ, **dict([LOOPBACK])}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(rank), str(tmp_path)], cwd=ROOT, env=around
        )
        for rank in range(2)
    ]
    try:
        system, losses = one_of_two.trained()
        assert [one.wait(LONGEST) for one in processes] == [0, 0]
    finally:
        for one in processes:
            one.kill()
            one.wait()
    assert len(set(losses)) == one_of_two.STEPS
    for rank in range(2):
        theirs = torch.load(tmp_path / f"{rank}.pt")
        assert theirs["losses"] == pytest.approx(losses, abs=1e-4)
        for name, weight in system.state_dict().items():
            torch.testing.assert_close(theirs["weights"][name], weight, atol=1e-4, rtol=1e-4)


def test_several_processes_are_given_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*LOOPBACK)
    meeting = f"file://{tmp_path / 'meeting'}"
    distributed.init_process_group("gloo", init_method=meeting, rank=0, world_size=1)
    try:
        system = torch.nn.Linear(1, 1)
        drawn = lessons(2)
        with pytest.raises(ValueError, match="budget of steps"):
            train(system, lambda: drawn.draw(2), one_of_two.RECIPE, Budget(seconds=1.0))  # type: ignore[arg-type]
    finally:
        distributed.destroy_process_group()

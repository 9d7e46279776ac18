"""What listening would cost on a Raspberry Pi, computed from a measurement on another machine.

    edge-aac bench --json | python deploy/raspberrypi/budget.py --gigahertz 3.0 --per-clock 4

In: what `edge-aac bench --json` prints. Out: one line a board. An estimate and no measurement:
cost there = cost here x pace here / pace there, where a pace is clock x work per clock; and for the
networks as well x (width of vectors here / there), since their kernels fill them. Work per clock is
in units of a Cortex-A53's. Never does: measuring.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NETWORKS = ("encoder", "tonal", "decoder")
"""Stages whose time is that of vector instructions."""
OTHER_THREAD = ("microphone",)
"""Stages that another core works on."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What is assumed of a processor."""

    name: str
    gigahertz: float
    per_clock: float
    """Work per clock of one core, of code without long vectors; a Cortex-A53's is 1."""
    vector_bits: int = 128

    @property
    def pace(self) -> float:
        """Work of one core."""
        return self.gigahertz * self.per_clock


BOARDS = (
    Machine("Raspberry Pi 5", 2.4, 3.0),
    Machine("Raspberry Pi 4", 1.8, 2.0),
    Machine("Raspberry Pi Zero 2 W", 1.0, 1.0),
)
"""Clocks as they are sold; Cortex-A76, A72 and A53."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What listening would cost."""

    board: Machine
    whole: float
    """Processor time of everything [ms per second of sound]."""
    listener: float
    """Of it, what has to be done by one thread [ms per second of sound]."""

    @property
    def line(self) -> str:
        """As a sentence."""
        share, one = self.whole / 10.0, self.listener / 10.0
        verdict = "not enough" if one > 90 else "tight" if one > 50 else "enough"
        return (
            f"{self.board.name}: {self.whole:.0f} ms per second of sound, {share:.0f} % of one "
            f"core, {one:.0f} % in the listener's own thread; {verdict}."
        )


def budget(costs: Mapping[str, float], here: Machine, board: Machine) -> Budget:
    """Compute the budget of a board.

    Parameters
    ----------
    costs : mapping
        `cpu_ms_per_second` of a bench: `whole` and its parts.
    here, board : Machine
        Where it was measured, and what it is computed for.
    """
    slower = here.pace / board.pace
    wider = here.vector_bits / board.vector_bits
    there = {
        stage: cost * slower * (wider if stage in NETWORKS else 1.0)
        for stage, cost in costs.items()
        if stage != "whole"
    }
    whole = sum(there.values())
    return Budget(board, whole, whole - sum(there[one] for one in OTHER_THREAD if one in there))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read a bench from standard input and print a line for each board."""
    parser = argparse.ArgumentParser(description="Compute the budget of boards from a bench.")
    parser.add_argument("--gigahertz", type=float, required=True, help="clock of this machine")
    parser.add_argument(
        "--per-clock", type=float, required=True, help="its work per clock; a Cortex-A53's is 1"
    )
    parser.add_argument("--vector-bits", type=int, default=256, help="of its vectors [256]")
    chosen = parser.parse_args(arguments)
    try:
        told: dict[str, Any] = json.load(sys.stdin)
        costs = {name: float(cost) for name, cost in told["cpu_ms_per_second"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        print("budget: give it what edge-aac bench --json prints.", file=sys.stderr)
        return 1
    here = Machine("here", chosen.gigahertz, chosen.per_clock, chosen.vector_bits)
    for board in BOARDS:
        print(budget(costs, here, board).line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

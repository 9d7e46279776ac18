"""Thresholds that find the most for the false alarms that are allowed.

In: for each unit its false alarms and its recall against a threshold, and a budget of false
alarms per hour. Out: a threshold for each. One price of a false alarm, the same for all
labels, decides: each threshold lies where what is won (the logarithm of recall) less price times
false alarms is highest, and the price is the one at which all of them together spend the
budget. So a label pays with false alarms only for what they bring.

Never does: hearing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from models.tuning.curve import FalseAlarms, Figures, Recall

FLOOR, CEILING = 0.15, 0.9999
"""Between these a threshold may lie."""
STEPS = 300
DEAREST, CHEAPEST = 1e5, 1e-5
"""What a false alarm per hour may cost at most and at least, in units of what is won."""
HALVINGS = 60
LEAST_RECALL = 0.05
"""What is won is the logarithm of recall above that: the first third of the dogs is worth more
than the last of the sirens, or the label that is hardest to tell would be given up for good."""
UNPROVEN_PER_HOUR = 0.05
UNPROVEN_LEAST = 0.9
"""A label of which too few recordings are known has no part in the budget, for nothing shows what
its false alarms would bring. It speaks where it is this sure, and once a day at most by mistake."""
CRITICAL_WEIGHT, CALL_WEIGHT = 2.0, 16.0
"""What the recall of a critical sound is worth, and of somebody at the door, which people ask for
first, where any other's is worth 1."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A unit whose threshold is looked for."""

    name: str
    false_alarms: FalseAlarms
    recall: Recall | None
    """None where too few recordings are known."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold, and what it is expected to give."""

    threshold: float
    recall: float | None
    """As counted, 0..1; None where it is not known."""
    per_hour: float
    """False alarms."""


def grid() -> Figures:
    """Thresholds that are tried, in log-odds."""
    return np.linspace(float(logit(FLOOR)), float(logit(CEILING)), STEPS)


def spend(candidates: list[Candidate], per_hour: float) -> Mapping[str, Chosen]:
    """Choose all thresholds for a budget.

    Parameters
    ----------
    candidates : list of Candidate
        Those whose recall is not known have no part in the budget, but next to none of their own:
        a machine that squeals must not be a car that does.
    per_hour : float
        False alarms of all the others together, expected in an hour. What even the highest
        thresholds cost is spent all the same.
    """
    at = grid()
    costs = {one.name: one.false_alarms.per_hour(at) for one in candidates}
    gains = {
        one.name: one.weight * np.log(LEAST_RECALL + one.recall.share(at))
        for one in candidates
        if one.recall is not None
    }
    found = {name: _unproven(cost, at) for name, cost in costs.items()}
    found |= _bought({name: costs[name] for name in gains}, gains, per_hour)
    return {
        one.name: Chosen(
            round(float(expit(at[found[one.name]])), 5),
            None if one.recall is None else one.recall.counted(float(at[found[one.name]])),
            float(costs[one.name][found[one.name]]),
        )
        for one in candidates
    }


def _unproven(cost: Figures, at: Figures) -> int:
    """Place of the threshold of a label of which too few recordings are known."""
    allowed = (cost <= UNPROVEN_PER_HOUR) & (at >= logit(UNPROVEN_LEAST))
    return int(np.argmax(allowed)) if allowed.any() else STEPS - 1


def _bought(
    costs: Mapping[str, Figures], gains: Mapping[str, Figures], per_hour: float
) -> dict[str, int]:
    """Places of the thresholds at the one price at which they spend the budget."""

    def places(price: float) -> dict[str, int]:
        # Of equal ones the highest: it costs least.
        return {
            name: STEPS - 1 - int(np.argmax((gains[name] - price * costs[name])[::-1]))
            for name in costs
        }

    low, high = np.log(CHEAPEST), np.log(DEAREST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        spent = sum(costs[name][place] for name, place in places(float(np.exp(middle))).items())
        low, high = (middle, high) if spent > per_hour else (low, middle)
    return places(float(np.exp(high)))

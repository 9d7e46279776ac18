"""Fitting the cadence detector's weights: signs are kept, groups are found."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from edge_aac.events.cadence.fit import Measures
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4, Pattern
from edge_aac.events.cadence.weights import load_weights
from models.fit_cadence import SIGNS, fit, whole_groups


def test_a_weight_never_takes_the_wrong_sign() -> None:
    rng = np.random.default_rng(1)
    signs = np.array(astuple(SIGNS))
    present = rng.standard_normal((500, len(signs))) + 0.8 * signs
    absent = rng.standard_normal((500, len(signs)))
    present[:, 1] -= 3.0  # what should speak for an alarm speaks against it here
    offset, weights = fit(present, absent)
    assert (weights * signs >= 0.0).all()
    assert weights[1] == 0.0
    assert np.mean(present @ weights + offset > 0) > 0.75
    assert np.mean(absent @ weights + offset < 0) > 0.75


def test_the_shipped_weights_keep_their_signs_too() -> None:
    signs = np.array(astuple(SIGNS))
    weights = load_weights()
    assert set(weights) == set(Pattern)
    for one in weights.values():
        assert (np.array(one.each) * signs >= 0.0).all()
        # What is nothing like a group, and as loud in its pauses, is none.
        nothing = Measures(0.0, -1.0, 1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 1.0, -3.0, 12.0)
        assert one.odds(nothing) < -2.0


def test_only_whole_groups_are_groups() -> None:
    t3 = [(0.0, 0.5), (1.0, 1.5), (2.0, 2.5), (4.0, 4.5), (5.0, 5.5)]
    assert whole_groups(t3, T3) == [(0.0, 2.5)]
    assert whole_groups(t3, T3_BEGINS) == [(0.0, 1.2), (4.0, 5.2)]
    t4 = [(k * 0.2, k * 0.2 + 0.1) for k in range(4)]
    assert whole_groups([*t4, (5.7, 5.8)], T4) == [(0.0, pytest.approx(0.7))]

"""Fitting the cadence detector's weights: signs are kept, groups are found."""

from __future__ import annotations

from dataclasses import astuple
from functools import cache

import numpy as np
import pytest

from edge_aac.events.cadence.fit import Measures
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4, Sounder, Standard
from edge_aac.events.cadence.weights import load_weights
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import FloatArray
from models.cadence_candidates import STANDARDS, TABLES, Finder, Found, Work, judged, whole_groups
from models.fit_cadence import SIGNS, fit, hardest
from models.synthesis import render


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
    assert set(weights) == {one.pattern for one in STANDARDS}
    assert all(set(of) == set(Sounder) for of in weights.values())
    for one in (one for of in weights.values() for one in of.values()):
        assert (np.array(one.each) * signs >= 0.0).all()
        # What is nothing like a group, and as loud in its pauses, is none.
        nothing = Measures(0.0, -1.0, 1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 1.0, -3.0, 12.0)
        assert one.odds(nothing) < -2.0


def test_the_second_fit_is_to_the_few_that_look_most_like_an_alarm() -> None:
    rng = np.random.default_rng(2)
    signs = np.array(astuple(SIGNS))
    present = rng.standard_normal((400, len(signs))) + 2.0 * signs
    bulk = rng.standard_normal((4_000, len(signs))) - 2.0 * signs
    alike = rng.standard_normal((120, len(signs))) + 2.0 * signs
    alike[:, 9] -= 4.0 * signs[9]  # what looks the same but for its company
    others = np.concatenate([bulk, alike])
    (_, once), (_, twice) = fit(present, others), hardest(present, others)
    assert abs(twice[9]) / abs(twice).sum() > 1.1 * abs(once[9]) / abs(once).sum()


def test_candidates_are_told_apart_by_what_they_sound_with() -> None:
    finder = Finder(T3)
    for kind, sounder in (("smoke_piezo", Sounder.DISC), ("smoke_low", Sounder.SQUARE)):
        made = render(kind, np.random.default_rng(3), 8.0)
        hiss = 1e-3 * np.random.default_rng(4).standard_normal(len(made.samples) + 32_000)
        hiss[32_000:] += 0.3 * made.samples
        found = finder.find(NarrowBand().whole(hiss.astype(np.float32)))
        best = max(found, key=lambda one: one.measures.likeness)
        assert best.sounder is sounder
        assert best.measures.likeness > 0.8


@cache
def _alarm(kind: str) -> tuple[FloatArray, tuple[tuple[float, float], ...]]:
    """The spectrum of an alarm in hiss, after two seconds, and when its pulses sound."""
    made = render(kind, np.random.default_rng(3), 12.0)
    hiss = 1e-3 * np.random.default_rng(4).standard_normal(len(made.samples) + 32_000)
    hiss[32_000:] += 0.3 * made.samples
    spans = tuple((start + 2.0, end + 2.0) for start, end in made.active)
    return NarrowBand().whole(hiss.astype(np.float32)), spans


@cache
def _found() -> list[Found]:
    """All T3 candidates of a 520 Hz alarm."""
    return Finder(T3).find(_alarm("smoke_low")[0])


@pytest.mark.parametrize(
    ("kind", "standard", "sounder"),
    [
        ("smoke_piezo", T3, Sounder.DISC),
        ("smoke_low", T3, Sounder.SQUARE),
        ("smoke_low", T3_BEGINS, Sounder.SQUARE),
        ("co_piezo", T4, Sounder.DISC),
        ("co_low", T4, Sounder.SQUARE),
    ],
)
def test_only_what_its_own_sounder_makes_is_an_alarms(
    kind: str, standard: Standard, sounder: Sounder
) -> None:
    spectrum, spans = _alarm(kind)
    found = list(judged(Finder(standard), spectrum, spans, Work(None, 0, kind=kind)))
    assert {key for key, _ in found} == {(standard.pattern, sounder, True)}


def test_the_partials_of_an_alarm_at_520_hertz_teach_nothing_about_discs() -> None:
    spectrum, spans = _alarm("smoke_low")
    found = _found()
    assert any(one.sounder is Sounder.DISC for one in found)
    kept = list(judged(Finder(T3), spectrum, spans, Work(None, 0, kind="smoke_low")))
    assert 0 < len(kept) < len(found)
    assert not list(judged(Finder(T4), spectrum, spans, Work(None, 0, kind="smoke_low")))


def test_what_no_alarm_makes_is_of_the_others_and_a_lone_partial_of_neither() -> None:
    spectrum, spans = _alarm("smoke_low")
    others = list(judged(Finder(T3), spectrum, spans, Work(None, 0, kind="timer")))
    assert others
    assert not any(alarm for (_, _, alarm), _ in others)
    assert len(others) == sum(not one.lone for one in _found())


def test_every_table_of_the_fit_has_a_name_of_its_own() -> None:
    assert len(TABLES) == len(STANDARDS) * len(Sounder) * 2
    assert "T3_BEGINS square other" in TABLES


def test_only_whole_groups_are_groups() -> None:
    t3 = [(0.0, 0.5), (1.0, 1.5), (2.0, 2.5), (4.0, 4.5), (5.0, 5.5)]
    assert whole_groups(t3, T3) == [(0.0, 2.5)]
    assert whole_groups(t3, T3_BEGINS) == [(0.0, 1.2), (4.0, 5.2)]
    t4 = [(k * 0.2, k * 0.2 + 0.1) for k in range(4)]
    assert whole_groups([*t4, (5.7, 5.8)], T4) == [(0.0, pytest.approx(0.7))]

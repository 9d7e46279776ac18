"""What the tonal network learns from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from edge_aac.events.tonal.pitch_salience import CHANNELS
from edge_aac.features.narrowband import NarrowBand
from models.ground.corpus import Corpus
from models.tonal.front import TABLE, features
from models.tonal.lessons import (
    ALARMS,
    HOPS,
    Material,
    Track,
    alarms,
    beeps,
    busiest,
    loops,
    recordings,
    sirens,
)
from models.tonal.network import INPUTS, TonalNet
from models.tonal.targets import Pattern
from tests.pulses import sound, t3


@pytest.fixture(scope="module")
def made_of(corpus: Corpus) -> Material:
    return Material(corpus, "dev", np.random.default_rng(4))


@pytest.mark.parametrize("kind", ALARMS)
def test_an_alarm_is_told_at_its_own_pitch(made_of: Material, kind: str) -> None:
    tracks = [one for one in alarms(kind, made_of, []) if one.kind == kind]
    pulses, low, high = ALARMS[kind]
    column = Pattern.T3 if pulses == 3 else Pattern.T4
    assert tracks
    for one in tracks:
        assert one.x.shape == (HOPS, INPUTS)
        assert low - 40.0 <= TABLE.hertz[one.pitch] <= high + 40.0
        assert not (one.y[:, 3 - column] > 0).any()
        assert not (one.y[:, Pattern.TWO_TONE] > 0).any()
    loudest = max(tracks, key=lambda one: one.level)
    own = loudest.x.reshape(HOPS, -1, CHANNELS)[..., 0]
    assert own.max() > 2 * np.median(own) + 20  # it comes and goes there


def test_a_siren_is_told_at_its_low_horn(made_of: Material) -> None:
    for one in sirens(made_of, []):
        assert TABLE.low[one.pitch]
        assert not (one.y[:, [Pattern.T3, Pattern.T4]] > 0).any()


@pytest.mark.parametrize("make", [beeps, loops, recordings])
def test_what_is_no_alarm_is_never_one(
    made_of: Material, make: Callable[[Material], Iterator[Track]]
) -> None:
    tracks = list(make(made_of))
    assert tracks
    assert all(not (one.y > 0).any() for one in tracks)


def test_the_busiest_pitch_is_that_of_what_comes_and_goes() -> None:
    shown = features(NarrowBand().whole(sound(12.0, t3(1.0, 2), hertz=3_000.0)))
    best = [TABLE.hertz[i] for i in busiest(shown, 1)]
    assert any(abs(hertz - 3_000.0) < 50.0 for hertz in best)


def test_only_what_a_network_mistakes_is_a_hard_lesson(corpus: Corpus) -> None:
    deaf = TonalNet().eval()
    deaf.out.bias.data.fill_(-20.0)
    deaf.out.weight.data.zero_()
    assert not list(loops(Material(corpus, "dev", np.random.default_rng(5), deaf)))
    deaf.out.bias.data.fill_(3.0)
    assert list(loops(Material(corpus, "dev", np.random.default_rng(5), deaf)))

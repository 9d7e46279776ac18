"""Two networks that hear the same: one hearing of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.encoder import Encoder
from edge_aac.encoder.joined import Joined, Second, joined
from edge_aac.encoder.manifest import SECOND_OUTPUTS, JointWeights, SecondEntry
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.features import published
from edge_aac.features.logmel import BANDS
from edge_aac.features.two_scales import TwoScales
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_FRAMES, HOP_SAMPLES, FloatArray, HopResult

LABELS = len(load_taxonomy().names)
ENTRY = SecondEntry.model_validate(
    {"file": "second.onnx", "states": {"state_0": [1, 3]},
     "weights": {"own": 0.4, "second": 0.6}, "frontend": published.parameters()}
)  # fmt: skip


class Counting:
    """Is as sure of every label as the loudest of its bands is loud, and counts its hops."""

    runtime, provider, fallback = "onnx", "cpu", None
    outputs = (*SECOND_OUTPUTS, "next_0")

    def __init__(self, sure: float = 0.9, labels: int = LABELS) -> None:
        self.inputs = {"logmel": (1, HOP_FRAMES, published.BANDS), "state_0": (1, 3)}
        self.sure, self._labels = sure, labels

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        posteriors = np.full((1, 1, self._labels), self.sure, np.float32)
        rows = np.zeros((1, 1, 4), np.float32)
        return [rows, posteriors, rows, feeds["state_0"] + np.float32(1.0)]


def encoder_of(folder: Path) -> Encoder:
    bundle = Bundle.load(folder)
    return Encoder(open_network(bundle.encoder), bundle.manifest)


def sound(hops: int = 6) -> FloatArray:
    rng = np.random.default_rng(3)
    return (0.2 * rng.standard_normal(hops * HOP_SAMPLES)).astype(np.float32)


def heard(hearer: Joined | Encoder, windows: FloatArray) -> list[HopResult]:
    state, found = hearer.start(), []
    for first in range(0, len(windows), HOP_FRAMES):
        state, hearing = hearer.step(state, windows[first : first + HOP_FRAMES], first)
        found.append(hearing)
    return found


def test_log_odds_are_shared() -> None:
    ours, theirs = np.float32([[0.5, 0.9, 0.0]]), np.float32([[0.9, 0.9, 1.0]])
    (found,) = joined(ours, theirs, JointWeights(own=0.5, second=0.5))
    assert found[0] == pytest.approx(0.75, abs=1e-3)  # odds of 1 and 9: 3
    assert found[1] == pytest.approx(0.9, abs=1e-4)
    assert found[2] == pytest.approx(0.5, abs=0.01)  # neither outvotes the other for good
    surer = joined(ours, theirs, JointWeights(own=1.0, second=1e-9, offset=1.0))[0]
    assert surer[0] == pytest.approx(1.0 / (1.0 + np.exp(-1.0)), abs=1e-4)


def test_both_have_their_say_and_the_embeddings_are_the_encoders(tiny_bundle: Path) -> None:
    encoder = encoder_of(tiny_bundle)
    windows = TwoScales().whole(sound())
    alone = heard(encoder, np.ascontiguousarray(windows[:, :BANDS]))
    both = heard(Joined(encoder, Second(Counting(), ENTRY, LABELS), ENTRY.weights), windows)
    for one, two in zip(alone, both, strict=True):
        np.testing.assert_array_equal(one.embeddings, two.embeddings)
        want = joined(one.posteriors, np.full((1, LABELS), 0.9, np.float32), ENTRY.weights)
        np.testing.assert_allclose(two.posteriors, want, atol=1e-6)
        assert two.posteriors.shape == one.posteriors.shape


def test_both_memories_go_on_and_start_anew(tiny_bundle: Path) -> None:
    hearer = Joined(encoder_of(tiny_bundle), Second(Counting(), ENTRY, LABELS), ENTRY.weights)
    windows, state = TwoScales().whole(sound(2)), hearer.start()
    for hop in range(2):
        state, _ = hearer.step(state, windows[HOP_FRAMES * hop : HOP_FRAMES * (hop + 1)], hop)
    assert state.tensors[-1].tolist() == [[2.0, 2.0, 2.0]]
    assert not hearer.start().tensors[-1].any()
    assert len(state.tensors) == len(encoder_of(tiny_bundle).start().tensors) + 1


def test_what_is_no_number_is_never_joined(tiny_bundle: Path) -> None:
    network = Counting()
    hearer = Joined(encoder_of(tiny_bundle), Second(network, ENTRY, LABELS), ENTRY.weights)
    network.sure = float("nan")
    with pytest.raises(ArithmeticError):
        hearer.step(hearer.start(), TwoScales().whole(sound(1)), 0)


@pytest.mark.parametrize("fault", ["labels", "states", "outputs", "bands"])
def test_a_second_network_that_is_not_what_is_said_is_refused(fault: str) -> None:
    network, entry = Counting(labels=LABELS - (fault == "labels")), ENTRY
    if fault == "states":
        entry = entry.model_copy(update={"states": {"state_0": (1, 4)}})
    elif fault == "outputs":
        network.outputs = ("posteriors", "next_0")
    elif fault == "bands":
        network.inputs = {"state_0": (1, 3)}
    with pytest.raises(EdgeAacError, match="second network is not what its manifest says"):
        Second(network, entry, LABELS)

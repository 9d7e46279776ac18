"""The encoder: hop by hop is what the whole clip is; anything else is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.encoder import Encoder
from edge_aac.encoder.manifest import FORMAT, Manifest
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.features.logmel import LogMel
from edge_aac.types import HOP_FRAMES, HOP_SAMPLES, SAMPLE_RATE, FloatArray
from tests.bundle.tiny import HERTZ, decoder_model, encoder_model, manifest


def tone(hertz: float, seconds: float = 2.0) -> FloatArray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def encoder_of(folder: Path) -> tuple[Encoder, Manifest]:
    bundle = Bundle.load(folder)
    return Encoder(open_network(bundle.encoder), bundle.manifest), bundle.manifest


def stream(encoder: Encoder, frames: FloatArray) -> tuple[FloatArray, FloatArray]:
    state, heard = encoder.start(), []
    for first in range(0, len(frames), HOP_FRAMES):
        end = (first // HOP_FRAMES + 1) * HOP_SAMPLES
        state, hearing = encoder.step(state, frames[first : first + HOP_FRAMES], end)
        assert hearing.end == end
        heard.append(hearing)
    return (
        np.concatenate([h.embeddings for h in heard]),
        np.concatenate([h.posteriors for h in heard]),
    )


def test_hop_by_hop_is_the_whole_clip_at_once(tiny_bundle: Path) -> None:
    encoder, said = encoder_of(tiny_bundle)
    rng = np.random.default_rng(1)
    sound = np.concatenate([tone(3_100.0), tone(800.0), rng.normal(0, 0.1, 16_000)])
    frames = LogMel().whole(sound.astype(np.float32))
    embeddings, posteriors = stream(encoder, frames)
    zeros = {n: np.zeros(s, np.float32) for n, s in said.encoder.states.items()}
    whole = open_network(encoder_model()).run({"logmel": frames[None], **zeros})
    np.testing.assert_allclose(embeddings, whole[0][0], atol=1e-5)
    np.testing.assert_allclose(posteriors, whole[1][0], atol=1e-5)
    assert posteriors.max() > 0.9


def test_a_state_is_a_value(tiny_bundle: Path) -> None:
    """The same state and the same window give the same, however often."""
    encoder, _ = encoder_of(tiny_bundle)
    frames = LogMel().whole(tone(3_100.0))
    state, _ = encoder.step(encoder.start(), frames[:16], HOP_SAMPLES)
    kept = [tensor.copy() for tensor in state.tensors]
    first = encoder.step(state, frames[16:32], 2 * HOP_SAMPLES)[1]
    encoder.step(state, frames[32:48], 2 * HOP_SAMPLES)
    again = encoder.step(state, frames[16:32], 2 * HOP_SAMPLES)[1]
    np.testing.assert_array_equal(first.posteriors, again.posteriors)
    for tensor, before in zip(state.tensors, kept, strict=True):
        np.testing.assert_array_equal(tensor, before)


def test_the_state_carries_the_past(tiny_bundle: Path) -> None:
    encoder, _ = encoder_of(tiny_bundle)
    loud, quiet = LogMel().whole(tone(3_100.0))[:16], LogMel().whole(tone(100.0))[16:32]
    state, _ = encoder.step(encoder.start(), loud, HOP_SAMPLES)
    after_sound = encoder.step(state, quiet, 2 * HOP_SAMPLES)[1]
    after_silence = encoder.step(encoder.start(), quiet, 2 * HOP_SAMPLES)[1]
    assert np.abs(after_sound.embeddings - after_silence.embeddings).max() > 1.0


@pytest.mark.parametrize("label", list(HERTZ))
def test_the_tiny_encoder_hears_what_it_should(tiny_bundle: Path, label: str) -> None:
    encoder, said = encoder_of(tiny_bundle)
    _, posteriors = stream(encoder, LogMel().whole(tone(HERTZ[label])))
    best = posteriors[10:20].mean(axis=0)
    assert said.labels[int(best.argmax())] == label and best.max() > 0.9
    assert np.sort(best)[-2] < 0.1


@pytest.mark.parametrize(
    "change",
    [
        {"embedding": 5},
        {"states": {"state_0": [1, 1, 8, 64]}},
        {"states": {"state_0": [1, 1, 8, 64], "state_1": [1, 1, 5]}},
        {"states": {}},
    ],
)
def test_an_encoder_that_is_not_what_is_said_is_refused(change: dict[str, Any]) -> None:
    value = manifest()
    value["encoder"] |= change
    with pytest.raises(EdgeAacError, match="not what its manifest says"):
        Encoder(open_network(encoder_model()), parsed(value))


def test_an_encoder_for_fewer_labels_is_refused() -> None:
    value = manifest()
    value["labels"] = value["labels"][:50]
    value["thresholds"] = {}
    with pytest.raises(EdgeAacError, match="not what its manifest says"):
        Encoder(open_network(encoder_model()), parsed(value))


def test_a_decoder_is_no_encoder() -> None:
    with pytest.raises(EdgeAacError, match="not what its manifest says"):
        Encoder(open_network(decoder_model()), parsed(manifest()))


def parsed(value: dict[str, Any]) -> Manifest:
    seal = {"sha256": "0" * 64, "bytes": 0}
    names = ("encoder.onnx", "decoder.onnx", "tonal.onnx", "vocabulary.txt", "training_groups.txt")
    return Manifest.model_validate({"format": FORMAT, **value, "files": dict.fromkeys(names, seal)})

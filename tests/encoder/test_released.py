"""The bundle that is released with the product: whole, small, and for these labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from edge_aac.audio.demo import demo_scene
from edge_aac.build import build_pipeline
from edge_aac.captions.decoder import Decoder
from edge_aac.captions.vocabulary import Vocabulary
from edge_aac.encoder.bundle import NAME, Bundle, find_bundle
from edge_aac.encoder.encoder import Encoder
from edge_aac.encoder.joined import Joined
from edge_aac.encoder.runtime import Runtime, open_network
from edge_aac.features import published
from edge_aac.features.logmel import BANDS, LogMel, parameters
from edge_aac.pipeline.encoder_chain import open_encoder_chain
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, Event, Style
from tests.thoroughness import examples

RUNTIMES: tuple[Runtime, ...] = ("onnx", "litert")
FOLDER = Path(__file__).resolve().parents[2] / "models" / NAME


@pytest.fixture(scope="module")
def released() -> Bundle:
    return Bundle.load(FOLDER)


def test_it_is_the_one_that_is_found(released: Bundle) -> None:
    assert find_bundle(None) == FOLDER
    assert released.manifest.name == NAME
    released.require(load_taxonomy().names, parameters(), published.parameters())


def test_it_is_small_enough_for_the_wheel() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    # What taught sounds are told apart from; no network.
    assert sizes.pop("background.npz") < 3_000_000
    assert sum(sizes.values()) < 6_500_000


def test_each_runtime_has_at_most_three_megabytes(released: Bundle) -> None:
    for ending in ("onnx", "tflite"):
        networks = sum(len(data) for name, data in released.files.items() if name.endswith(ending))
        assert 0 < networks + len(released.vocabulary) <= 3_000_000


def test_its_licence_is_named_and_its_card_is_there(released: Bundle) -> None:
    assert released.manifest.licence == "CC-BY-SA-4.0"
    assert "CC" in (FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_it_says_what_it_was_trained_on(released: Bundle) -> None:
    groups = released.files[released.manifest.training_groups].decode("utf-8").splitlines()
    assert len(groups) > 100 and len(set(groups)) == len(groups)


def test_hop_by_hop_is_the_whole_clip_at_once(released: Bundle) -> None:
    network = open_network(released.encoder)
    encoder = Encoder(network, released.manifest)
    rng = np.random.default_rng(1)
    frames = LogMel().whole((0.1 * rng.standard_normal(20 * HOP_SAMPLES)).astype(np.float32))
    state, rows = encoder.start(), []
    for hop in range(20):
        window = frames[16 * hop : 16 * (hop + 1)]
        state, hearing = encoder.step(state, window, (hop + 1) * HOP_SAMPLES)
        rows.append(hearing.posteriors)
    shapes = released.manifest.encoder.states
    zeros = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    whole = network.run({"logmel": frames[None], **zeros})[1][0]
    np.testing.assert_allclose(np.concatenate(rows), whole, atol=1e-4)
    assert whole.min() >= 0.0 and whole.max() <= 1.0


@pytest.mark.slow
def test_both_networks_have_a_say(released: Bundle) -> None:
    """What is joined is neither's own word, and far from it where they differ."""
    device = open_encoder_chain(released, "onnx")
    assert isinstance(device.encoder, Joined)
    frames = device.front.whole(demo_scene()[: 40 * HOP_SAMPLES])
    alone = Encoder(open_network(released.encoder), released.manifest)
    ours, state = alone.start(), device.encoder.start()
    apart = []
    for hop in range(40):
        window = frames[16 * hop : 16 * (hop + 1)]
        ours, one = alone.step(ours, np.ascontiguousarray(window[:, :BANDS]), hop)
        state, both = device.encoder.step(state, window, hop)
        np.testing.assert_array_equal(one.embeddings, both.embeddings)
        apart.append(np.abs(one.posteriors - both.posteriors))
    assert np.max(apart) > 0.05


@pytest.mark.parametrize("style", list(Style))
def test_its_decoder_ends_in_every_style(released: Bundle, style: Style) -> None:
    decoder = Decoder(
        open_network(released.decoder),
        Vocabulary.parse(released.vocabulary),
        released.manifest.decoder.memory,
    )
    rows = np.random.default_rng(2).random((60, released.manifest.encoder.embedding), np.float32)
    told = decoder.sentence(rows, style)
    assert told.finished and told.text.endswith(".") and told.score < 0.0


@pytest.mark.slow
def test_both_runtimes_hear_the_same(released: Bundle) -> None:
    heard = []
    for runtime in RUNTIMES:
        device = open_encoder_chain(released, runtime)
        frames = device.front.whole(demo_scene()[: 40 * HOP_SAMPLES])
        encoder = device.encoder
        state, rows = encoder.start(), []
        for hop in range(40):
            state, hearing = encoder.step(state, frames[16 * hop : 16 * (hop + 1)], hop)
            rows.append(hearing.posteriors)
        heard.append(np.concatenate(rows))
    assert np.abs(heard[0] - heard[1]).mean() < 0.005
    assert heard[0].max() > 0.5


# A smaller seed cuts no simpler, and looking for one takes minutes.
@settings(max_examples=examples(3), deadline=None, phases=(Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("runtime", ["onnx", "litert"])
@pytest.mark.slow
def test_how_sound_is_cut_into_blocks_changes_no_event_and_no_word(runtime: str, seed: int) -> None:
    sound = demo_scene()[: 10 * SAMPLE_RATE]
    chosen = Settings.model_validate({"encoder": {"model": FOLDER, "runtime": runtime}})
    rng = np.random.default_rng(seed)
    told = []
    for cut in (False, True):
        pipeline, at, heard = build_pipeline(chosen), 0, []
        while at < len(sound):
            length = int(rng.integers(1, 9_000)) if cut else HOP_SAMPLES
            heard += pipeline.step(Block(sound[at : at + length], at))
            at += length
        told.append([*heard, *pipeline.flush()])
    assert told[0] == told[1]
    assert any(isinstance(one, Event) for one in told[0])

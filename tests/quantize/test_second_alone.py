"""A bundle in which the second network alone has a say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_aac.encoder.bundle import Bundle
from edge_aac.pipeline.encoder_chain import open_encoder_chain
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.types import SAMPLE_RATE
from models.ground.corpus import Corpus
from models.listening.clips import captioner
from quantize import second_alone
from tests.listening import RELEASE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released bundle's; no recordings are needed but for the list of them."""
    out = tmp_path_factory.mktemp("bundles") / "second"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_alone, "load_corpus", lambda _: Corpus(Path(), (), {}))
        second_alone.alone(RELEASE, out, None)
    return out


def test_posteriors_are_the_second_networks_own(folder: Path) -> None:
    chain = open_encoder_chain(Bundle.load(folder), "onnx")
    rng = np.random.default_rng(1)
    sound = (0.1 * rng.standard_normal(SAMPLE_RATE)).astype(np.float32)
    state = chain.encoder.start()
    for window in chain.front.step(chain.front.start(), sound)[1]:
        state, hop = chain.encoder.step(state, window, 0)
        # It gives one row a hop, which stands for both; the encoder gives two that differ.
        np.testing.assert_allclose(hop.posteriors[0], hop.posteriors[1], rtol=1e-3, atol=1e-6)


def test_sentences_are_made_by_rule_of_what_is_heard_most(folder: Path) -> None:
    t = np.arange(6 * SAMPLE_RATE) / SAMPLE_RATE
    tone = 0.3 * np.sin(2 * np.pi * 600 * t + 60 * np.sin(2 * np.pi * 0.3 * t))
    caption = captioner(folder).caption(tone.astype(np.float32))
    strongest, _ = caption.tags[0]
    assert caption.text == load_catalogue().scene([strongest])


def test_a_bundle_of_one_network_is_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="one network"):
        second_alone.alone(tiny_bundle, tmp_path / "out", None)

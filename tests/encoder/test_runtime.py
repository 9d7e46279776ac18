"""Networks: loaded and run, or refused in one sentence and in silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac import native
from edge_aac.build import build_captioner
from edge_aac.encoder.onnx_network import PROVIDERS, OnnxNetwork
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.settings import Settings
from edge_aac.types import FREE
from tests.bundle.tiny import HIDDEN, MEMORY, STATES, TOKENS, WIDTH, decoder_model, encoder_model
from tests.thoroughness import examples


def test_it_says_what_goes_in_and_comes_out() -> None:
    network = open_network(encoder_model())
    shapes = {name: tuple(shape) for name, shape in STATES.items()}
    assert network.inputs == {"logmel": (1, FREE, 64), **shapes}
    assert list(network.outputs) == ["embeddings", "posteriors", "next_0", "next_1"]


def test_it_runs() -> None:
    network = open_network(decoder_model(), "onnx")
    logits, hidden = network.run(
        {
            "token": np.array([3], np.int32),
            "hidden": np.zeros((1, HIDDEN), np.float32),
            "memory": np.zeros((1, MEMORY, WIDTH), np.float32),
            "mask": np.zeros((1, MEMORY), np.float32),
        }
    )
    assert logits.shape == (1, len(TOKENS))
    np.testing.assert_array_equal(hidden, np.ones((1, HIDDEN), np.float32))


@settings(max_examples=examples(40), deadline=None)
@given(data=st.binary(max_size=300))
def test_what_is_no_network_is_refused(data: bytes) -> None:
    with pytest.raises(EdgeAacError, match="cannot load"):
        open_network(data)


@pytest.mark.parametrize(
    "feeds",
    [
        {},
        {"token": np.zeros(1, np.int32)},
        {"token": np.zeros(1, np.float64), "hidden": np.zeros((1, HIDDEN), np.float32)},
        {"nonsense": np.zeros(1, np.float32)},
    ],
)
def test_what_it_cannot_run_is_one_sentence(feeds: dict[str, np.ndarray]) -> None:
    with pytest.raises(EdgeAacError, match="could not run") as caught:
        open_network(decoder_model()).run(feeds)
    assert str(caught.value).isprintable()


def test_nothing_is_logged_beside_the_exception(capfd: pytest.CaptureFixture[str]) -> None:
    network = open_network(decoder_model())
    memory = np.zeros((1, MEMORY, WIDTH), np.float32)
    feeds = {
        "token": np.array([len(TOKENS) + 5], np.int32),
        "hidden": np.zeros((1, HIDDEN), np.float32),
        "memory": memory,
        "mask": np.zeros((1, MEMORY), np.float32),
    }
    with pytest.raises(EdgeAacError):
        network.run(feeds)
    with pytest.raises(EdgeAacError):
        open_network(b"nonsense")
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def test_litert_is_refused_until_there_is_a_file_for_it() -> None:
    with pytest.raises(EdgeAacError, match="--runtime onnx"):
        open_network(encoder_model(), "litert")


def test_the_runtime_is_loaded_with_the_first_network() -> None:
    code = "import sys, edge_aac.encoder.runtime; print('onnxruntime' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_provider_that_is_not_there_is_told_and_the_processor_computes() -> None:
    network = OnnxNetwork(decoder_model(), "tensorrt")
    assert network.fallback is not None and "'tensorrt'" in network.fallback
    assert network.fallback.endswith(".") and network.fallback.isprintable()
    assert OnnxNetwork(decoder_model()).fallback is None
    feeds = {
        "token": np.array([3], np.int32),
        "hidden": np.zeros((1, HIDDEN), np.float32),
        "memory": np.zeros((1, MEMORY, WIDTH), np.float32),
        "mask": np.zeros((1, MEMORY), np.float32),
    }
    assert len(network.run(feeds)) == 2


def test_a_provider_that_does_not_start_is_told_in_our_words_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """ONNX Runtime would tell of it on standard output, where JSON lines may go."""
    onnxruntime = native.onnxruntime()
    cuda, real = PROVIDERS["cuda"], onnxruntime.InferenceSession

    def session(data: bytes, options: Any, providers: list[Any], **more: Any) -> Any:
        if (cuda, {}) in providers:
            assert more == {"enable_fallback": 0}
            raise RuntimeError("no driver")
        return real(data, options, providers=providers, **more)

    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [cuda, PROVIDERS["cpu"]])
    network = OnnxNetwork(decoder_model(), "cuda")
    assert network.fallback is not None and "'cuda'" in network.fallback
    with pytest.raises(EdgeAacError, match="cannot load"):
        OnnxNetwork(b"nonsense", "cuda")
    assert tuple(capfd.readouterr()) == ("", "")


def test_tensorrt_computes_with_8_bits_and_keeps_its_engines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    onnxruntime = native.onnxruntime()
    tensorrt, real = PROVIDERS["tensorrt"], onnxruntime.InferenceSession
    told: list[Any] = []

    class Session:
        """TensorRT's, for which the processor computes."""

        def __init__(self, data: bytes, options: Any, providers: list[Any], **_: Any) -> None:
            told.append(providers[0])
            self._real = real(data, options, providers=providers[1:])

        def get_providers(self) -> list[str]:
            return [tensorrt, *self._real.get_providers()]

        def enable_fallback(self) -> None:
            told.append("falls back")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    monkeypatch.setattr(
        onnxruntime, "get_available_providers", lambda: [tensorrt, PROVIDERS["cpu"]]
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    network = OnnxNetwork(decoder_model(), "tensorrt")
    kept = {
        "trt_engine_cache_enable": "True",
        "trt_engine_cache_path": str(tmp_path / "edge-aac" / "tensorrt"),
    }
    assert told == [(tensorrt, {"trt_int8_enable": "True"} | kept), "falls back"]
    assert (network.provider, network.fallback) == ("tensorrt", None)
    assert (tmp_path / "edge-aac" / "tensorrt").is_dir()
    # Where nothing can be kept it computes all the same.
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    OnnxNetwork(decoder_model(), "tensorrt")
    assert told[2] == (tensorrt, {"trt_int8_enable": "True"})


def test_a_network_whose_names_are_no_text_is_refused_in_silence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    damaged = decoder_model().replace(b"Unsqueeze", b"Unsquee\xffe")
    with pytest.raises(EdgeAacError, match="cannot load"):
        OnnxNetwork(damaged)
    assert tuple(capfd.readouterr()) == ("", "")


def test_whoever_asks_for_a_provider_is_told(tiny_bundle: Path) -> None:
    told: list[str] = []
    encoder = {"model": tiny_bundle, "provider": "cuda"}
    build_captioner(Settings.model_validate({"encoder": encoder}), told.append)
    assert len(told) == 1 and "cuda" in told[0]

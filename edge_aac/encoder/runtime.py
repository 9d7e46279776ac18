"""What executes the networks.

In: a network as a bundle holds it, in one or two formats, and what the settings ask for.
Out: a `types.Network`; what executes it stays behind that. `auto` takes LiteRT where the
bundle has a file for it and LiteRT is installed, since it is the faster of the two
(benchmarks/runtimes.py), and ONNX Runtime otherwise.

Never does: reading files, deciding whether the bytes are the right ones.
"""

from __future__ import annotations

from typing import Literal

from edge_aac.encoder.lite_network import LiteMissing, LiteModel, LiteNetwork
from edge_aac.encoder.onnx_network import OnnxNetwork, Provider
from edge_aac.errors import EdgeAacError
from edge_aac.types import Network

Runtime = Literal["auto", "onnx", "litert"]


def open_network(
    data: bytes,
    runtime: Runtime = "auto",
    lite: LiteModel | None = None,
    provider: Provider = "cpu",
) -> Network:
    """Load a network.

    Parameters
    ----------
    data : bytes
        An ONNX model.
    runtime : {"auto", "onnx", "litert"}
    lite : LiteModel, optional
        The same network for LiteRT.
    provider : {"cpu", "cuda", "tensorrt"}
        What ONNX Runtime computes with; LiteRT knows the processor alone, so `auto` takes
        ONNX Runtime for the others.

    Raises
    ------
    EdgeAacError
        The runtime is missing, or refuses the bytes.
    """
    if runtime == "litert":
        if lite is None:
            raise EdgeAacError("This model has no file for LiteRT: use --runtime onnx.")
        return LiteNetwork(lite)
    if runtime == "auto" and lite is not None and provider == "cpu":
        try:
            return LiteNetwork(lite)
        except LiteMissing:
            # It is an extra; ONNX Runtime is always there.
            pass
    return OnnxNetwork(data, provider)

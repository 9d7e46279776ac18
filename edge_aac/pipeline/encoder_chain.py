"""A bundle's front end and encoder, joined.

In: a bundle, and what shall execute it. Out: what cuts and transforms the sound, what hears it, and
what executes that.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.encoder import Encoder
from edge_aac.encoder.joined import Joined, Second, StreamingEncoder
from edge_aac.encoder.onnx_network import Provider
from edge_aac.encoder.runtime import Runtime, open_network
from edge_aac.features.hops import HopFeatures
from edge_aac.features.logmel import LogMel
from edge_aac.features.two_scales import TwoScales
from edge_aac.types import Network


@dataclass(frozen=True, slots=True, eq=False)
class EncoderChain:
    """What hears."""

    front: HopFeatures
    encoder: StreamingEncoder
    network: Network
    """The encoder's, by which one learns what executes it."""


def open_encoder_chain(
    bundle: Bundle, runtime: Runtime = "auto", provider: Provider = "cpu"
) -> EncoderChain:
    """Open a bundle's encoder, and its second network where it has one.

    Raises
    ------
    EdgeAacError
        The runtime is missing, or a network is not what the manifest says.
    """
    manifest = bundle.manifest
    network = open_network(bundle.encoder, runtime, bundle.lite_encoder, provider)
    encoder = Encoder(network, manifest)
    entry = manifest.second
    if entry is None:
        return EncoderChain(LogMel(), encoder, network)
    other = open_network(bundle.files[entry.file], runtime, bundle.lite_second(entry), provider)
    second = Second(other, entry, len(manifest.labels))
    return EncoderChain(TwoScales(), Joined(encoder, second, entry.weights), network)

"""The tonal detector: narrow-band columns in, how sure each pattern in time is out.

In: one hop of columns at a time. Out: `Patterns`. One network looks at every watched pitch, with a
memory for each; `pattern_scores.surest` makes one score a pattern of them. Everything is decided
hop by hop on aligned columns, so the cutting of the sound into blocks changes nothing.

Never does: naming labels, thresholds, making events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.events.tonal.dynamic_range import SILENCE, within_range
from edge_aac.events.tonal.pattern_scores import surest
from edge_aac.events.tonal.patterns import PATTERNS, Patterns
from edge_aac.events.tonal.pitch_salience import CHANNELS, HOP_COLUMNS, hops, salience
from edge_aac.events.tonal.pitches import pitches
from edge_aac.finite import finite
from edge_aac.types import FloatArray, Network

INPUTS, OUTPUTS = ("features", "state"), ("scores", "next")
"""What the network's tensors are called."""


@dataclass(frozen=True, slots=True, eq=False)
class TonalState:
    """All that is remembered between hops; its size never changes."""

    memory: FloatArray
    """Of the network, shape (pitches, units)."""
    before: FloatArray
    """Scores of the last hop, shape (pitches, patterns)."""
    loudest: float
    """Of the hops so far, as `dynamic_range` counts it [nepers of power]."""


class TonalDetector:
    """Hears patterns in time.

    Parameters
    ----------
    network : Network
        Inputs `features` (pitches, 8 * CHANNELS) and `state` (pitches, units); outputs `scores`
        (pitches, patterns), 0..1, and `next`.
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the narrow-band front end [Hz].

    Raises
    ------
    EdgeAacError
        The network is another one.
    """

    def __init__(self, network: Network, hertz: FloatArray) -> None:
        self._network, self._table = network, pitches(hertz)
        count = len(self._table.hertz)
        shapes = dict(network.inputs)
        self._memory = shapes.get("state", ())
        if (
            shapes.get("features") != (count, HOP_COLUMNS * CHANNELS)
            or len(self._memory) != 2
            or self._memory[0] != count
            or tuple(network.outputs) != OUTPUTS
            or not self._fits()
        ):
            raise EdgeAacError(
                "The model's tonal network is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def start(self) -> TonalState:
        """Silence so far."""
        scores = np.zeros((len(self._table.hertz), len(PATTERNS)), np.float32)
        return TonalState(np.zeros(self._memory, np.float32), scores, SILENCE)

    def step(
        self, state: TonalState, spectrum: FloatArray, covered: bool = False
    ) -> tuple[TonalState, Patterns]:
        """Hear one hop.

        Parameters
        ----------
        state : TonalState
        spectrum : ndarray, shape (8, bins), float32
            Natural log power. What is not a finite number counts as silence.
        covered : bool
            Whether the own voice was in it.
        """
        limited, loudest = within_range(spectrum, state.loudest)
        features = hops(salience(self._table, limited, covered))[0]
        # The network's outputs are float32, as it was exported.
        scores, memory = self._network.run({"features": features, "state": state.memory})
        before, patterns = surest(self._table, state.before, np.asarray(scores, np.float32))
        # One number that is none would make its pitch deaf for good.
        memory = finite(np.asarray(memory, np.float32))
        return TonalState(memory, before, loudest), patterns

    def _fits(self) -> bool:
        """Whether a first hop gives what it should."""
        start = self.start()
        features = np.zeros((len(start.memory), HOP_COLUMNS * CHANNELS), np.float32)
        found = self._network.run({"features": features, "state": start.memory})
        return [one.shape for one in found] == [start.before.shape, start.memory.shape]

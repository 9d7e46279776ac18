"""A network that hears hop by hop: what every one of them is asked and must be.

In: 16 log-Mel frames, and the state tensors that the hop before left. Out: its outputs, and the
next state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from edge_aac.types import FREE, HOP_FRAMES, FloatArray, Network

Tensors = tuple[FloatArray, ...]


class Streamed:
    """A network with inputs `logmel`, `state_0` ... and outputs that end with `next_0` ...

    Parameters
    ----------
    network : Network
    states : mapping of str to tuple of int
        Names and shapes of the state tensors, in order.
    outputs : sequence of str
        What it gives before its states, in order.
    """

    def __init__(
        self, network: Network, states: Mapping[str, tuple[int, ...]], outputs: Sequence[str]
    ) -> None:
        self._network, self._states, self._outputs = network, dict(states), tuple(outputs)

    @property
    def bands(self) -> int:
        """Of its log-Mel; 0 where it takes none."""
        return (0, *self._network.inputs.get("logmel", ()))[-1]

    def start(self) -> Tensors:
        """Nothing heard yet."""
        return tuple(np.zeros(shape, np.float32) for shape in self._states.values())

    def step(self, state: Tensors, window: FloatArray) -> tuple[Tensors, list[FloatArray]]:
        """One hop, shape (16, bands): the next state, and the outputs."""
        feeds = dict(zip(self._states, state, strict=True))
        found = self._network.run({"logmel": window[None], **feeds})
        count = len(self._outputs)
        # The network's outputs are float32; `fits` has seen them.
        return tuple(found[count:]), found[:count]  # type: ignore[return-value, arg-type]

    def fits(self, shapes: Mapping[str, tuple[int, ...]]) -> bool:
        """Whether names and shapes are as said, and a first hop gives what it should.

        Parameters
        ----------
        shapes : mapping of str to tuple of int
            Of the outputs whose shape is known.
        """
        bands = self._network.inputs.get("logmel", ())
        following = [name.replace("state", "next") for name in self._states]
        if (
            dict(self._network.inputs) != {"logmel": bands, **self._states}
            or list(self._network.outputs) != [*self._outputs, *following]
            or len(bands) != 3
            or bands[1] not in (FREE, HOP_FRAMES)
            or bands[2] < 1
        ):
            return False
        after, found = self.step(self.start(), np.zeros((HOP_FRAMES, bands[2]), np.float32))
        given = dict(zip(self._outputs, (one.shape for one in found), strict=True))
        return (
            all(given[name] == shape for name, shape in shapes.items())
            and [one.shape for one in after] == list(self._states.values())
            and all(one.dtype == np.float32 for one in (*found, *after))
        )

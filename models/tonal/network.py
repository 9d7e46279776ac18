"""The tonal network: the same small recurrent network at every pitch.

In: what pitches did, hop by hop. Out: logits of `targets.Pattern`, for each pitch and hop. A hop of
160 ms (eight columns) goes through one dense layer, a gated recurrent unit remembers, two dense
layers say what it is. Pitches do not speak to each other; what is beside a pitch, and its partials,
are among its features.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from edge_aac.events.tonal.pitch_salience import CHANNELS
from edge_aac.features.narrowband import COLUMNS
from models.tonal.targets import PATTERNS

INPUTS = COLUMNS * CHANNELS
DENSE, MEMORY, LAST = 48, 56, 32
RARE = -4.0
"""Logit of every pattern before anything was learnt."""


class TonalNet(nn.Module):
    """(batch, hops, INPUTS) in 0..1 -> logits (batch, hops, PATTERNS)."""

    def __init__(self, dense: int = DENSE, memory: int = MEMORY, last: int = LAST) -> None:
        super().__init__()
        self.dense = nn.Linear(INPUTS, dense)
        self.memory = nn.GRU(dense, memory, batch_first=True)
        self.last = nn.Linear(memory, last)
        self.out = nn.Linear(last, PATTERNS)
        nn.init.constant_(self.out.bias, RARE)

    def forward(self, x: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Logits, and the state after the last hop, shape (1, batch, memory)."""
        hidden, after = self.memory(torch.relu(self.dense(x)), state)
        logits: Tensor = self.out(torch.relu(self.last(hidden)))
        return logits, after


class TonalStep(nn.Module):
    """One hop of all pitches, with flat state: what is exported.

    features (pitches, INPUTS), state (pitches, memory) -> scores (pitches, PATTERNS), next state.
    """

    def __init__(self, net: TonalNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, features: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """By matrix products alone, which every runtime has."""
        net = self.net
        x = torch.relu(net.dense(features))
        names = ("weight_ih_l0", "bias_ih_l0", "weight_hh_l0", "bias_hh_l0")
        of_input, more, of_past, more_past = (net.memory.get_parameter(one) for one in names)
        of_x = x @ of_input.T + more
        of_state = state @ of_past.T + more_past
        n = net.memory.hidden_size
        gates = torch.sigmoid(of_x[:, : 2 * n] + of_state[:, : 2 * n])
        reset, keep = gates[:, :n], gates[:, n:]
        new = torch.tanh(of_x[:, 2 * n :] + reset * of_state[:, 2 * n :])
        after = new + keep * (state - new)
        return torch.sigmoid(net.out(torch.relu(net.last(after)))), after


def saved(net: TonalNet) -> dict[str, Any]:
    """What a checkpoint holds of a network."""
    sizes = (net.dense.out_features, net.memory.hidden_size, net.last.out_features)
    return {"sizes": sizes, "weights": net.state_dict()}


def load(path: Path) -> TonalNet:
    """The network of a checkpoint."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    net = TonalNet(*kept["sizes"])
    net.load_state_dict(kept["weights"])
    return net.eval()

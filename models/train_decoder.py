"""Train the caption decoder on what a trained encoder hears in composed scenes.

    python -m models.train_decoder --encoder runs/twin/last.pt --pools train dev --out runs/twin

The encoder's trunk is frozen; the projection to the embedding memory learns with
the decoder. Every time a scene is seen it is described anew, in a random style.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from edge_aac.types import Style
from models.data.memories import Memories, timeline
from models.data.pool import Pool
from models.decoder_net import MEMORY, Decoder, DecoderShape
from models.grammar import SPECIAL, Grammar, tokenize
from models.net import Encoder, EncoderShape
from models.schedule import learning_rate

LONGEST = 26


@dataclass(frozen=True)
class DecoderRun:
    """All that fixes a run."""

    encoder: str
    out: str
    pools: tuple[str, ...]
    steps: int
    batch: int = 64
    peak: float = 1.5e-3
    warmup: int = 200
    init: str | None = None
    seed: int = 1
    threads: int = 2
    singles: int = 14000
    scenes: int = 12000
    hidden: int = 192
    noise: float = 0.25
    """Share of each feature's spread that is added as noise: the encoder knows its
    training sounds too well, and the decoder must not rely on that."""


def load_encoder(path: Path) -> Encoder:
    """The averaged weights of a checkpoint."""
    saved = torch.load(path, map_location="cpu")
    shape: dict[str, Any] = saved["shape"]
    net = Encoder(EncoderShape(**shape))
    net.load_state_dict(saved["average"])
    return net.eval()


class Examples:
    """Draws (features, mask, tokens) batches for ever."""

    def __init__(self, memories: list[Memories], words: list[str], run: DecoderRun) -> None:
        self._memories = memories
        self._index = {word: i for i, word in enumerate(words)}
        self._grammar = Grammar()
        self._rng = np.random.default_rng(run.seed)
        self._run = run
        self._spread = memories[0].features[:500].astype(np.float32).std(axis=(0, 1)) + 1e-3

    def draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Features (n, 125, 2d), mask (n, 125), tokens (n, LONGEST)."""
        run, rng = self._run, self._rng
        width = self._memories[0].features.shape[2]
        features = np.zeros((run.batch, MEMORY, width), np.float32)
        mask = np.zeros((run.batch, MEMORY), np.float32)
        tokens = np.zeros((run.batch, LONGEST), np.int64)
        # One style a batch: sentences of one length waste no steps on padding.
        style = list(Style)[int(rng.choice(3, p=[0.2, 0.5, 0.3]))]
        for i in range(run.batch):
            memory = self._memories[int(rng.random() < 0.6)]
            j = int(rng.integers(len(memory.features)))
            total = memory.features.shape[1]
            last = total if rng.random() < 0.7 else int(rng.integers(total // 3, total + 1))
            first = max(0, last - MEMORY)
            features[i, MEMORY - (last - first) :] = memory.features[j, first:last]
            mask[i, MEMORY - (last - first) :] = 1.0
            told = self._grammar.describe(timeline(memory.placed[j], first, last), style, rng)
            row = [f"<{style.value}>", *tokenize(told), "<end>"][:LONGEST]
            tokens[i, : len(row)] = [self._index[word] for word in row]
        noise = rng.standard_normal((run.batch, 1, width), dtype=np.float32)
        features += mask[:, :, None] * noise * (run.noise * self._spread)
        return torch.from_numpy(features), torch.from_numpy(mask), torch.from_numpy(tokens)


def caption_loss(
    decoder: Decoder, embed: nn.Conv2d, features: Tensor, mask: Tensor, tokens: Tensor
) -> Tensor:
    """Cross-entropy per word, teacher-forced."""
    weight = embed.weight.flatten(1)
    with torch.autocast(features.device.type, dtype=torch.bfloat16):
        memory = torch.relu(functional.linear(features, weight, embed.bias))
    memory = decoder.placed(memory.float() * mask.unsqueeze(2))
    hidden = torch.zeros(len(tokens), decoder.shape.hidden, device=tokens.device)
    longest = int((tokens > 0).sum(dim=1).max())
    total = torch.zeros((), device=tokens.device)
    words = torch.zeros((), device=tokens.device)
    for t in range(longest - 1):
        logits, hidden = decoder.step(tokens[:, t], hidden, memory, mask)
        target = tokens[:, t + 1]
        loss = functional.cross_entropy(
            logits, target, ignore_index=0, reduction="sum", label_smoothing=0.05
        )
        total = total + loss
        words = words + (target > 0).sum()
    return total / words


def train(run: DecoderRun) -> None:
    """Train and write ``decoder.pt`` beside the encoder's checkpoint."""
    torch.set_num_threads(run.threads)
    torch.manual_seed(run.seed)
    out = Path(run.out)
    out.mkdir(parents=True, exist_ok=True)
    net = load_encoder(Path(run.encoder))
    pools = list(run.pools)
    memories = [
        Memories.compute(Pool.load(pools, "single"), net, run.singles),
        Memories.compute(Pool.load(pools, "scene"), net, run.scenes),
    ]
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    shape = DecoderShape(len(words), net.shape.embedding, run.hidden)
    decoder, embed = Decoder(shape), net.embed
    if run.init:
        saved = torch.load(run.init, map_location="cpu")
        decoder.load_state_dict(saved["decoder"])
        embed.load_state_dict(saved["embed"])
    examples = Examples(memories, words, run)
    parameters = [*decoder.parameters(), *embed.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=run.peak, weight_decay=0.01)
    decoder.train()
    began, recent = time.time(), 0.0
    for step in tqdm(range(run.steps), desc="decoder", disable=None):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, run.steps, run.peak, run.warmup)
        loss = caption_loss(decoder, embed, *examples.draw())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 2.0)
        optimiser.step()
        recent += float(loss.detach())
        if (step + 1) % 250 == 0 or step + 1 == run.steps:
            row = {"step": step + 1, "minutes": round((time.time() - began) / 60, 2)}
            row["loss"] = round(recent / 250, 4)
            recent = 0.0
            with (out / "decoder-curve.jsonl").open("a") as file:
                file.write(json.dumps(row) + "\n")
    torch.save(
        {
            "decoder": decoder.state_dict(),
            "embed": embed.state_dict(),
            "shape": asdict(shape),
            "words": words,
            "run": asdict(run),
        },
        out / "decoder.pt",
    )


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--pools", nargs="+", default=["train"])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--init", help="decoder.pt to start from")
    parser.add_argument("--singles", type=int, default=14000)
    parser.add_argument("--scenes", type=int, default=12000)
    args = parser.parse_args()
    train(
        DecoderRun(
            args.encoder,
            args.out,
            tuple(args.pools),
            args.steps,
            init=args.init,
            threads=args.threads,
            singles=args.singles,
            scenes=args.scenes,
        )
    )


if __name__ == "__main__":
    main()

"""Train the caption decoder on what a trained encoder hears in composed scenes.

    python -m models.train_decoder --encoder runs/twin/last.pt --pools train dev --out runs/twin

The encoder's trunk is frozen; the projection to the embedding memory learns with
the decoder. Every time a scene is seen it is described anew, in a random style.

With `--captioned clotho:FOLDER audiocaps:FOLDER wavcaps:FOLDER` it also learns what people
said about recordings (see `models/captioned/README.md`), as sentences of the detailed style.
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
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from edge_aac.types import Style
from models.captioned import DatasetFault, Tellings, load_captioned, new_words
from models.captioned.growth import grown
from models.data.corpus import data_folder
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
    colour: float = 0.0
    """Spread of the random curves that change the sounds which the encoder knows."""
    evidence: float = 0.0
    """The memory's first columns are the event head's logits, and stay so; the others are
    hidden in this share of the examples. What a decoder finds in features by itself, it finds
    in the sounds that the encoder was trained on: on others it named worse than the event head."""
    captioned: tuple[str, ...] = ()
    """Data sets with captions by people, `name:folder`; without any, all is composed."""
    share: float = 0.3
    """Share of batches with captions by people, where there are any."""
    windows: int = 12000
    """Windows of captioned sound to keep, 128 kB each."""
    least_count: int = 5
    """How often people have to say a word that the grammar does not have."""
    most_words: int = 2000
    """Tokens of the vocabulary, the grammar's included, that people's words may fill up."""
    data: str | None = None
    """Our own recordings; their tables tell which captioned clips would leak."""


def load_encoder(path: Path) -> Encoder:
    """The averaged weights of a checkpoint."""
    saved = torch.load(path, map_location="cpu")
    shape: dict[str, Any] = saved["shape"]
    net = Encoder(EncoderShape(**shape))
    net.restore(saved["average"])
    return net.eval()


class Examples:
    """Draws (features, mask, tokens) batches for ever."""

    def __init__(
        self,
        memories: list[Memories],
        words: list[str],
        run: DecoderRun,
        tellings: Tellings | None = None,
    ) -> None:
        self._memories = memories
        self._tellings = tellings
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
        # Nothing is drawn where nobody told anything: such runs are what they always were.
        human = self._tellings is not None and rng.random() < run.share
        # One style a batch: sentences of one length waste no steps on padding.
        style = Style.DETAILED if human else list(Style)[int(rng.choice(3, p=[0.2, 0.5, 0.3]))]
        for i in range(run.batch):
            if human and self._tellings is not None:
                rows, told = self._tellings.draw(rng)
            else:
                rows, told = self._composed(style)
            features[i, MEMORY - len(rows) :] = rows
            mask[i, MEMORY - len(rows) :] = 1.0
            row = [f"<{style.value}>", *told, "<end>"][:LONGEST]
            tokens[i, : len(row)] = [self._index[word] for word in row]
        noise = rng.standard_normal((run.batch, 1, width), dtype=np.float32)
        features += mask[:, :, None] * noise * (run.noise * self._spread)
        return torch.from_numpy(features), torch.from_numpy(mask), torch.from_numpy(tokens)

    def _composed(self, style: Style) -> tuple[NDArray[np.float16], tuple[str, ...]]:
        """Rows of a composed scene, shape (n, 2d), and a new description of them."""
        rng = self._rng
        memory = self._memories[int(rng.random() < 0.6)]
        j = int(rng.integers(len(memory.features)))
        total = memory.features.shape[1]
        last = total if rng.random() < 0.7 else int(rng.integers(total // 3, total + 1))
        first = max(0, last - MEMORY)
        told = self._grammar.describe(timeline(memory.placed[j], first, last), style, rng)
        return memory.features[j, first:last], tuple(tokenize(told))


def caption_loss(
    decoder: Decoder,
    embed: nn.Conv2d,
    features: Tensor,
    mask: Tensor,
    tokens: Tensor,
    seen: Tensor | None = None,
) -> Tensor:
    """Cross-entropy per word, teacher-forced.

    `seen`, shape (n, embedding), is 0 for the columns of the memory that are hidden.
    """
    weight = embed.weight.flatten(1)
    with torch.autocast(features.device.type, dtype=torch.bfloat16):
        memory = torch.relu(functional.linear(features, weight, embed.bias))
    memory = memory.float() * mask.unsqueeze(2)
    if seen is not None:
        memory = memory * seen[:, None, :]
    peak, memory = memory.amax(dim=1), decoder.placed(memory)
    hidden = torch.zeros(len(tokens), decoder.shape.hidden, device=tokens.device)
    longest = int((tokens > 0).sum(dim=1).max())
    total = torch.zeros((), device=tokens.device)
    words = torch.zeros((), device=tokens.device)
    for t in range(longest - 1):
        logits, hidden = decoder.step(tokens[:, t], hidden, memory, mask, peak)
        target = tokens[:, t + 1]
        loss = functional.cross_entropy(
            logits, target, ignore_index=0, reduction="sum", label_smoothing=0.05
        )
        total = total + loss
        words = words + (target > 0).sum()
    return total / words


def told_by_people(run: DecoderRun, net: Encoder) -> Tellings | None:
    """What the captioned data sets of a run give; None where it has none."""
    if not run.captioned:
        return None
    clips, lines = load_captioned(run.captioned, data_folder(Path(run.data) if run.data else None))
    print("\n".join(lines))
    # The style before a sentence and the end after it are tokens, too.
    tellings = Tellings.compute(clips, net, run.windows, LONGEST - 2, run.seed)
    print(f"{len(tellings.features)} windows; {len(tellings.damaged)} damaged files left out")
    return tellings


@torch.no_grad()
def show_evidence(net: Encoder) -> None:
    """Let the first columns of the embedding be the event logits, halved, from -2 upwards.

    What is absent stays at 0 behind the ReLU; what may be there stands out. Training leaves
    these columns as they are.
    """
    labels = net.shape.labels
    net.embed.weight[:labels] = net.events.weight * 0.5
    bias = net.events.bias
    assert bias is not None and net.embed.bias is not None
    net.embed.bias[:labels] = bias * 0.5 + 1.0

    def held(gradient: Tensor) -> Tensor:
        return torch.cat([torch.zeros_like(gradient[:labels]), gradient[labels:]])

    with torch.enable_grad():
        net.embed.weight.register_hook(held)  # type: ignore[no-untyped-call]
        net.embed.bias.register_hook(held)  # type: ignore[no-untyped-call]


def seen_columns(net: Encoder, count: int, hidden: float) -> Tensor:
    """Which columns of the memory each example shows, shape (count, embedding), 0 or 1."""
    seen = torch.ones(count, net.shape.memory)
    seen[:, net.shape.labels :] = (torch.rand(count, 1) >= hidden).float()
    return seen


def train(run: DecoderRun) -> None:
    """Train and write ``decoder.pt`` beside the encoder's checkpoint."""
    torch.set_num_threads(run.threads)
    torch.manual_seed(run.seed)
    out = Path(run.out)
    out.mkdir(parents=True, exist_ok=True)
    net = load_encoder(Path(run.encoder))
    pools = list(run.pools)
    memories = [
        Memories.compute(Pool.load(pools, "single"), net, run.singles, run.colour),
        Memories.compute(Pool.load(pools, "scene"), net, run.scenes, run.colour),
    ]
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    tellings = told_by_people(run, net)
    if tellings is not None:
        said = [sentence for window in tellings.sentences for sentence in window]
        words += new_words(said, words, run.least_count, run.most_words)
        tellings = tellings.said_with(words)
    shape = DecoderShape(len(words), net.shape.memory, run.hidden)
    decoder, embed = Decoder(shape), net.embed
    if run.init:
        saved = torch.load(run.init, map_location="cpu")
        learnt: dict[str, Tensor] = saved["decoder"]
        if words != saved["words"]:
            learnt = grown(learnt, saved["words"], decoder.state_dict(), words)
        decoder.load_state_dict(learnt)
        embed.load_state_dict(saved["embed"])
    if run.evidence:
        show_evidence(net)
    examples = Examples(memories, words, run, tellings)
    parameters = [*decoder.parameters(), *embed.parameters()]
    # No decay on the embedding: it would wear away the columns that are held.
    optimiser = torch.optim.AdamW(
        [
            {"params": list(decoder.parameters()), "weight_decay": 0.01},
            {"params": list(embed.parameters()), "weight_decay": 0.0 if run.evidence else 0.01},
        ],
        lr=run.peak,
    )
    decoder.train()
    began, recent = time.time(), 0.0
    for step in tqdm(range(run.steps), desc="decoder", disable=None):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, run.steps, run.peak, run.warmup)
        drawn = examples.draw()
        seen = seen_columns(net, len(drawn[0]), run.evidence) if run.evidence else None
        loss = caption_loss(decoder, embed, *drawn, seen)
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
    parser.add_argument("--colour", type=float, default=0.0, help="spread of random band curves")
    parser.add_argument(
        "--evidence", type=float, default=0.0, help="share of examples shown event logits only"
    )
    parser.add_argument("--singles", type=int, default=14000)
    parser.add_argument("--scenes", type=int, default=12000)
    parser.add_argument(
        "--captioned",
        nargs="+",
        default=[],
        metavar="NAME:FOLDER",
        help="captions by people: clotho:FOLDER audiocaps:FOLDER wavcaps:FOLDER",
    )
    parser.add_argument("--share", type=float, default=0.3, help="of batches that people told")
    parser.add_argument("--windows", type=int, default=12000, help="of captioned sound to keep")
    parser.add_argument("--least-count", type=int, default=5, help="of a word that people said")
    parser.add_argument("--most-words", type=int, default=2000, help="in the vocabulary")
    parser.add_argument("--data", help="our own recordings, whose evaluation is kept apart")
    args = parser.parse_args()
    run = DecoderRun(
        args.encoder,
        args.out,
        tuple(args.pools),
        args.steps,
        init=args.init,
        threads=args.threads,
        colour=args.colour,
        evidence=args.evidence,
        singles=args.singles,
        scenes=args.scenes,
        captioned=tuple(args.captioned),
        share=args.share,
        windows=args.windows,
        least_count=args.least_count,
        most_words=args.most_words,
        data=args.data,
    )
    try:
        train(run)
    except DatasetFault as fault:
        raise SystemExit(str(fault)) from None


if __name__ == "__main__":
    main()

"""Train the caption decoder on what a trained encoder hears in composed scenes.

    python -m models.train_decoder --encoder runs/twin/last.pt --pools train dev --out runs/twin

The decoder sees what the event head made of a scene, row by row; the encoder is frozen. Every
time a scene is seen it is described anew, in a random style.

With `--captioned clotho:FOLDER audiocaps:FOLDER wavcaps:FOLDER` it also learns what people
said about recordings (see `models/captioned/README.md`), as sentences of the detailed style.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from models.captioned import DatasetFault, Tellings, load_captioned, new_words
from models.captioned.growth import grown
from models.data.memories import Clearness, Memories
from models.data.pool import Pool
from models.grammar import SPECIAL, Grammar
from models.ground.corpus import data_folder
from models.ground.desk import at_desk
from models.ground.options import read_run
from models.networks.decoder import Decoder, DecoderShape
from models.networks.encoder import Encoder
from models.networks.restored import load_encoder
from models.training.decoder_examples import LONGEST, Disturbance, Examples
from models.training.decoder_run import DecoderRun
from models.training.schedule import learning_rate


def caption_loss(decoder: Decoder, memory: Tensor, mask: Tensor, tokens: Tensor) -> Tensor:
    """Cross-entropy per word, teacher-forced."""
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


def heard_in_pools(run: DecoderRun) -> tuple[list[tuple[Memories, float]], Encoder]:
    """What the encoder heard in its pools, and others in pools that they never met."""
    net = load_encoder(Path(run.encoder))
    sources = [(net, list(run.pools))]
    for given in run.unseen:
        path, _, names = given.partition("=")
        sources.append((load_encoder(Path(path)), names.split("+")))
    heard: list[tuple[Memories, float]] = []
    for i, (one, pools) in enumerate(sources):
        weight = (run.familiar if run.unseen else 1.0) if i == 0 else 1.0 / (len(sources) - 1)
        for kind, limit, part in (("single", run.singles, 0.4), ("scene", run.scenes, 0.6)):
            memories = Memories.compute(Pool.load(pools, kind), one, limit, run.colour)
            heard.append((memories, weight * part))
    return heard, net


def told_by_people(run: DecoderRun, net: Encoder) -> Tellings | None:
    """What the captioned data sets of a run give; None where it has none."""
    if not run.captioned:
        return None
    clips, lines = load_captioned(run.captioned, data_folder(Path(run.data) if run.data else None))
    print("\n".join(lines))
    # The style before a sentence and the end after it are tokens, too.
    tellings = Tellings.compute(clips, net, run.windows, LONGEST - 2, run.seed)
    print(f"{len(tellings.heard)} windows; {len(tellings.damaged)} damaged files left out")
    return tellings


def train(run: DecoderRun) -> None:
    """Train and write ``decoder.pt`` beside the encoder's checkpoint."""
    torch.set_num_threads(run.threads)
    torch.manual_seed(run.seed)
    out = Path(run.out)
    out.mkdir(parents=True, exist_ok=True)
    heard, net = heard_in_pools(run)
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    tellings = told_by_people(run, net)
    if tellings is not None:
        said = [sentence for window in tellings.sentences for sentence in window]
        words += new_words(said, words, run.least_count, run.most_words)
        tellings = tellings.said_with(words)
    shape = DecoderShape(len(words), net.columns, run.hidden)
    decoder = Decoder(shape)
    if run.init:
        saved = torch.load(run.init, map_location="cpu")
        learnt: dict[str, Tensor] = saved["decoder"]
        if words != saved["words"]:
            learnt = grown(learnt, saved["words"], decoder.state_dict(), words)
        decoder.load_state_dict(learnt)
    examples = Examples(
        heard,
        words,
        seed=run.seed,
        batch=run.batch,
        disturbance=Disturbance(),
        tellings=tellings,
        share=run.share,
        medleys=run.medleys,
        clearness=Clearness(run.noticed, run.sure),
    )
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=run.peak, weight_decay=0.01)
    decoder.train()
    began, recent = time.time(), 0.0
    for step in tqdm(range(run.steps), desc="decoder", disable=None):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, run.steps, run.peak, run.warmup)
        loss = caption_loss(decoder, *examples.draw())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 2.0)
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
            "shape": asdict(shape),
            "words": words,
            "run": asdict(run),
        },
        out / "decoder.pt",
    )


def main() -> None:
    """Read the command line and train."""
    run = read_run(DecoderRun, __doc__)
    try:
        train(run)
    except DatasetFault as fault:
        raise SystemExit(str(fault)) from None


if __name__ == "__main__":
    # As in `models.train_trunk`: numbers that fade are slow to compute.
    torch.set_flush_denormal(True)
    at_desk(main)

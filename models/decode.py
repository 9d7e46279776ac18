"""Ways to find words compared: greedy, beam search, nucleus sampling, and that with a truth check.

    python -m models.decode runs/research/tagger-pretrained-gru.pt

In: systems that `models.bench` kept. Out: for each way F1 of events in captions of dev scenes, how
many captions are empty, and how varied they are: distinct-1 and -2, different words, self-BLEU.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from edge_aac_score.diversity import distinct, self_bleu, vocabulary_size
from models.evaluation.ratio import Ratio
from models.ground.desk import at_desk
from models.research.examples import Examples
from models.research.judging import hear, naming
from models.research.lessons import heard, vocabulary
from models.research.memory import Search
from models.research.searching import Beam, Nucleus
from models.research.trained import Trained, judging_options
from models.research.truth import Truthful


def ways(words: Sequence[str]) -> dict[str, Search | None]:
    """What is compared, by name."""
    return {
        "greedy": None,
        "beam of 4": Beam(4),
        "nucleus .9": Nucleus(),
        "nucleus .9 with the truth check": Truthful(Nucleus(), words),
    }


def line(texts: Sequence[str], named: Ratio) -> str:
    """One way's figures in words."""
    said = [text for text in texts if text]
    return (
        f"event F1 {named.value:.3f} ({named.low:.3f} to {named.high:.3f}, {len(texts)} scenes), "
        f"{len(texts) - len(said)} empty; distinct-1 {distinct(said, 1):.3f}, "
        f"distinct-2 {distinct(said, 2):.3f}, {vocabulary_size(said)} different words, "
        f"self-BLEU {self_bleu(said):.3f}"
    )


def main() -> None:
    """Read the command line, decode, print."""
    parser = judging_options(__doc__)
    args = parser.parse_args()
    torch.set_num_threads(1)
    examples = Examples.composed("dev", args.dev, args.seed, data=args.data)
    words = vocabulary()
    for path in args.systems:
        trained = Trained.read(path, args.data)
        frames = heard(examples, trained.recipe.front)
        for name, search in ways(words).items():
            texts = hear(trained.system, frames, trained.scale, words, search).texts
            print(f"{path.stem}, {name}: {line(texts, naming(texts, examples.placed))}")


if __name__ == "__main__":
    at_desk(main)

"""When each word's evidence sounded: word time stamps of dev scenes, and how well they fit.

    python -m models.align runs/research/logmel-cnn-gru-ctc.pt
    python -m models.align runs/research/tagger-pretrained-gru.pt --words 3

In: systems that `models.bench` kept. Out: for attention, posteriors and, where there is one, the
CTC head, the errors of onsets and F1 of events within half a second. `--words` prints some
captions, each word with when its evidence sounded.
"""

from __future__ import annotations

import numpy as np
import torch

from edge_aac.types import Style
from models.ground.desk import at_desk
from models.research.aligning import (
    Alignment,
    Sounding,
    Stamp,
    by_attention,
    by_posteriors,
    by_tokens,
    judge_alignment,
    stamps,
    without_punctuation,
)
from models.research.examples import Examples
from models.research.lessons import heard, vocabulary
from models.research.searching import search_of
from models.research.trained import Trained, judging_options
from models.research.truth import EVIDENCE

TOGETHER = 25


def align(
    trained: Trained, examples: Examples, threshold: float = EVIDENCE
) -> tuple[dict[str, Alignment], list[list[Stamp]]]:
    """Each way of aligning judged, and the stamped captions of all scenes.

    Parameters
    ----------
    trained : Trained
    examples : Examples
    threshold : float
        Posterior from which a sound is there.
    """
    words = vocabulary()
    style = words.index(f"<{Style.NORMAL.value}>")
    frames = trained.scale.of(heard(examples, trained.recipe.front))
    system, search = trained.system.eval(), search_of(trained.recipe)
    found: dict[str, list[list[Sounding]]] = {"attention": [], "posteriors": []}
    captions: list[list[Stamp]] = []
    for first in range(0, len(frames), TOGETHER):
        with torch.no_grad():
            memory = system.encoder.encode(torch.from_numpy(frames[first : first + TOGETHER]))
        said = system.decoder.decode(memory, style, search)
        stamped = stamps(system, memory, said, words, style)
        captions += stamped
        found["attention"] += [by_attention(one) for one in stamped]
        found["posteriors"] += [by_posteriors(one, threshold) for one in np.asarray(memory.events)]
        if system.ctc is not None:
            found.setdefault("CTC", []).extend(by_tokens(one) for one in system.ctc.fired(memory))
    return {name: judge_alignment(one, examples.placed) for name, one in found.items()}, captions


def main() -> None:
    """Read the command line, align, print."""
    parser = judging_options(__doc__)
    parser.add_argument("--words", type=int, default=0, help="captions to print word by word")
    args = parser.parse_args()
    torch.set_num_threads(1)
    examples = Examples.composed("dev", args.dev, args.seed, data=args.data)
    for path in args.systems:
        ways, captions = align(Trained.read(path, args.data), examples)
        for name, way in ways.items():
            print(f"{path.stem}, {name}: {way.line()}")
        for i, caption in enumerate(captions[: args.words]):
            for stamp in without_punctuation(caption):
                print(f"scene {i}: {stamp.start:.2f} to {stamp.end:.2f} s, {stamp.word}")


if __name__ == "__main__":
    at_desk(main)

"""Score captions against references: one table each, one line a metric.

    python -m models.score predictions.csv references.csv
    python -m models.score predictions.csv references.csv --json scores.json

In both tables the first column names the file, the others hold captions. The metrics are
pycocoevalcap's, on lower-case words without punctuation (`models.evaluation.wording`). What cannot
be computed here is listed as not available, with the reason, and never left out in silence.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_aac.errors import EdgeAacError
from models.evaluation.caption_tables import read_predictions, read_references
from models.evaluation.diversity import distinct, vocabulary_size
from models.evaluation.wording import METEOR_MISSING, compare
from models.ground.desk import at_desk
from models.ground.intervals import bootstrap

NOT_AVAILABLE = {
    "SPICE": "it needs Stanford's parser, which pycocoevalcap does not bring with it",
    "SPIDEr": "it is the mean of CIDEr-D and SPICE",
    "SPIDEr-FL": "it needs SPICE, and the weights of a fluency model",
    "FENSE": "it needs the weights of a sentence model and of a fluency model",
}
"""Metrics of the field that need files which nothing here may download, and why."""


@dataclass(frozen=True)
class Scores:
    """All figures of one table of predictions."""

    n: int
    figures: Mapping[str, float]
    cider_interval: tuple[float, float]
    """95 % interval, files resampled."""
    words: int
    """How many different words are used."""
    missing: Mapping[str, str]
    """Metric -> why it is not available."""

    def lines(self) -> list[str]:
        """One plain line a metric."""
        low, high = self.cider_interval
        told = [f"files: {self.n}"]
        for name, figure in self.figures.items():
            spread = f" (95 % {low:.4f} to {high:.4f})" if name == "CIDEr-D" else ""
            told.append(f"{name}: {figure:.4f}{spread}")
        told.append(f"different words: {self.words}")
        return told + [f"{name}: not available, {why}" for name, why in self.missing.items()]


def score(predictions: Mapping[str, str], references: Mapping[str, Sequence[str]]) -> Scores:
    """Score predictions; document frequencies come from all references.

    Raises
    ------
    EdgeAacError
        A prediction has no reference.
    """
    strangers = sorted(set(predictions) - set(references))
    if strangers:
        raise EdgeAacError(
            f"{len(strangers)} of {len(predictions)} files have no reference, {strangers[0]} for "
            "one: the first columns of both tables have to name files alike."
        )
    wording = compare(predictions, references, meteor=True)
    figures = {f"BLEU-{i}": figure for i, figure in enumerate(wording.bleu, 1)}
    missing = {}
    if wording.meteor is None:
        missing["METEOR"] = METEOR_MISSING
    else:
        figures["METEOR"] = wording.meteor
    figures |= {"ROUGE-L": wording.rouge_l, "CIDEr-D": wording.mean_cider}
    said = list(predictions.values())
    figures |= {f"distinct-{n}": distinct(said, n) for n in (1, 2)}
    interval = bootstrap(wording.cider, wording.keys)
    words = vocabulary_size(said)
    return Scores(len(wording.keys), figures, interval, words, missing | NOT_AVAILABLE)


def main() -> None:
    """Read two tables, print scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("predictions", type=Path)
    parser.add_argument("references", type=Path)
    parser.add_argument("--json", type=Path, help="file to write the figures into")
    args = parser.parse_args()
    found = score(read_predictions(args.predictions), read_references(args.references))
    print("\n".join(found.lines()))
    if args.json:
        content = {
            "n": found.n,
            "figures": {name: round(figure, 4) for name, figure in found.figures.items()},
            "cider_interval95": [round(end, 4) for end in found.cider_interval],
            "different_words": found.words,
            "not_available": dict(found.missing),
        }
        args.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)

"""All figures of one table of captions, and which metrics are missing and why.

In: captions and references by file, perhaps the folder of an environment of aac-metrics. Out: a
frozen `Scores`. Never does: reading tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac_score.diversity import distinct, self_bleu, vocabulary_size
from edge_aac_score.environment import ask, wanting
from edge_aac_score.tokens import java_runs, penn, plain_all
from edge_aac_score.wording import METEOR_MISSING, compare

ALONE = "only aac-metrics has it: make its environment with python -m edge_aac_score.environment"
SHARED = {
    "BLEU-1": "bleu_1",
    "BLEU-2": "bleu_2",
    "BLEU-3": "bleu_3",
    "BLEU-4": "bleu_4",
    "METEOR": "meteor",
    "ROUGE-L": "rouge_l",
    "CIDEr-D": "cider_d",
}
"""What both compute, by aac-metrics' names."""
FOREIGN = {"SPICE": "spice", "SPIDEr": "spider", "SPIDEr-FL": "spider_fl", "FENSE": "fense"}
"""What aac-metrics alone computes."""
DRAWS, SEED = 2000, 1
"""Of the bootstrap."""


@dataclass(frozen=True)
class Scores:
    """All figures of one table of predictions."""

    n: int
    tokens: str
    """How sentences were parted into words."""
    figures: Mapping[str, float]
    cider_interval: tuple[float, float]
    """95 % interval, files resampled."""
    words: int
    """How many different words are used."""
    missing: Mapping[str, str]
    """Metric -> why it is not available."""
    direct: Mapping[str, float] = field(default_factory=dict)
    """The same metrics by aac-metrics, where that was asked for."""

    def lines(self) -> list[str]:
        """One plain line a metric."""
        low, high = self.cider_interval
        said = [f"files: {self.n}", f"words: {self.tokens}"]
        for name, figure in self.figures.items():
            spread = f" (95 % {low:.4f} to {high:.4f})" if name == "CIDEr-D" else ""
            said.append(f"{name}: {figure:.4f}{spread}")
        said.append(f"different words: {self.words}")
        said += [f"{name}: not available, {why}" for name, why in self.missing.items()]
        for name, figure in self.direct.items():
            apart = abs(figure - self.figures[name])
            said.append(f"{name} by aac-metrics: {figure:.4f}, {apart:.5f} apart")
        return said


def score(
    predictions: Mapping[str, str],
    references: Mapping[str, Sequence[str]],
    metrics: Path | None = None,
    *,
    direct: bool = False,
) -> Scores:
    """Score predictions; document frequencies come from all references.

    Parameters
    ----------
    predictions, references : mapping
        By file.
    metrics : Path, optional
        Folder of an environment of aac-metrics.
    direct : bool
        Have it compute what is computed here, too.

    Raises
    ------
    EdgeAacError
        A prediction has no reference, or the environment does not answer.
    """
    strangers = sorted(set(predictions) - set(references))
    if strangers:
        raise EdgeAacError(
            f"{len(strangers)} of {len(predictions)} files have no reference, {strangers[0]} for "
            "one: the first columns of both tables have to name files alike."
        )
    java = java_runs()
    tokens = penn if java else plain_all
    wording = compare(predictions, references, meteor=java, tokens=tokens)
    figures = {f"BLEU-{i}": figure for i, figure in enumerate(wording.bleu, 1)}
    missing = {}
    if wording.meteor is None:
        missing["METEOR"] = METEOR_MISSING
    else:
        figures["METEOR"] = wording.meteor
    figures |= {"ROUGE-L": wording.rouge_l, "CIDEr-D": wording.mean_cider}
    theirs: dict[str, float] = {}
    if metrics is None:
        missing |= dict.fromkeys(FOREIGN, ALONE)
    else:
        missing |= wanting(metrics)
        names = [name for name in FOREIGN if name not in missing]
        names += [name for name in SHARED if direct and name in figures]
        rows = [references[key] for key in wording.keys]
        by_name = {**FOREIGN, **SHARED}
        found, failed = ask(
            metrics,
            [predictions[key] for key in wording.keys],
            rows,
            [by_name[name] for name in names],
        )
        given = {name: found[by_name[name]] for name in names if by_name[name] in found}
        figures |= {name: figure for name, figure in given.items() if name in FOREIGN}
        theirs = {name: figure for name, figure in given.items() if name in SHARED}
        missing |= {name: failed[by_name[name]] for name in names if by_name[name] in failed}
    said = [predictions[key] for key in wording.keys]
    figures |= {f"distinct-{n}": distinct(said, n) for n in (1, 2)}
    figures["self-BLEU"] = self_bleu(said)
    return Scores(
        len(wording.keys),
        "by the Penn Treebank's rules" if java else "parted by blanks, for Java is missing",
        figures,
        spread(wording.cider),
        vocabulary_size(said),
        missing,
        theirs,
    )


def spread(values: Sequence[float]) -> tuple[float, float]:
    """95 % interval of a mean, files resampled with replacement."""
    all_values = np.asarray(values)
    chosen = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(all_values[chosen].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)

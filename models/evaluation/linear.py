"""The baseline on ESC-50: YAMNet's scores and a logistic regression.

In: `BaselineScores` values of the rows to train on. Out: a `LinearBaseline` that names clips, and
its accuracy. How strong the regression is held back and how scores are transformed is
chosen by cross-validation on the training rows, an original recording always on one side.
Never does: looking at the rows it is judged on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from edge_aac.types import FloatArray
from models.baseline.scores import BaselineScores

TRANSFORMS: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "plain": lambda scores: scores,
    "sqrt": np.sqrt,
    "log": lambda scores: np.log(scores + 1e-4),
}
"""What is done to a score before the mean; 1e-4 is where YAMNet's scores mean nothing."""
STRENGTHS = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)
"""Values of sklearn's C; small holds the weights back."""
FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class LinearBaseline:
    """A logistic regression on the baseline's scores."""

    pipeline: Pipeline
    transform: str
    strength: float
    cross_validated: float
    """Accuracy in the cross-validation that chose transform and strength."""
    trained_on: int
    """Clips."""

    def predict(self, heard: Sequence[BaselineScores]) -> list[str]:
        """A label per clip."""
        if not heard:
            return []
        return [str(name) for name in self.pipeline.predict(features(heard, self.transform))]


def features(heard: Sequence[BaselineScores], transform: str) -> FloatArray:
    """Mean and maximum over a clip's windows, shape (clips, 1042), float32."""
    change = TRANSFORMS[transform]
    rows = [change(one.scores) for one in heard]
    return np.stack([np.concatenate([row.mean(0), row.max(0)]) for row in rows]).astype(np.float32)


def fit_linear(
    baseline_heard_train: Sequence[BaselineScores],
    strengths: Sequence[float] = STRENGTHS,
    transforms: Sequence[str] = tuple(TRANSFORMS),
) -> LinearBaseline:
    """Choose transform and strength by grouped cross-validation, then fit on all rows.

    Parameters
    ----------
    baseline_heard_train : sequence of BaselineScores
        Of at least five original recordings.
    strengths : sequence of float
        Values of C to choose from; of equals the first.
    transforms : sequence of str
        Keys of `TRANSFORMS` to choose from; of equals the first.

    Raises
    ------
    ValueError
        There are fewer original recordings than folds.
    """
    groups = [one.clip.group for one in baseline_heard_train]
    if len(set(groups)) < FOLDS:
        raise ValueError(
            f"{len(set(groups))} original recordings are too few: {FOLDS} or more are needed."
        )
    labels = np.array([one.clip.label for one in baseline_heard_train])
    tables = {name: features(baseline_heard_train, name) for name in transforms}
    folds = list(GroupKFold(FOLDS).split(labels, labels, groups))
    tried: dict[tuple[str, float], float] = {}
    choices = list(product(transforms, strengths))
    for name, strength in tqdm(choices, desc="choosing the regression", disable=None):
        hits = 0
        for learn, check in folds:
            fitted = _pipeline(strength).fit(tables[name][learn], labels[learn])
            hits += int((fitted.predict(tables[name][check]) == labels[check]).sum())
        tried[name, strength] = hits / len(labels)
    transform, strength = max(tried, key=lambda choice: tried[choice])
    return LinearBaseline(
        _pipeline(strength).fit(tables[transform], labels),
        transform,
        strength,
        tried[transform, strength],
        len(labels),
    )


def linear_hits(baseline: LinearBaseline, heard: Sequence[BaselineScores]) -> list[bool]:
    """Whether each clip was given its own label, for a paired comparison."""
    predicted = baseline.predict(heard)
    return [name == one.clip.label for name, one in zip(predicted, heard, strict=True)]


def _pipeline(strength: float) -> Pipeline:
    # Loose tolerance: the labels no longer change, and 135 fits are made.
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000, tol=1e-3))
